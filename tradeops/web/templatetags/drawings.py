"""``{% load drawings %}``: bars, waterfalls and the time of a deal, as SVG geometry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from django import template

from tradeops.web import atoms, formatting
from tradeops.web.drawings import bars, gantt, waterfall
from tradeops.web.durations import age, milliseconds

register = template.Library()
CENT = Decimal("0.01")
register.simple_tag(atoms.meter, name="meter")
register.simple_tag(atoms.usage, name="usage")


@register.filter
def budget_tone(took: timedelta, budget: timedelta) -> str:
    """The colour of a time against its budget; nothing within it."""
    return bars.budget_tone(milliseconds(took), milliseconds(budget))


@register.inclusion_tag("web/components/limit.html")
def limit(used: Decimal, reserved: Decimal, of: Decimal, places: int = 2) -> dict[str, Any]:
    """Used and reserved of a limit, in the unit of the column's head."""
    return {"bar": bars.limit_bar(used, reserved, of), "total": used + reserved, "of": of, "places": places}


@register.inclusion_tag("web/components/centred.html")
def centred(label: str, value: Decimal, largest: Decimal, places: int = 0) -> dict[str, Any]:
    """A row with a bar that grows from the middle: exposure by asset, loss by scenario."""
    return {"label": label, "value": value, "rect": bars.centred(value, largest), "places": places}


@register.inclusion_tag("web/components/sparkline.html")
def sparkline(values: Sequence[Decimal]) -> dict[str, Any]:
    """Where a price came from; its number stands beside it."""
    rising = bool(values) and values[-1] >= values[0]
    return {"points": bars.sparkline(values), "tone": "up" if rising else "down"}


@register.inclusion_tag("web/components/waterfall.html", name="waterfall")
def draw_waterfall(
    terms: Iterable[waterfall.Term],
    total: str,
    side: Literal["bid", "offer"],
    unit: str = "",
    wide: bool = False,
    tick: Decimal = CENT,
) -> dict[str, Any]:
    """The terms of a price and their total. ``unit`` heads the amounts (USD/BTC), ``tick`` gives their decimals."""
    return {"drawing": waterfall.layout(terms, total, side), "unit": unit, "wide": wide, "tick": tick}


@register.inclusion_tag("web/components/gantt.html", name="gantt")
def draw_gantt(stages: Sequence[gantt.Stage]) -> dict[str, Any]:
    """The time of a deal by stage, with the same figures as a table for those who cannot see the drawing."""
    return {"drawing": gantt.layout(stages) if stages else None}


@register.inclusion_tag("web/components/life.html")
def life(deadline: datetime, since: datetime, now: datetime, bar: str = "meter") -> dict[str, Any]:
    """What is left until ``deadline`` as bar and digits; countdown.js goes on from here by server time."""
    left = max(Decimal(0), milliseconds(deadline - now))
    whole = milliseconds(deadline - since)
    return {
        "deadline": formatting.iso(deadline),
        "since": formatting.iso(since),
        "left": age(left),
        "percent": bars.coordinate(bars.share(left, whole)),
        "near": left <= whole / 5,
        "bar": bar,
    }
