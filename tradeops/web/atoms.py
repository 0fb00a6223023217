"""The small marks that stand hundreds of times on a page: icons, states, sides, owners, meters.

They are plain `format_html` because a template each would cost more than the row they stand in. Everything
larger is a template in ``templates/web/components``.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tradeops.kernel.money import round_down
from tradeops.web import formatting, states
from tradeops.web.drawings.bars import coordinate, level, share

SPRITE = "icons.svg"
_SIZES = {12: "ic", 16: "ic-16", 18: "ic-18", 24: "ic-24"}
_SIDES = {"BUY": ("up", "up", "Buy"), "SELL": ("down", "down", "Sell"), "TWO_WAY": ("two", "t2", "2-way")}
_OPPOSITE = {"BUY": "SELL", "SELL": "BUY"}
_LEGS = {"RECEIVE": ("down", "up", "Receive"), "DELIVER": ("up", "down", "Deliver")}
_OWNERS = {
    "program": "o-prog",
    "engine": "o-prog",
    "person": "o-pers",
    "venue": "o-ext",
    "bank": "o-ext",
    "network": "o-net",
}
EMPTY = SafeString("")


def icon(name: str, css: str = "", *, size: int = 12, label: str = "") -> SafeString:
    """A symbol of the sprite. With a label it is an image that says so, without one it is decoration."""
    classes = f"{_SIZES[size]} {css}".strip()
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


def chip(word: str, shape: str, tone: str, title: str = "") -> SafeString:
    """A state: shape, word, tone."""
    return format_html(
        '<span class="chip chip-{}"{}>{}{}</span>', tone, attribute("title", title), icon(f"s-{shape}"), word
    )


def state(kind: str, name: str, title: str = "") -> SafeString:
    """The chip of state ``name`` in the workflow ``kind``."""
    look = states.face(kind, name)
    return chip(look.word, look.shape, look.tone, title)


def tag(word: str, tone: str = "", shape: str = "") -> SafeString:
    """An attribute (tier, product, result): ``tone`` is solid, ok, warn, bad, appr, live or nothing."""
    css = f"tag tag-{tone}" if tone else "tag"
    return format_html('<span class="{}">{}{}</span>', css, icon(f"s-{shape}") if shape else EMPTY, word)


def side(value: str, *, desk: bool = False) -> SafeString:
    """Buy, sell or two-way. ``value`` is the client's side; ``desk`` shows what the desk does against it."""
    shape, tone, word = _SIDES[_OPPOSITE.get(value, value) if desk else value]
    return format_html('<span class="side {}">{}{}</span>', tone, icon(f"s-{shape}"), word)


def leg(value: str) -> SafeString:
    """Receive or deliver, as the reader of the page sees it."""
    shape, tone, word = _LEGS[value]
    return format_html('<span class="side {}">{}{}</span>', tone, icon(f"s-{shape}"), word)


def owner(kind: str, name: str, title: str = "") -> SafeString:
    """Who must act: a program, a person, a venue or bank, a network."""
    return format_html('<span class="owner"{}>{}{}</span>', attribute("title", title), icon(_OWNERS[kind]), name)


def change(value: Decimal | None, places: int = 2) -> SafeString:
    """A signed amount with its arrow: colour is the third sign, never the only one."""
    text = formatting.signed(value, places)
    way = formatting.direction(None if value is None else round(value, places))
    if way == "flat":
        return format_html("<span>{}</span>", text)
    arrow = formatting.UP_ARROW if way == "up" else formatting.DOWN_ARROW
    return format_html('<span class="{}">{} {}</span>', way, arrow, text)


def shown(value: Decimal | None, asset: formatting.ShownAsset) -> SafeString:
    """An amount in the decimals that its asset shows; one that has more is cut, says so, and is whole in the title."""
    if value is None:
        return format_html("{}", formatting.MISSING)
    cut = round_down(value, asset.display_precision)
    text = formatting.amount(cut, asset)
    if cut == value:
        return format_html("{}", text)
    return format_html('<span title="{}">{}…</span>', formatting.amount(value, asset), text)


def big_price(value: Decimal | None, tick: Decimal, tone: str = "", field: str = "") -> SafeString:
    """A price with its big figure. ``tone`` is up, down or nothing; ``field`` lets a live message find it."""
    parts = formatting.price_parts(value, tick)
    return format_html(
        '<div class="bigpx {}"{} data-raw="{}">{}<b>{}</b><small>{}</small></div>',
        tone,
        attribute("data-field", field),
        formatting.plain(value),
        parts.lead,
        parts.big,
        parts.tail,
    )


def moment(value: datetime | None, style: Literal["time", "millis", "full", "day", "clock"] = "time") -> SafeString:
    """A UTC time with its full form in the title and in ``datetime``."""
    write = {
        "time": formatting.utc_time,
        "millis": formatting.utc_millis,
        "full": formatting.utc_full,
        "day": formatting.utc_day_time,
        "clock": formatting.utc_clock,
    }[style]
    if value is None:
        return format_html("<span>{}</span>", formatting.MISSING)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        formatting.iso(value),
        formatting.utc_full(value),
        write(value),
    )


def meter(percent: Decimal | int, tone: str = "accent", size: int = 4, label: str = "") -> SafeString:
    """A bar from 0 to 100. With a label it is an image that says so; without, a number is near."""
    css = f"meter meter-{size}" if size in (6, 8) else "meter"
    hint = format_html(' role="img" aria-label="{}"', label) if label else attribute("aria-hidden", "true")
    return format_html(
        '<svg class="{}" viewBox="0 0 100 4" preserveAspectRatio="none"{}>'
        '<rect class="f-{}" width="{}" height="4"/></svg>',
        css,
        hint,
        tone,
        coordinate(share(percent, 100)),
    )


def usage(used: Decimal, limit: Decimal, size: int = 6) -> SafeString:
    """How much of a limit is used: the bar warns from 80 % and alarms from 95 %."""
    percent = share(used, limit)
    tone = {"ok": "accent", "warn": "warn", "danger": "danger"}[level(percent)]
    return format_html(
        '<div class="life">{}<span class="t">{} %</span></div>',
        meter(percent, tone, size),
        formatting.rounded(percent, 0),
    )


def keys(combination: str) -> SafeString:
    """A shortcut as keys: ``Ctrl+Enter``."""
    return format_html_join("", '<kbd class="kbd">{}</kbd>', ((key,) for key in combination.split("+")))


def attribute(name: str, value: str) -> SafeString:
    """`` name="value"``, or nothing when there is no value."""
    return format_html(' {}="{}"', name, value) if value else EMPTY
