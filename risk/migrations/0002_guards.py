"""PostgreSQL itself refuses what risk may never do; the two switches of the whole desk exist from the start."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tradeops.kernel.guards import AppendOnly

APPEND_ONLY = ("risk_decision", "risk_discharge", "risk_positionchange", "risk_historicallimit")

EXPOSURE_GROWTH = """
CREATE FUNCTION risk_refuse_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.used + NEW.reserved > NEW."limit" AND NEW.used + NEW.reserved > OLD.used + OLD.reserved THEN
        RAISE EXCEPTION 'exposure of % would exceed its limit', NEW.counterparty_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER within_limit BEFORE UPDATE ON risk_exposure
    FOR EACH ROW EXECUTE FUNCTION risk_refuse_growth();
"""
FINAL_STATES = """
CREATE FUNCTION risk_refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'reservation % is % for good', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER resolved_once BEFORE UPDATE ON risk_reservation
    FOR EACH ROW WHEN (OLD.state <> 'HELD') EXECUTE FUNCTION risk_refuse_reopening();
"""


def open_switches(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    TradingState = apps.get_model("risk", "TradingState")
    TradingState.objects.bulk_create([TradingState(scope="firm"), TradingState(scope="desk")])


class Migration(migrations.Migration):
    dependencies = [("risk", "0001_initial")]

    operations = [
        *[AppendOnly(table) for table in APPEND_ONLY],
        migrations.RunSQL(
            EXPOSURE_GROWTH,
            "DROP TRIGGER within_limit ON risk_exposure; DROP FUNCTION risk_refuse_growth();",
        ),
        migrations.RunSQL(
            FINAL_STATES,
            "DROP TRIGGER resolved_once ON risk_reservation; DROP FUNCTION risk_refuse_reopening();",
        ),
        migrations.RunPython(open_switches, migrations.RunPython.noop),
    ]
