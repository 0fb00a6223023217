"""The one formatter: how every number, time and identifier reads on a page.

Two families of amounts. *Exact* functions (`amount`, `quantity`, `price`, `plain`) never drop a digit: they pad to the
decimals that the asset or the tick shows, and keep whatever lies beyond. *Rounded* functions (`rounded`, `brief`,
`signed`, `short`, `percent`, `bps`) round half away from zero to the places asked for, and belong where the exact value
stands beside them or in the title. No function writes an
exponent. Unknown (None) is an em dash; zero is a zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol
from uuid import UUID

from tradeops.kernel.money import EXACT

MISSING = "—"
MINUS = "−"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UP_ARROW, DOWN_ARROW = "▲", "▼"


class ShownAsset(Protocol):
    """An asset as far as its amounts are written."""

    @property
    def display_precision(self) -> int: ...


@dataclass(frozen=True, slots=True)
class BigFigure:
    """A price cut for a tile: ``lead`` small, ``big`` large, ``tail`` small. Joined, it is the price."""

    lead: str
    big: str
    tail: str

    def __str__(self) -> str:
        return self.lead + self.big + self.tail


def quantity(value: Decimal | int | None, precision: int) -> str:
    """Exact, grouped, with at least ``precision`` decimals: ``25.00000000``, ``1,420.500000``."""
    if value is None:
        return MISSING
    exact = _decimal(value)
    return _grouped(exact, max(precision, _decimals(exact)))


def amount(value: Decimal | int | None, asset: ShownAsset) -> str:
    """Exact, with at least the decimals that people see of the asset: ``25.00000000`` of BTC, ``1,608.40`` of USD."""
    return quantity(value, asset.display_precision)


def brief(value: Decimal | int | None, asset: ShownAsset) -> str:
    """For a sentence: ``25``, ``0.125``; what is too small to be shown in the asset's decimals is ``< 0.00000001``."""
    if value is None:
        return MISSING
    least = Decimal(1).scaleb(-asset.display_precision)
    if 0 < abs(_decimal(value)) < least:
        return f"< {quantity(least, 0)}"
    return trimmed(value, asset.display_precision)


def price(value: Decimal | int | None, tick: Decimal) -> str:
    """Exact, grouped, with at least the decimals of ``tick``: ``64,338.00`` for a tick of 0.01."""
    return quantity(value, _decimals(tick))


def price_parts(value: Decimal | int | None, tick: Decimal) -> BigFigure:
    """The price split for a tile.

    From 100 up the last two whole digits are big (64,3|38|.00). Below 100 the big pair stands before the
    last decimal, as in currency markets (0.99|98|7), or is the decimals when the tick has two (98.|45|).
    """
    text = price(value, tick)
    if value is None:
        return BigFigure("", text, "")
    whole, point, fraction = text.partition(".")
    if abs(_decimal(value)) >= 100 or len(fraction) < 2:
        return BigFigure(whole[:-2], whole[-2:], point + fraction)
    last = len(fraction) if len(fraction) == 2 else len(fraction) - 1
    return BigFigure(whole + point + fraction[: last - 2], fraction[last - 2 : last], fraction[last:])


def plain(value: Decimal | int | None) -> str:
    """Machine form for copying, sorting and ``data-raw``: no separators, ASCII minus, empty if unknown."""
    if value is None:
        return ""
    exact = _decimal(value)
    return f"{exact:.{_decimals(exact)}f}"


def rounded(value: Decimal | int | None, places: int) -> str:
    """Grouped, rounded half away from zero to ``places``."""
    return MISSING if value is None else _grouped(_round(_decimal(value), places), places)


def trimmed(value: Decimal | int | None, places: int) -> str:
    """Grouped, with at most ``places`` decimals and no needless zero."""
    return MISSING if value is None else quantity(_round(_decimal(value), places), 0)


def near_price(value: Decimal | int | None, tick: Decimal) -> str:
    """A mid or an average, rounded to the decimals of ``tick``."""
    return rounded(value, _decimals(tick))


def signed_price(value: Decimal | int | None, tick: Decimal) -> str:
    """A part of a price with its sign, rounded to the decimals of ``tick``."""
    return signed(value, _decimals(tick))


def signed(value: Decimal | int | None, places: int) -> str:
    """Rounded, with a plus sign for what is above zero: ``+11,204.16``, ``−1,204.55``, ``0.00``."""
    if value is None:
        return MISSING
    result = _round(_decimal(value), places)
    return ("+" if result > 0 else "") + _grouped(result, places)


def direction(value: Decimal | int | None) -> str:
    """``up``, ``down`` or ``flat``: for the arrow and the colour."""
    if value is None or value == 0:
        return "flat"
    return "up" if value > 0 else "down"


def short(value: Decimal | int | None) -> str:
    """A summary figure: ``1.61 M``, ``12.40 B``; whole units below a million. The title holds it in full."""
    if value is None:
        return MISSING
    exact = _decimal(value)
    millions = _round(exact.scaleb(-6, context=EXACT), 2)
    if abs(millions) >= 1_000:
        return f"{_grouped(_round(exact.scaleb(-9, context=EXACT), 2), 2)} B"
    whole = _round(exact, 0)
    return f"{_grouped(millions, 2)} M" if abs(whole) >= 1_000_000 else _grouped(whole, 0)


def percent(ratio: Decimal | int | None, places: int = 1) -> str:
    """A ratio as percent: 0.814 is ``81.4 %``."""
    return MISSING if ratio is None else f"{rounded(_decimal(ratio).scaleb(2, context=EXACT), places)} %"


def bps(value: Decimal | int | None, places: int = 1) -> str:
    """Basis points already in basis points: ``3.2 bps``."""
    return MISSING if value is None else f"{rounded(value, places)} bps"


def utc_time(moment: datetime | None) -> str:
    """``14:02:08``."""
    return MISSING if moment is None else f"{_utc(moment):%H:%M:%S}"


def utc_millis(moment: datetime | None) -> str:
    """``14:02:07.424``: truncated, so that a time never reads as one that has not come."""
    return MISSING if moment is None else _utc(moment).isoformat(timespec="milliseconds")[11:23]


def utc_full(moment: datetime | None) -> str:
    """``2026-11-24 14:02:07.424 Z``: for titles and detail pages."""
    return MISSING if moment is None else f"{_utc(moment):%Y-%m-%d} {utc_millis(moment)} Z"


def utc_day_time(moment: datetime | None) -> str:
    """``24 Nov 11:48``: for lists over several days."""
    return MISSING if moment is None else f"{_utc(moment).day} {_utc(moment):%b %H:%M}"


def utc_clock(moment: datetime | None) -> str:
    """``Tue 24 Nov · 14:02:09 Z``: the top bar."""
    if moment is None:
        return MISSING
    when = _utc(moment)
    return f"{when:%a} {when.day} {when:%b} · {when:%H:%M:%S} Z"


def iso(moment: datetime | None) -> str:
    """Machine form, UTC with microseconds; empty if unknown."""
    return "" if moment is None else _utc(moment).isoformat(timespec="microseconds").replace("+00:00", "Z")


def short_id(identifier: UUID | str | None) -> str:
    """The last six characters: the random end of a time-ordered id."""
    return MISSING if not identifier else str(identifier)[-6:]


def short_ids(text: str) -> str:
    """A text with the ids in it cut to their last six characters: ``ledger trade:45d249``."""
    return _UUID.sub(lambda found: short_id(found[0]), text)


def short_hash(text: str | None) -> str:
    """``7be2f0…c41d9a``; whole when it is short."""
    if not text:
        return MISSING
    return text if len(text) <= 13 else f"{text[:6]}…{text[-6:]}"


def initials(name: str) -> str:
    """Two letters for the avatar: ``Ana Ruiz`` is ``AR``; an e-mail address gives its first two."""
    words = name.split() or ["?"]
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


def _decimal(value: Decimal | int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"amounts are Decimal or int, not {type(value).__name__}")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError("an amount must be finite")
    return exact


def _decimals(value: Decimal) -> int:
    """How many decimals ``value`` needs: trailing zeros do not count."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -int(exponent))


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


def _grouped(value: Decimal, places: int) -> str:
    digits = f"{abs(value):,.{places}f}"
    return MINUS + digits if value < 0 else digits


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without its zone cannot be shown")
    return moment.astimezone(UTC)
