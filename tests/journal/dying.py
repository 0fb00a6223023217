"""Deliver one delivery in a process of its own: ``python -m tests.journal.dying <id>``."""

from __future__ import annotations

import sys

import django

django.setup()

from tests.journal import reactions  # noqa: E402, F401 - registers
from tradeops.journal.delivering import deliver  # noqa: E402

deliver(int(sys.argv[1]))
