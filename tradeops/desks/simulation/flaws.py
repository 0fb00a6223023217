"""Requests that have to be refused: what is wrong with each, and the code that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """``changes`` turn a good request into one that is refused with ``code``; None takes a field away."""

    code: str
    changes: Mapping[str, object]


FLAWS = (
    Flaw("INSTRUMENT_UNKNOWN", {"instrument": "DOGE-GBP"}),
    Flaw("INSTRUMENT_UNKNOWN", {"instrument": 7}),
    Flaw("SIDE_UNKNOWN", {"side": "HOLD"}),
    Flaw("SIZE_MISSING", {"quantity": None, "counter_amount": None}),
    Flaw("SIZE_AMBIGUOUS", {"quantity": "1", "counter_amount": "1000"}),
    Flaw("SIZE_PRECISION", {"quantity": "0.1234567890123456", "counter_amount": None}),
    Flaw("AMOUNT_TOO_LONG", {"quantity": "0.1234567890123456789", "counter_amount": None}),
    Flaw("SIZE_BELOW_MINIMUM", {"quantity": "0.00000001", "counter_amount": None}),
    Flaw("SIZE_ABOVE_MAXIMUM", {"quantity": "1000000", "counter_amount": None}),
    Flaw("SIZE_NOT_POSITIVE", {"quantity": "-1", "counter_amount": None}),
    Flaw("SIZE_NOT_POSITIVE", {"quantity": "0", "counter_amount": None}),
    Flaw("AMOUNT_MALFORMED", {"quantity": "NaN", "counter_amount": None}),
    Flaw("AMOUNT_MALFORMED", {"quantity": "1e999999999", "counter_amount": None}),
    Flaw("AMOUNT_MALFORMED", {"quantity": "Infinity", "counter_amount": None}),
    Flaw("AMOUNT_MALFORMED", {"quantity": 0.5, "counter_amount": None}),
    Flaw("CLIENT_ID_MALFORMED", {"client_rfq_id": "two words"}),
    Flaw("INPUT_INVALID", {"client_rfq_id": None}),
    Flaw("FIELD_UNKNOWN", {"leverage": "100"}),
)


def flawed(body: Mapping[str, object], flaw: Flaw) -> dict[str, object]:
    """``body`` with the flaw in it."""
    return {name: value for name, value in {**body, **flaw.changes}.items() if value is not None}
