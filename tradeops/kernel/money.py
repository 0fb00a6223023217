"""Exact amounts: parsing at the boundary and rounding in a named direction. No float anywhere."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_UP, Context, Decimal, localcontext
from typing import overload

from tradeops.kernel.errors import Invalid

MAX_INTEGER_DIGITS = 20
MAX_DECIMALS = 18
_PLAIN = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?\Z", re.ASCII)
# Wide enough that a product of two 38-digit numbers is exact.
EXACT = Context(prec=100)


def parse_amount(text: object, *, field: str = "amount") -> Decimal:
    """A plain decimal string as an exact Decimal: ``0.5``, ``12``, ``-3.00``.

    Refuses numbers that are not strings (JSON numbers are floats to many clients), every other way to write one
    (``+1``, ``00.5``, ``.5``, ``1.``, ``1e3``, blanks, NaN) and anything beyond numeric(38,18). A minus is read: the
    rules say whether an amount may be negative. Raises Invalid ``AMOUNT_MALFORMED`` or ``AMOUNT_TOO_LONG``.
    """
    if not isinstance(text, str) or not _PLAIN.match(text):
        raise Invalid("AMOUNT_MALFORMED", f'{field} is a plain decimal in a string, such as "0.5"', fields={field: []})
    whole, _, fraction = text.lstrip("-").partition(".")
    if len(whole) > MAX_INTEGER_DIGITS or len(fraction) > MAX_DECIMALS:
        most = f"{field} has at most {MAX_INTEGER_DIGITS} digits before the point and {MAX_DECIMALS} after it"
        raise Invalid("AMOUNT_TOO_LONG", most, fields={field: []})
    # Plus zero: there is no negative nothing.
    return Decimal(text) + 0 if whole == "0" else Decimal(text)


@overload
def plain(value: Decimal) -> str: ...
@overload
def plain(value: Decimal | None) -> str | None: ...
def plain(value: Decimal | None) -> str | None:
    """A number as ``parse_amount`` reads it, without needless zeros; None stays None."""
    return None if value is None else f"{value.normalize(EXACT):f}"


def fits(value: Decimal, decimals: int) -> bool:
    """Whether ``value`` needs no more than ``decimals`` places."""
    return round_down(value, decimals) == value


def round_down(value: Decimal, decimals: int) -> Decimal:
    """Towards zero to ``decimals`` places."""
    return _quantize(value, decimals, ROUND_DOWN)


def round_up(value: Decimal, decimals: int) -> Decimal:
    """Away from zero to ``decimals`` places."""
    return _quantize(value, decimals, ROUND_UP)


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of ``step`` not above ``value``: lots, and the tick of a bid."""
    return _to_step(value, step, ROUND_FLOOR)


def ceil_to(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of ``step`` not below ``value``: the tick of an offer."""
    return _to_step(value, step, ROUND_CEILING)


def exact_div(numerator: Decimal, denominator: Decimal) -> Decimal:
    """A quotient with 100 digits: for prices derived from amounts, before rounding to a tick."""
    with localcontext(EXACT):
        return numerator / denominator


def exact_mul(left: Decimal, right: Decimal) -> Decimal:
    """The exact product (the default context would round at 28 digits)."""
    with localcontext(EXACT):
        return left * right


def _quantize(value: Decimal, decimals: int, rounding: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding, context=EXACT)


def _to_step(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    with localcontext(EXACT):
        return (value / step).quantize(Decimal(1), rounding=rounding) * step
