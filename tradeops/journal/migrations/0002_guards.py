from django.db import migrations

from tradeops.kernel.guards import AppendOnly

# A position never changes; its digest is set once, when the chain reaches it.
_POSITION = """
CREATE FUNCTION journal_position_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.digest IS NULL
        AND (NEW.position, NEW.event_id, NEW.assigned_at) = (OLD.position, OLD.event_id, OLD.assigned_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a position is final' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER position_is_final BEFORE UPDATE OR DELETE ON journal_position
    FOR EACH ROW EXECUTE FUNCTION journal_position_is_final();
CREATE TRIGGER position_is_final_truncate BEFORE TRUNCATE ON journal_position
    FOR EACH STATEMENT EXECUTE FUNCTION journal_position_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        AppendOnly("journal_event"),
        migrations.RunSQL(
            _POSITION,
            "DROP TRIGGER position_is_final ON journal_position;"
            "DROP TRIGGER position_is_final_truncate ON journal_position;"
            "DROP FUNCTION journal_position_is_final();",
        ),
    ]
