"""What PostgreSQL refuses, whoever asks: see docs/ledger.md for the list of invariants."""

from django.db import migrations

from tradeops.kernel.guards import AppendOnly

# The scale of an account is the asset's precision on the day it is opened, and never another.
_SCALE = """
CREATE FUNCTION ledger_fill_scale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT precision INTO STRICT NEW.scale FROM reference_asset WHERE code = NEW.asset_id;
    RETURN NEW;
END $$;
CREATE TRIGGER fill_scale BEFORE INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_fill_scale();
"""

# Each statement that adds lines balances by itself, so no order of deferred checks opens a window.
_LINES = """
CREATE FUNCTION ledger_check_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added JOIN ledger_entry entry ON entry.id = added.entry_id
        WHERE entry.created_xid <> pg_current_xact_id() OR added.created_xid <> pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'lines are added in the transaction of their entry'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM added JOIN ledger_account account ON account.id = added.account_id
        WHERE added.amount <> round(added.amount, account.scale)
    ) THEN
        RAISE EXCEPTION 'an amount has more decimals than its asset' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM added JOIN ledger_account account ON account.id = added.account_id
        GROUP BY added.entry_id, account.asset_id HAVING sum(added.amount) <> 0
    ) THEN
        RAISE EXCEPTION 'an entry does not balance in every asset'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER check_lines AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_lines();
"""

# Once per header, at commit: an entry has lines, and all of them together balance.
_ENTRY = """
CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines bigint;
    balanced boolean;
BEGIN
    SELECT coalesce(sum(asset.lines), 0), coalesce(bool_and(asset.total = 0), false) INTO lines, balanced
    FROM (
        SELECT count(*) AS lines, sum(line.amount) AS total
        FROM ledger_line line JOIN ledger_account account ON account.id = line.account_id
        WHERE line.entry_id = NEW.id GROUP BY account.asset_id
    ) asset;
    IF lines < 2 OR NOT balanced THEN
        RAISE EXCEPTION 'entry % has % lines and must have two or more that balance in every asset',
            NEW.reference, lines USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_entry AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();
"""

# An entry spends what it consumes: something of each held account, and no more than was held.
_RESOLUTION = """
CREATE FUNCTION ledger_check_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    spent numeric;
    held numeric;
BEGIN
    SELECT sum(CASE account.normal WHEN 'CREDIT' THEN line.amount ELSE -line.amount END) INTO spent
    FROM ledger_hold hold
    JOIN ledger_account account ON account.id = hold.account_id
    JOIN ledger_entry entry ON entry.id = NEW.entry_id AND entry.created_xid = pg_current_xact_id()
    JOIN ledger_line line ON line.entry_id = entry.id AND line.account_id = hold.account_id
    WHERE hold.id = NEW.hold_id;
    SELECT sum(other.amount) INTO held
    FROM ledger_hold_resolution resolution
    JOIN ledger_hold other ON other.id = resolution.hold_id
    JOIN ledger_hold hold ON hold.id = NEW.hold_id AND hold.account_id = other.account_id
    WHERE resolution.entry_id = NEW.entry_id;
    IF spent IS NULL OR spent <= 0 OR spent > held THEN
        RAISE EXCEPTION 'an entry spends % of the % held', coalesce(spent, 0), held
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_resolution AFTER INSERT ON ledger_hold_resolution
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.entry_id IS NOT NULL)
    EXECUTE FUNCTION ledger_check_resolution();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        AppendOnly("ledger_account"),
        AppendOnly("ledger_entry"),
        AppendOnly("ledger_line"),
        AppendOnly("ledger_hold"),
        AppendOnly("ledger_hold_resolution"),
        migrations.RunSQL(_SCALE, "DROP FUNCTION ledger_fill_scale CASCADE"),
        migrations.RunSQL(_LINES, "DROP FUNCTION ledger_check_lines CASCADE"),
        migrations.RunSQL(_ENTRY, "DROP FUNCTION ledger_check_entry CASCADE"),
        migrations.RunSQL(_RESOLUTION, "DROP FUNCTION ledger_check_resolution CASCADE"),
    ]
