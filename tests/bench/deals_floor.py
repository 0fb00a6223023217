"""The least that a deal could cost: the same number of trivial statements in transactions, and one Celery hop.

``celery -A tests.bench.deals_floor worker`` answers over the same broker and database as the desk does.
"""

from __future__ import annotations

import os
from functools import cache

import psycopg
import redis
from celery import Celery

QUEUE = "floor"
app = Celery("floor", broker=os.environ.get("REDIS_URL"))
app.conf.update(task_ignore_result=True, task_default_queue=QUEUE, worker_prefetch_multiplier=1)
app.conf.update(task_create_missing_queues=True, broker_connection_retry_on_startup=True, worker_send_task_events=False)


@cache
def database() -> psycopg.Connection:
    """This process's connection."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


@cache
def valkey() -> redis.Redis:
    return redis.Redis.from_url(os.environ["REDIS_URL"])


def transaction(statements: int) -> None:
    """One transaction of so many statements, begin and commit among them: half read a row, half write one."""
    connection = database()
    with connection.transaction():
        for number in range(statements - 2):
            if number % 2:
                connection.execute("INSERT INTO bench_floor (body) VALUES (%s)", ["{}"])
            else:
                connection.execute("SELECT body FROM bench_floor WHERE id = %s", [1])


@app.task
def answer(channel: str, statements: int) -> None:
    """Do as much and tell who waits."""
    transaction(statements)
    valkey().publish(channel, "done")
