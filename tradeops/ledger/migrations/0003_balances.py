"""Balances are kept by PostgreSQL: lines, holds and resolutions move them, and no statement sets them."""

from django.db import migrations

_OPEN = """
CREATE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_balance (account_id, normal, may_go_negative, debits_posted, credits_posted,
                                debits_pending, credits_pending, folded_to)
    VALUES (NEW.id, NEW.normal, NEW.may_go_negative, 0, 0, 0, 0,
            CASE NEW.mode WHEN 'DELTA' THEN '0'::xid8 END);
    RETURN NULL;
END $$;
CREATE TRIGGER open_balance AFTER INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_open_balance();
"""

_MOVE = """
CREATE FUNCTION ledger_move_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_balance balance
    SET debits_posted = balance.debits_posted + moved.debits,
        credits_posted = balance.credits_posted + moved.credits
    FROM (
        SELECT added.account_id,
               coalesce(sum(added.amount) FILTER (WHERE added.amount > 0), 0) AS debits,
               coalesce(-sum(added.amount) FILTER (WHERE added.amount < 0), 0) AS credits
        FROM added JOIN ledger_account account ON account.id = added.account_id AND account.mode = 'BALANCE'
        GROUP BY added.account_id
    ) moved
    WHERE balance.account_id = moved.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER move_posted AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_move_posted();
"""

# A hold and its resolution are mirror images: one adds the amount to the pending bucket, one takes it off.
_PENDING = """
CREATE FUNCTION ledger_move_pending(held ledger_hold, sign integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    known ledger_account;
    change numeric := sign * held.amount;
BEGIN
    SELECT * INTO STRICT known FROM ledger_account WHERE id = held.account_id;
    IF known.mode <> 'BALANCE' OR held.amount <> round(held.amount, known.scale) THEN
        RAISE EXCEPTION 'account % cannot hold %', known.code, held.amount USING ERRCODE = 'check_violation';
    END IF;
    UPDATE ledger_balance
    SET debits_pending = debits_pending + CASE known.normal WHEN 'CREDIT' THEN change ELSE 0 END,
        credits_pending = credits_pending + CASE known.normal WHEN 'DEBIT' THEN change ELSE 0 END
    WHERE account_id = held.account_id;
END $$;
CREATE FUNCTION ledger_count_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_move_pending(NEW, 1);
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_end_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_move_pending(hold, -1) FROM ledger_hold hold WHERE hold.id = NEW.hold_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_hold AFTER INSERT ON ledger_hold
    FOR EACH ROW EXECUTE FUNCTION ledger_count_hold();
CREATE TRIGGER end_hold AFTER INSERT ON ledger_hold_resolution
    FOR EACH ROW EXECUTE FUNCTION ledger_end_hold();
"""

# The one thing a statement may ask of a balance is to fold lines up to a transaction that no earlier one can
# still join. The totals are computed here; going back to an earlier transaction starts from nothing.
_GUARD = """
CREATE FUNCTION ledger_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    start xid8 := '0';
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'UPDATE' OR OLD.folded_to IS NULL OR NEW.folded_to IS NULL
        OR to_jsonb(NEW) - 'folded_to' IS DISTINCT FROM to_jsonb(OLD) - 'folded_to' THEN
        RAISE EXCEPTION 'balances follow lines and holds' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.folded_to > pg_snapshot_xmin(pg_current_snapshot()) THEN
        RAISE EXCEPTION 'lines can still be added before %', NEW.folded_to
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.folded_to < OLD.folded_to THEN
        NEW.debits_posted := 0;
        NEW.credits_posted := 0;
    ELSE
        start := OLD.folded_to;
    END IF;
    SELECT NEW.debits_posted + coalesce(sum(amount) FILTER (WHERE amount > 0), 0),
           NEW.credits_posted - coalesce(sum(amount) FILTER (WHERE amount < 0), 0)
    INTO NEW.debits_posted, NEW.credits_posted
    FROM ledger_line
    WHERE account_id = NEW.account_id AND created_xid >= start AND created_xid < NEW.folded_to;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_balance BEFORE INSERT OR UPDATE OR DELETE ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_balance();
CREATE TRIGGER guard_balance_truncate BEFORE TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard_balance();
"""

_VIEW = """
CREATE VIEW ledger_current_balance AS
SELECT balance.account_id,
       balance.debits_posted + unfolded.debits AS debits_posted,
       balance.credits_posted + unfolded.credits AS credits_posted,
       balance.debits_pending,
       balance.credits_pending
FROM ledger_balance balance
CROSS JOIN LATERAL (
    SELECT coalesce(sum(line.amount) FILTER (WHERE line.amount > 0), 0) AS debits,
           coalesce(-sum(line.amount) FILTER (WHERE line.amount < 0), 0) AS credits
    FROM ledger_line line
    WHERE line.account_id = balance.account_id AND line.created_xid >= balance.folded_to
) unfolded;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(_OPEN, "DROP FUNCTION ledger_open_balance CASCADE"),
        migrations.RunSQL(_MOVE, "DROP FUNCTION ledger_move_posted CASCADE"),
        migrations.RunSQL(
            _PENDING,
            "DROP FUNCTION ledger_count_hold CASCADE; DROP FUNCTION ledger_end_hold CASCADE;"
            "DROP FUNCTION ledger_move_pending;",
        ),
        migrations.RunSQL(_GUARD, "DROP FUNCTION ledger_guard_balance CASCADE"),
        migrations.RunSQL(_VIEW, "DROP VIEW ledger_current_balance"),
    ]
