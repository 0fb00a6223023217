"""How spans of time read: measured ones with their digits, budgets without."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tradeops.web.formatting import MISSING

Span = timedelta | Decimal | int
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000


def milliseconds(span: Span) -> Decimal:
    """The span in milliseconds, exact to the microsecond. A bare number is milliseconds already."""
    if isinstance(span, timedelta):
        return Decimal(span // timedelta(microseconds=1)) / 1_000
    return Decimal(span)


def duration(span: Span | None) -> str:
    """A measured span: ``6.1 ms``, ``303 ms``, ``4.62 s``, ``14 min 32 s``, ``2 h 04 min``, ``3 d 4 h``.

    Rounded half away from zero to the digits shown; a span that rounds up to the next unit is shown in it.
    """
    if span is None:
        return MISSING
    exact = milliseconds(span)
    sign, size = ("−", -exact) if exact < 0 else ("", exact)
    return sign + _measured(size)


def budget(span: Span | None) -> str:
    """A chosen span in its largest whole unit: ``20 ms``, ``10 s``, ``10.5 s``, ``75 min``, ``3 h``."""
    if span is None:
        return MISSING
    exact = milliseconds(span)
    for unit, size, least in (
        ("h", _HOUR, 2 * _HOUR),
        ("min", _MINUTE, 2 * _MINUTE),
        ("s", _SECOND, _SECOND),
    ):
        if exact >= least and exact % size == 0:
            return f"{exact // size:f} {unit}"
    if exact >= 10 * _SECOND:
        return f"{(exact / _SECOND).normalize():f} s"
    return f"{exact.normalize():f} ms"


def age(span: Span | None) -> str:
    """An age in one unit: ``0.3 s``, ``14.2 s``, ``18 min``, ``27 h``, ``3 d``; rounded down."""
    if span is None:
        return MISSING
    size = max(Decimal(0), milliseconds(span))
    if size < _MINUTE:
        return f"{int(size) // 100 / Decimal(10):.1f} s"
    for unit, step, limit in (("min", _MINUTE, _HOUR), ("h", _HOUR, 2 * _DAY)):
        if size < limit:
            return f"{int(size) // step} {unit}"
    return f"{int(size) // _DAY} d"


def _measured(size: Decimal) -> str:
    for text, limit in ((f"{size:.1f}", 100), (f"{size:.0f}", 1_000)):
        if Decimal(text) < limit:
            return f"{text} ms"
    seconds = size / _SECOND
    for text, limit in ((f"{seconds:.2f}", 10), (f"{seconds:.1f}", 60)):
        if Decimal(text) < limit:
            return f"{text} s"
    whole = int(seconds.to_integral_value())
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02d} s"
    if whole < 2 * 86_400:
        return f"{whole // 3_600} h {whole % 3_600 // 60:02d} min"
    return f"{whole // 86_400} d {whole % 86_400 // 3_600} h"
