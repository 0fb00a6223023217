"""Whether a request is well formed and within the instrument's published bounds."""

from __future__ import annotations

import re
from decimal import Decimal

from rfq.types import RequestSide, RfqDraft, Terms
from tradeops.kernel.errors import Invalid
from tradeops.kernel.money import fits, floor_to, parse_amount, plain
from tradeops.reference.types import InstrumentSpec, Status

SIZES = ("quantity", "counter_amount")
_CLIENT_ID = re.compile(r"[\x21-\x7e]{1,64}\Z")


def check_request(draft: RfqDraft, instrument: InstrumentSpec | None) -> Terms:
    """The checked terms of a request.

    Raises Invalid with the code of the first thing wrong: ``INSTRUMENT_UNKNOWN``, ``INSTRUMENT_CLOSED``,
    ``SIDE_UNKNOWN``, ``CLIENT_ID_MALFORMED``, ``SIZE_MISSING``, ``SIZE_AMBIGUOUS``, ``AMOUNT_MALFORMED``,
    ``AMOUNT_TOO_LONG``, ``SIZE_NOT_POSITIVE``, ``SIZE_PRECISION``, ``SIZE_BELOW_MINIMUM``, ``SIZE_ABOVE_MAXIMUM``.
    """
    if instrument is None:
        raise _invalid("INSTRUMENT_UNKNOWN", "there is no such instrument", "instrument")
    if instrument.status is not Status.ACTIVE:
        raise _invalid("INSTRUMENT_CLOSED", f"{instrument.symbol} is not traded now", "instrument")
    check_client_id(draft.client_rfq_id, "client_rfq_id")
    if draft.side not in list(RequestSide):
        raise _invalid("SIDE_UNKNOWN", "side is BUY, SELL or TWO_WAY", "side")
    if draft.quantity is None and draft.counter_amount is None:
        raise _invalid("SIZE_MISSING", "give quantity or counter_amount", *SIZES)
    if draft.quantity is not None and draft.counter_amount is not None:
        raise _invalid("SIZE_AMBIGUOUS", "give quantity or counter_amount, not both", *SIZES)
    quantity = counter = None
    if draft.quantity is not None:
        quantity = _size(draft.quantity, "quantity", instrument.base.precision)
        if floor_to(quantity, instrument.size_step) != quantity:
            step = plain(instrument.size_step)
            raise _invalid("SIZE_PRECISION", f"quantity is a multiple of {step}", "quantity")
        check_bounds(quantity, instrument)
    else:
        counter = _size(draft.counter_amount, "counter_amount", instrument.quote.precision)
    return Terms(instrument.symbol, RequestSide(draft.side), quantity, counter)


def check_bounds(quantity: Decimal, instrument: InstrumentSpec) -> None:
    """Raise Invalid unless the base quantity lies within what the instrument publishes."""
    if quantity < instrument.min_size:
        bound = f"{plain(instrument.min_size)} {instrument.base.code}"
        raise _invalid("SIZE_BELOW_MINIMUM", f"the least is {bound}", "quantity")
    if quantity > instrument.max_size:
        bound = f"{plain(instrument.max_size)} {instrument.base.code}"
        raise _invalid("SIZE_ABOVE_MAXIMUM", f"the most is {bound}", "quantity")


def check_client_id(value: object, field: str) -> str:
    """A client's own id: 1 to 64 printable ASCII characters without spaces. Raises Invalid."""
    if not isinstance(value, str) or not _CLIENT_ID.match(value):
        raise _invalid("CLIENT_ID_MALFORMED", f"{field} is 1 to 64 printable characters without spaces", field)
    return value


def _size(text: str | None, field: str, precision: int) -> Decimal:
    value = parse_amount(text, field=field)
    if value <= 0:
        raise _invalid("SIZE_NOT_POSITIVE", f"{field} is more than zero", field)
    if not fits(value, precision):
        raise _invalid("SIZE_PRECISION", f"{field} has at most {precision} decimals", field)
    return value


def _invalid(code: str, detail: str, *fields: str) -> Invalid:
    return Invalid(code, detail, fields={name: [detail] for name in fields})
