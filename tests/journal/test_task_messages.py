"""What is put on a queue is what Celery itself would have put there."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tradeops.celery import app
from tradeops.journal.queues import QUEUES
from tradeops.journal.task_messages import task_message
from tradeops.kernel.clock import now
from tradeops.kernel.redis import client

QUEUE = "settlement"
# A name of its own for each message, or of who sent it, which nobody asks for.
OWN = {"id", "root_id", "correlation_id", "delivery_tag", "reply_to", "origin", "expires"}


@pytest.fixture
def queue() -> Iterator[str]:
    client().delete(QUEUE)
    yield QUEUE
    client().delete(QUEUE)


def parts(message: str | bytes) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Envelope with the body read, headers and properties of a message, without what is its own."""
    envelope = json.loads(message)
    envelope["body"] = json.loads(base64.b64decode(envelope["body"]))
    headers, properties = envelope.pop("headers"), envelope.pop("properties")
    assert headers["id"] == headers["root_id"] == properties["correlation_id"]
    bare = [{key: value for key, value in part.items() if key not in OWN} for part in (headers, properties)]
    return envelope, bare[0], bare[1]


def published(queue: str) -> bytes:
    """The message that Celery makes of the same task."""
    limits = QUEUES[queue]
    limited = {"soft_time_limit": limits.soft_limit, "time_limit": limits.hard_limit}
    app.send_task("journal.deliver", args=[7], queue=queue, **limited)
    found = client().rpop(queue)
    assert isinstance(found, bytes)
    return found


def test_it_is_what_celery_publishes(queue: str) -> None:
    theirs, ours = parts(published(queue)), parts(task_message("journal.deliver", queue, [7]))
    assert ours[0] == theirs[0]
    assert ours[2] == theirs[2]
    assert ours[1].items() <= theirs[1].items()
    # What it leaves out says nothing in Celery's own either.
    assert not any(value for name, value in theirs[1].items() if name not in ours[1])


def test_no_two_are_the_same() -> None:
    one, other = (json.loads(task_message("journal.deliver", QUEUE, [7])) for _ in range(2))
    assert one["headers"]["id"] != other["headers"]["id"]
    assert one["properties"]["delivery_tag"] != other["properties"]["delivery_tag"]


def test_it_says_until_when_it_is_of_use() -> None:
    until = now() + timedelta(seconds=5)
    message = json.loads(task_message("operations.pulse", "pricing", ["pricing", "now"], expires=until))
    assert message["headers"]["expires"] == until.isoformat()
