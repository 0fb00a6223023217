from django.db import migrations

from tradeops.kernel.guards import AppendOnly

# Whole rows are compared, so a column added later is guarded from its first day.
_QUOTE = """
CREATE FUNCTION rfq_quote_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a quote is fixed once it exists' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER quote_is_fixed BEFORE UPDATE OR DELETE ON rfq_quote
    FOR EACH ROW EXECUTE FUNCTION rfq_quote_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("rfq", "0001_initial"), ("journal", "0002_guards")]

    operations = [
        AppendOnly("rfq_quoteinputs"),
        AppendOnly("rfq_acceptance"),
        migrations.RunSQL(_QUOTE, "DROP TRIGGER quote_is_fixed ON rfq_quote; DROP FUNCTION rfq_quote_is_fixed();"),
    ]
