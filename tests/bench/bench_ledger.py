"""Journal entries a second: our posting service against hand-written SQL with the same guarantees.

One unit is a client's trade: one entry with four lines in two assets, two client balances with a floor, two
accounts of the desk that every client shares. Both sides write the same tables under the same triggers, one
transaction a unit; the floor has prepared statements and knows the ids of its accounts. Sides take turns every
second, so that what else the machine does meets both. A run counts only if the ledger adds up afterwards and has
every entry that was acknowledged.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid4

import django
import psycopg

CLIENTS = 200
SECONDS = 1.0
ROUNDS = 8

_units: dict[str, Callable[[int], object]] = {}

_LOCK = "SELECT account_id FROM ledger_balance WHERE account_id = ANY(%s) ORDER BY account_id FOR NO KEY UPDATE"
_ENTRY = """
INSERT INTO ledger_entry (id, reference, payload_hash, code, source_kind, source_id, effective_at,
                          actor_kind, actor_id, actor_label)
VALUES (%s, %s, %s, 'TRADE', 'trade', %s, clock_timestamp(), 'system', 'bench', 'bench')
ON CONFLICT (reference) DO NOTHING RETURNING id
"""
_LINES = """
INSERT INTO ledger_line (entry_id, account_id, amount, code)
VALUES (%s, %s, %s, 'A'), (%s, %s, %s, 'B'), (%s, %s, %s, 'C'), (%s, %s, %s, 'D')
"""


def run() -> dict[str, object]:
    """Median entries a second for each side and number of clients, and the ratio of ours to the floor."""
    django.setup()
    from django.conf import settings

    from tests import database

    before = settings.DATABASES["default"]["NAME"]
    figures: dict[str, object] = {"bench": "ledger", "unit": "entries/s"}
    with database.clone(f"bench_ledger_{os.getpid()}") as name:
        _use(name)
        _open_accounts()
        acknowledged = CLIENTS
        for clients in (1, 4):
            rates, done = _measure(name, clients)
            acknowledged += done
            ours, floor = statistics.median(rates["ours"]), statistics.median(rates["floor"])
            figures |= {
                f"ours_{clients}": round(ours),
                f"floor_{clients}": round(floor),
                f"ratio_{clients}": round(ours / floor, 2),
            }
        figures |= {"entries": acknowledged, "sound": _sound(acknowledged)}
        _use(before)
    return figures


def _measure(name: str, clients: int) -> tuple[dict[str, list[float]], int]:
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    done = 0
    with multiprocessing.get_context("spawn").Pool(clients, _connect, (name,)) as pool:
        for turn in range(ROUNDS + 1):
            for side, measured in rates.items():
                count = sum(pool.starmap(_client, [(side, seed) for seed in range(clients)], chunksize=1))
                done += count
                if turn:  # the first warms up
                    measured.append(count / SECONDS)
    return rates, done


def _connect(name: str) -> None:
    django.setup()
    _use(name)
    _units.update(ours=_ours(), floor=_floor())


def _client(side: str, seed: int) -> int:
    draw = random.Random(seed)
    done = 0
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        _units[side](draw.randrange(CLIENTS))
        done += 1
    return done


def _ours() -> Callable[[int], object]:
    from django.db import transaction

    from tradeops.journal.types import Subject
    from tradeops.kernel import actor
    from tradeops.ledger.services import post
    from tradeops.ledger.types import Account, Leg

    bench = actor.system("bench")
    position = Account("4000", "USD"), Account("4000", "BTC")

    def unit(client: int) -> None:
        id, owner = uuid4(), f"counterparty:{UUID(int=client)}"
        legs = [
            Leg(Account("2000", "USD", owner), Decimal("600.25"), "A"),
            Leg(position[0], Decimal("-600.25"), "B"),
            Leg(position[1], Decimal("0.01"), "C"),
            Leg(Account("2000", "BTC", owner), Decimal("-0.01"), "D"),
        ]
        with transaction.atomic():
            post(bench, reference=f"trade:{id}", code="TRADE", source=Subject("trade", id), legs=legs)

    return unit


def _floor() -> Callable[[int], object]:
    from django.db import connection as django_connection

    parameters = django_connection.get_connection_params()
    connection = psycopg.connect(
        **{key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if key in parameters}
    )
    rows = connection.execute("SELECT code, asset_id, owner, id FROM ledger_account").fetchall()
    ids = {(code, asset, owner): id for code, asset, owner, id in rows}

    def unit(client: int) -> None:
        id, owner = uuid4(), f"counterparty:{UUID(int=client)}"
        dollars, bitcoin = ids["2000", "USD", owner], ids["2000", "BTC", owner]
        lines = [
            (dollars, Decimal("600.25")),
            (ids["4000", "USD", ""], Decimal("-600.25")),
            (ids["4000", "BTC", ""], Decimal("0.01")),
            (bitcoin, Decimal("-0.01")),
        ]
        digest = hashlib.sha256(f"{id} {lines}".encode()).digest()
        connection.execute(_LOCK, [[dollars, bitcoin]], prepare=True)
        connection.execute(_ENTRY, [id, f"trade:{id}", digest, id], prepare=True)
        values = [value for account, amount in lines for value in (id, account, amount)]
        connection.execute(_LINES, values, prepare=True)
        connection.commit()

    return unit


def _open_accounts() -> None:
    from django.db import transaction

    from tests.ledger.desk import CAUSE, TESTER, legs, make_assets
    from tradeops.ledger.services import post_many
    from tradeops.ledger.types import Account, Leg, Posting

    make_assets()
    bitcoin = Leg(Account("4000", "BTC"), Decimal(1), "OPEN")

    def opening(client: int) -> Posting:
        owner = f"counterparty:{UUID(int=client)}"
        dollars = legs(Account("4000", "USD"), Account("2000", "USD", owner), "1000000000")
        received = Leg(Account("2000", "BTC", owner), Decimal(-1), "OPEN")
        return Posting(f"open:{client}", "OPEN", CAUSE, (*dollars, bitcoin, received))

    with transaction.atomic():
        post_many(TESTER, [opening(client) for client in range(CLIENTS)])


def _sound(acknowledged: int) -> bool:
    from tradeops.ledger.selectors import count_entries
    from tradeops.ledger.verify import verify

    return verify() == [] and count_entries() == acknowledged


def _use(name: str) -> None:
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


if __name__ == "__main__":
    print(json.dumps(run()))
