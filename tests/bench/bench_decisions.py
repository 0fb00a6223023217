"""Risk decisions a second: all rules of a quote judged and stored with their event, against the bare inserts.

The floor writes the same two rows by hand-written, prepared SQL in one transaction, judging nothing. The rules alone
are pure and counted apart.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import django
import psycopg

SECONDS, ROUNDS = 1.0, 6
_DECISION = """
INSERT INTO risk_decision (id, cause_kind, cause_id, approved, verdicts, inputs, actor_kind, actor_id, actor_label)
VALUES (%s, 'quote', %s, true, %s, %s, 'system', 'bench', 'bench')
"""
_EVENT = """
INSERT INTO journal_event (name, subject_kind, subject_id, actor_kind, actor_id, actor_label, payload,
                           reason, request_id)
VALUES ('risk.decided', 'quote', %s, 'system', 'bench', 'bench', %s, '', '')
"""


def run() -> dict[str, object]:
    """Median decisions a second for both, their ratio, and evaluations of all rules a second."""
    django.setup()
    from django.conf import settings

    from tests import database
    from tests.conftest import _point_at

    before = settings.DATABASES["default"]["NAME"]
    with database.clone(f"bench_decisions_{os.getpid()}") as name:
        _point_at(name)
        sides = {"ours": _ours(), "floor": _floor()}
        rates: dict[str, list[int]] = {side: [] for side in sides}
        for turn in range(ROUNDS + 1):
            for side, work in sides.items():
                count = _count(work)
                if turn:  # the first warms up
                    rates[side].append(count)
        pure = _count(_rules_alone())
        _point_at(before)
    ours, floor = (round(statistics.median(rates[side])) for side in ("ours", "floor"))
    return {
        "bench": "decisions",
        "unit": "decisions/s",
        "ours": ours,
        "floor": floor,
        "ratio": round(ours / floor, 2),
        "rules_alone": pure,
    }


def _count(work: Callable[[], object]) -> int:
    done, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        work()
        done += 1
    return round(done / SECONDS)


def _context():
    from risk.rules.context import RuleContext

    return RuleContext(
        counterparty_status="ACTIVE",
        funding="CREDIT",
        instrument_status="ACTIVE",
        size=Decimal(2),
        min_size=Decimal("0.001"),
        max_size=Decimal(100),
        size_step=Decimal("0.00000001"),
        value=Decimal(120_000),
        per_trade_limit=Decimal(1_000_000),
        exposure_limit=Decimal(10_000_000),
        exposure_used=Decimal(1_000_000),
        exposure_reserved=Decimal(50_000),
        prices=(Decimal(59_990), Decimal(60_010)),
        mid=Decimal(60_000),
    )


def _rules_alone() -> Callable[[], object]:
    from risk.rules import QUOTE_RULES, evaluate

    context = _context()
    return lambda: evaluate(context, QUOTE_RULES)


def _ours() -> Callable[[], object]:
    from django.db import transaction

    from risk.rules import QUOTE_RULES
    from risk.services.decisions import decide
    from tradeops.journal.types import Subject
    from tradeops.kernel.actor import system

    engine, context = system("pricing"), _context()

    def one() -> None:
        with transaction.atomic():
            decide(actor=engine, cause=Subject("quote", uuid4()), context=context, rules=QUOTE_RULES)

    return one


def _floor() -> Callable[[], object]:
    from dataclasses import asdict

    from django.db import connection as django_connection

    from risk.rules import QUOTE_RULES, evaluate
    from tradeops.journal.encoding import to_json

    known = django_connection.get_connection_params()
    connection = psycopg.connect(**{key: known[key] for key in ("dbname", "user", "password", "host", "port")})
    context = _context()
    verdicts = json.dumps([to_json(asdict(verdict)) for verdict in evaluate(context, QUOTE_RULES)])
    inputs = json.dumps(to_json(asdict(context)))

    def one() -> None:
        cause = uuid4()
        connection.execute(_DECISION, [uuid4(), cause, verdicts, inputs], prepare=True)
        connection.execute(_EVENT, [cause, json.dumps({"approved": True})], prepare=True)
        connection.commit()

    return one


if __name__ == "__main__":
    print(json.dumps(run()))
