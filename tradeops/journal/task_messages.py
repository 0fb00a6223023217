"""A task as Celery's workers find it in a Redis list.

Celery's own publishing makes a client for every message and costs as much as five statements, and ringing is what a
deal does most often. Written here, bells go out in one round trip with the news of the same commit. The format is
Celery's message protocol 2 in the envelope of kombu's Redis transport; a test holds it against what Celery publishes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from tradeops.journal.queues import QUEUES

# No callbacks, no chains, no groups: a bell is rung and nothing follows from it.
_EMBEDDED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def task_message(task: str, queue: str, args: Sequence[object], *, expires: datetime | None = None) -> str:
    """The text to push to the list named ``queue``, with that queue's time limits.

    After ``expires`` (aware) no worker takes the task up.
    """
    identifier = str(uuid4())
    limits = QUEUES[queue]
    body = json.dumps([list(args), {}, _EMBEDDED]).encode()
    return json.dumps(
        {
            "body": base64.b64encode(body).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {
                "lang": "py",
                "task": task,
                "id": identifier,
                "root_id": identifier,
                "retries": 0,
                "timelimit": [limits.hard_limit, limits.soft_limit],
                "expires": expires.isoformat() if expires else None,
                "argsrepr": repr(list(args)),
                "kwargsrepr": "{}",
            },
            "properties": {
                "correlation_id": identifier,
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": queue},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": str(uuid4()),
            },
        }
    )
