"""Exact decimal arithmetic and its text forms."""

import re
from decimal import ROUND_CEILING, ROUND_DOWN, Context, Decimal, setcontext

ZERO = Decimal(0)
SATOSHI = Decimal("0.00000001")
_PLAIN = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


def use_exact_arithmetic() -> None:
    """Make products of prices, sizes and fees exact for this thread and the tasks it starts.

    The default of 28 digits rounds the product of a nine-digit price and size with eight decimals each.
    """
    setcontext(Context(prec=100))


def is_plain_number(text: str) -> bool:
    """Whether the text is an unsigned decimal without exponent, sign, NaN or infinity."""
    return _PLAIN.fullmatch(text) is not None


def decimals(value: Decimal) -> int:
    """Digits after the point that the value needs, without trailing zeros."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def text(value: Decimal) -> str:
    """The exact value with at least eight decimals, as the venues print it."""
    return format(value, "f") if decimals(value) > 8 else format(value, ".8f")


def round_down(value: Decimal, unit: Decimal = SATOSHI) -> Decimal:
    return (value / unit).to_integral_value(ROUND_DOWN) * unit


def round_up(value: Decimal, unit: Decimal = SATOSHI) -> Decimal:
    return (value / unit).to_integral_value(ROUND_CEILING) * unit


def is_multiple(value: Decimal, unit: Decimal) -> bool:
    return value % unit == 0
