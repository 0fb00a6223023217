"""What must hold between the domains once everything owed was delivered, computed from the tables in one snapshot.

Each query returns what differs as (subject, expected, found) and nothing when all is well.
"""

from __future__ import annotations

from django.db import connection, transaction

from tradeops.ledger.types import Difference

MOST = 100  # of one check

CHECKS = {
    "an accepted quote has exactly one trade": """
        SELECT 'quote ' || quote.id,
               CASE quote.state WHEN 'TRADED' THEN '1 acceptance, 1 trade' ELSE 'none' END,
               count(DISTINCT acceptance.id) || ' acceptances, ' || count(DISTINCT trade.id) || ' trades'
        FROM rfq_quote quote
        LEFT JOIN rfq_acceptance acceptance ON acceptance.quote_id = quote.id
        LEFT JOIN oms_trade trade ON trade.source_kind = 'quote' AND trade.source_id = quote.id
        GROUP BY quote.id, quote.state
        HAVING (quote.state = 'TRADED')::int <> count(DISTINCT acceptance.id)
            OR (quote.state = 'TRADED')::int <> count(DISTINCT trade.id)
    """,
    "a trade is the one its acceptance names": """
        SELECT 'trade ' || trade.id, acceptance.trade_id::text, trade.id::text
        FROM oms_trade trade
        LEFT JOIN rfq_acceptance acceptance ON trade.source_kind = 'quote' AND trade.source_id = acceptance.quote_id
        WHERE acceptance.trade_id IS DISTINCT FROM trade.id
    """,
    "nothing is reserved for a quote that is over": """
        SELECT 'quote ' || quote.id, quote.state || ': none', reservation.state
        FROM risk_reservation reservation
        JOIN rfq_quote quote ON reservation.cause_kind = 'quote' AND reservation.cause_id = quote.id
        WHERE reservation.state = 'HELD' AND quote.state <> 'ACTIVE'
    """,
    "a trade has its two obligations": """
        SELECT 'trade ' || trade.id, 'DELIVER RECEIVE',
               coalesce(string_agg(leg.direction, ' ' ORDER BY leg.direction), '')
        FROM oms_trade trade LEFT JOIN settlement_obligation leg ON leg.trade_id = trade.id
        GROUP BY trade.id
        HAVING coalesce(string_agg(leg.direction, ' ' ORDER BY leg.direction), '') <> 'DELIVER RECEIVE'
    """,
    "a prefunded trade is settled": """
        SELECT 'trade ' || trade.id, 'SETTLED', leg.state
        FROM oms_trade trade JOIN settlement_obligation leg ON leg.trade_id = trade.id
        WHERE trade.funding = 'PREFUNDED' AND leg.state <> 'SETTLED'
    """,
    "exposure is what open obligations owe": """
        SELECT 'counterparty ' || exposure.counterparty_id, coalesce(owed.value, 0)::text, exposure.used::text
        FROM risk_exposure exposure
        LEFT JOIN (
            SELECT leg.counterparty_id, sum(trade.exposure) AS value
            FROM settlement_obligation leg JOIN oms_trade trade ON trade.id = leg.trade_id
            WHERE leg.direction = 'RECEIVE' AND leg.state = 'OPEN' GROUP BY leg.counterparty_id
        ) owed ON owed.counterparty_id = exposure.counterparty_id
        WHERE exposure.used <> coalesce(owed.value, 0)
    """,
    "a trade has its hedge order": """
        SELECT 'trade ' || trade.id, 'one order of ' || trade.base_amount,
               count(hedge.id) || ' orders of ' || coalesce(sum(hedge.quantity), 0)
        FROM oms_trade trade LEFT JOIN oms_order hedge ON hedge.trade_id = trade.id AND hedge.attempt = 1
        GROUP BY trade.id, trade.base_amount
        HAVING count(hedge.id) <> 1 OR sum(hedge.quantity) <> trade.base_amount
    """,
    "an order is filled by its children, who never exceed it": """
        SELECT 'order ' || hedge.id, 'filled ' || coalesce(sum(child.filled), 0) || ' of ' || hedge.quantity,
               'filled ' || hedge.filled || ', children of ' || coalesce(sum(child.quantity), 0)
        FROM oms_order hedge LEFT JOIN oms_childorder child ON child.parent_id = hedge.id
        GROUP BY hedge.id, hedge.filled, hedge.quantity
        HAVING hedge.filled <> coalesce(sum(child.filled), 0) OR coalesce(sum(child.quantity), 0) > hedge.quantity
    """,
    "a child is filled by its executions": """
        SELECT 'child ' || child.id,
               coalesce(sum(execution.quantity), 0) || ' for ' || coalesce(sum(execution.notional), 0),
               child.filled || ' for ' || child.filled_notional
        FROM oms_childorder child LEFT JOIN oms_execution execution ON execution.child_id = child.id
        GROUP BY child.id, child.filled, child.filled_notional
        HAVING child.filled <> coalesce(sum(execution.quantity), 0)
            OR child.filled_notional <> coalesce(sum(execution.notional), 0)
    """,
}


def verify_deals() -> dict[str, list[Difference]]:
    """Every check with what it found. Raises RuntimeError inside a transaction, which may have read before."""
    if connection.in_atomic_block:
        raise RuntimeError("deals are verified in a snapshot of their own")
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for check, query in CHECKS.items():
            cursor.execute(f"{query} ORDER BY 1 LIMIT {MOST}")
            found[check] = [Difference(check, *row) for row in cursor.fetchall()]
    return found
