"""Amounts as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from tradeops.kernel.errors import Invalid
from tradeops.kernel.money import EXACT

_TYPED = re.compile(r"(\d+|\d{1,3}(?:[,' _\u00a0]\d{3})+)(\.\d+)?\s?([kmb]?)", re.ASCII | re.IGNORECASE)
_SCALES = {"": 0, "k": 3, "m": 6, "b": 9}
LONGEST = 60


def plain_amount(typed: str) -> str:
    """``1.5m``, ``250k`` or ``1,500,000.25`` as the plain decimal that the services take.

    A comma separates thousands only: ``1,5`` is refused rather than guessed. Raises Invalid ``AMOUNT_MALFORMED``.
    """
    text = typed.strip()
    found = _TYPED.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise Invalid(
            "AMOUNT_MALFORMED", "Write an amount such as 25, 1,500,000.50, 250k or 1.5m", fields={"amount": []}
        )
    whole, fraction, scale = re.sub(r"\D", "", found[1]), found[2] or "", found[3].lower()
    value = Decimal(whole + fraction).scaleb(_SCALES[scale], context=EXACT)
    return f"{value:f}"
