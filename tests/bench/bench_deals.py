"""Requests to quotes and accepts to trades at 20 requests a second, everything on this machine, against the floor.

Ours is what ``manage.py simulate`` sees from outside: HTTP, the API key, the request, a worker that prices, the
answer. The floor is in the same run on the same servers, with the rest of the desk idle: as many trivial statements
in transactions, one Celery hop and a message back, at the same rate. It has no HTTP, no rules and no Django.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import redis

from tests.rfq.statements import ACCEPT, PRICE, REQUEST
from tests.stack import ROOT, Stack, folder, running

RATE = 20
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
WARM_UP = 60
FLOOR_SECONDS = 20


def run() -> dict[str, object]:
    """Milliseconds p50 and p99 for both, the floor's, and the ratios of p50."""
    with folder() as data, running(data) as stack:
        _simulate(stack, WARM_UP, 5)
        load = os.getloadavg()[0]
        report = _simulate(stack, RATE * SECONDS, RATE)
        floors = _floors(stack)
    figures: dict[str, object] = {"bench": "deals", "unit": "ms", "rate": RATE, "seconds": SECONDS}
    for name in ("rfq_to_quote", "accept_to_trade"):
        ours = report["latency_ms"].get(name, {"p50": float("nan"), "p99": float("nan"), "count": 0})
        p50, p99 = floors[name]
        figures |= {f"{name}_count": ours["count"], f"{name}_p50": ours["p50"], f"{name}_p99": ours["p99"]}
        figures |= {f"{name}_floor_p50": p50, f"{name}_floor_p99": p99, f"{name}_ratio": round(ours["p50"] / p50, 1)}
    figures |= {"outcomes": report["outcomes"], "load_before": round(load, 1), "sound": report["ok"]}
    return figures


def _simulate(stack: Stack, count: int, rate: int) -> dict:
    arguments = ("--json", "--rfqs", str(count), "--rate", str(rate), "--seed", "20")
    done = stack.manage("simulate", *arguments, timeout=SECONDS + 300)
    report: dict = json.loads(done.stdout)
    return report


def _floors(stack: Stack) -> dict[str, tuple[float, float]]:
    _make_table(stack)
    os.environ.update({name: stack.variables[name] for name in ("DATABASE_URL", "REDIS_URL")})
    from tests.bench.deals_floor import answer, transaction

    def request_to_quote(channel: str) -> None:
        with redis.Redis.from_url(stack.variables["REDIS_URL"]).pubsub(ignore_subscribe_messages=True) as heard:
            heard.subscribe(channel)
            transaction(REQUEST)
            answer.delay(channel, PRICE)
            while heard.get_message(timeout=5) is None:
                pass

    with _worker(stack):
        request_to_quote("floor:warm")
        quoting = _paced(request_to_quote)
        accepting = _paced(lambda _: transaction(ACCEPT))
    return {"rfq_to_quote": quoting, "accept_to_trade": accepting}


def _paced(work) -> tuple[float, float]:
    """p50 and p99 in milliseconds of ``work`` begun RATE times a second, from the moment each was due."""
    times: list[float] = []
    lock = threading.Lock()

    def one(number: int, due: float) -> None:
        work(f"floor:{number}")
        with lock:
            times.append((time.perf_counter() - due) * 1000)

    start = time.perf_counter() + 0.5
    with ThreadPoolExecutor(1) as pool:  # one client, one connection: the least there can be
        for number in range(RATE * FLOOR_SECONDS):
            due = start + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(one, number, due)
    ordered = sorted(times)
    return round(statistics.median(ordered), 1), round(ordered[int(0.99 * len(ordered)) - 1], 1)


@contextmanager
def _worker(stack: Stack) -> Iterator[None]:
    words = (sys.executable, "-m", "celery", "-A", "tests.bench.deals_floor", "worker", "-Q", "floor", "-c", "2")
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", "ERROR")
    worker = subprocess.Popen([*words, *quiet], cwd=ROOT, env=stack.variables, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


def _make_table(stack: Stack) -> None:
    """As the owner: the desk's own role makes no tables."""
    from deploy import postgres, secrets

    port = psycopg.conninfo.conninfo_to_dict(stack.variables["DATABASE_URL"])["port"]
    address = postgres.url(postgres.OWNER, secrets.load(stack.data).postgres_owner, int(port or 0))
    with psycopg.connect(address) as owner:
        owner.execute("CREATE TABLE bench_floor (id bigserial PRIMARY KEY, body jsonb NOT NULL)")
        owner.execute("INSERT INTO bench_floor (body) VALUES ('{}')")
        owner.execute(f"GRANT SELECT, INSERT ON bench_floor TO {postgres.APPLICATION}")
        owner.execute(f"GRANT USAGE ON SEQUENCE bench_floor_id_seq TO {postgres.APPLICATION}")


if __name__ == "__main__":
    print(json.dumps(run()))
