"""The product's socket application with these tests' topics and with times short enough to wait for."""

from __future__ import annotations

import os

import django

django.setup()

from tradeops.live import limits  # noqa: E402

if os.environ.get("HURRIED"):
    limits.PING_SECONDS = 0.5
    limits.SILENCE_SECONDS = 3.0  # longer than a busy machine keeps a process waiting
    limits.HELLO_SECONDS = 3.0
    limits.LEASE_SECONDS = 5.0
    limits.RENEW_SECONDS = (0.5, 0.6)

from tests.live import hearing  # noqa: E402, F401 - registers
from tradeops.asgi import application  # noqa: E402

__all__ = ["application"]
