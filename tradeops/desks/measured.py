"""What a rule measured, as people read it."""

from __future__ import annotations

import re
from decimal import Decimal

from tradeops.web.formatting import MISSING, trimmed

# No asset shows more of an amount; what lies beyond came from a division.
PLACES = 8
# A number that stands by itself: not a part of an id.
_DECIMALS = re.compile(r"(?<![\w.])(?<!\w-)\d+(?:\.\d+)?(?![\w-]|\.\d)")


def tidy(measured: str | None) -> str:
    """Numbers grouped and without the zeros of their column: ``2.000000000000000000`` is ``2``."""
    return MISSING if measured is None else _DECIMALS.sub(_shorter, measured)


def _shorter(found: re.Match[str]) -> str:
    text = trimmed(Decimal(found[0]), PLACES)
    # Four digits, such as a budget in milliseconds, read without a comma.
    return text.replace(",", "") if len(text.partition(".")[0]) <= 5 else text
