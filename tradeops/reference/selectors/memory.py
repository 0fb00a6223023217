"""Terms remembered for a few seconds by the processes that read them for every price.

Only terms: whether something is active is read each time, because a stop must not wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")

# Commands and tests look once; what they look at changes under their hands.
SECONDS = 0.0 if settings.PROCESS == "shell" else 5.0
MOST = 10_000


def remembered(read: Callable[P, T]) -> Callable[P, T]:
    """Answer like ``read``, at most SECONDS late. Errors are not remembered."""
    known: dict[tuple[object, ...], tuple[float, T]] = {}

    @wraps(read)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (connection.settings_dict["NAME"], *args, *kwargs.items())
        read_at, value = known.get(key, (0.0, None))
        if value is None or time.monotonic() >= read_at + SECONDS:
            value = read(*args, **kwargs)
            if len(known) >= MOST:
                known.clear()
            known[key] = (time.monotonic(), value)
        return value

    return answer
