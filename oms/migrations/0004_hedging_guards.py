from django.db import migrations

from tradeops.kernel.guards import AppendOnly

# What an order is, is fixed once it exists; only how far it has come moves, and what is over stays over.
_ORDERS = """
CREATE FUNCTION oms_order_state_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['filled', 'filled_notional', 'lifecycle', 'done_reason', 'pending', 'unknown_since',
        'ord_status', 'deny_code', 'done_at', 'venue_order_id', 'sent_at', 'missing_since', 'final_status',
        'final_filled', 'dust'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'an order is fixed once it exists' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.lifecycle IN ('DONE', 'DENIED')
       AND (NEW.lifecycle, NEW.done_reason) <> (OLD.lifecycle, OLD.done_reason) THEN
        RAISE EXCEPTION 'an order that is over stays over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.filled < OLD.filled THEN
        RAISE EXCEPTION 'what is filled stays filled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_state_only BEFORE UPDATE OR DELETE ON oms_order
    FOR EACH ROW EXECUTE FUNCTION oms_order_state_only();
CREATE TRIGGER child_order_state_only BEFORE UPDATE OR DELETE ON oms_childorder
    FOR EACH ROW EXECUTE FUNCTION oms_order_state_only();
"""
_ORDERS_BACK = """
DROP TRIGGER order_state_only ON oms_order;
DROP TRIGGER child_order_state_only ON oms_childorder;
DROP FUNCTION oms_order_state_only();
"""

_DECISION = """
CREATE FUNCTION oms_order_is_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lifecycle NOT IN ('DRAFT', 'DENIED') AND NOT EXISTS (
        SELECT 1 FROM risk_decision d
        WHERE d.id = NEW.decision_id AND d.approved AND d.cause_kind = 'order' AND d.cause_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'an order needs an approved decision of its own'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_is_approved BEFORE INSERT OR UPDATE OF lifecycle ON oms_order
    FOR EACH ROW EXECUTE FUNCTION oms_order_is_approved();
"""

_CHILDREN = """
CREATE FUNCTION oms_children_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
BEGIN
    SELECT quantity INTO STRICT whole FROM oms_order WHERE id = NEW.parent_id FOR NO KEY UPDATE;
    IF (SELECT sum(quantity) FROM oms_childorder WHERE parent_id = NEW.parent_id) > whole THEN
        RAISE EXCEPTION 'the children of an order exceed it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER children_fit AFTER INSERT ON oms_childorder
    FOR EACH ROW EXECUTE FUNCTION oms_children_fit();
"""


class Migration(migrations.Migration):
    dependencies = [("oms", "0003_hedging"), ("journal", "0002_guards"), ("risk", "0002_guards")]

    operations = [
        AppendOnly("oms_execution"),
        migrations.RunSQL(_ORDERS, _ORDERS_BACK),
        migrations.RunSQL(
            _DECISION, "DROP TRIGGER order_is_approved ON oms_order; DROP FUNCTION oms_order_is_approved();"
        ),
        migrations.RunSQL(_CHILDREN, "DROP TRIGGER children_fit ON oms_childorder; DROP FUNCTION oms_children_fit();"),
    ]
