"""``{% load ui %}``: the components of every page. Small marks come from `atoms`, the rest are templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tradeops.web import atoms

register = template.Library()
for _tag in (atoms.icon, atoms.chip, atoms.state, atoms.tag, atoms.side, atoms.leg, atoms.owner, atoms.keys):
    register.simple_tag(_tag)

_BANNER_ICONS = {"ok": "s-done", "warn": "s-tri", "bad": "s-stop", "appr": "s-dia"}


@register.simple_block_tag
def panel_head(content: str, title: str, id: str = "", count: str = "", level: int = 2, asof: str = "") -> SafeString:
    """The head of a panel. What stands between the tags goes to its right end."""
    return _render("panel_head", content=content, title=title, id=id, count=count, level=level, asof=asof)


@register.simple_block_tag
def banner(content: str, tone: str, title: str, text: str = "", icon: str = "", id: str = "") -> SafeString:
    """A message over the page: ok, warn, bad (interrupts a screen reader) or appr; content is its actions."""
    name = icon or _BANNER_ICONS[tone]
    return _render("banner", content=content, tone=tone, title=title, text=text, icon=name, id=id)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", icon: str = "i-inbox") -> SafeString:
    """Nothing to show: says why, and offers what next between the tags."""
    return _render("empty", content=content, title=title, text=text, icon=icon)


@register.inclusion_tag("web/components/failure.html")
def failure(title: str, text: str, trace: str = "", retry: str = "") -> dict[str, Any]:
    """Something could not be loaded: what did not happen, the request id, and an address to try again."""
    return {"title": title, "text": text, "trace": trace, "retry": retry}


@register.inclusion_tag("web/components/skeleton.html")
def skeleton(columns: int = 4, rows: int = 5) -> dict[str, Any]:
    """A table that is on its way; it appears only after 200 ms."""
    widths = [2, 3, 1, 2, 1, 3, 2]
    lines = [[widths[(line + column) % len(widths)] for column in range(columns)] for line in range(rows)]
    return {"lines": lines}


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Iterable[Any], label: str, target: str = "") -> dict[str, Any]:
    """Links between views of one region; each item has label, url, current and, if it likes, count.

    With ``target`` (an id) a tab replaces only that region and keeps its own address.
    """
    return {"items": items, "label": label, "target": target}


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, unit: str = "", hint: str = "", numeric: bool = False) -> dict[str, Any]:
    """A form field with its label, unit, hint and errors, tied together for a screen reader."""
    widget = getattr(bound.field.widget, "input_type", "")
    if widget in ("checkbox", "hidden"):
        return {"bound": bound, "control": bound.as_widget(), "kind": widget}
    described = [f"{bound.auto_id}-hint"] if hint or bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attributes: dict[str, Any] = {"class": "num", "inputmode": "decimal", "autocomplete": "off"} if numeric else {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    control = bound.as_widget(attrs=attributes)
    return {"bound": bound, "control": control, "unit": unit, "hint": hint or bound.help_text, "kind": widget}


@register.inclusion_tag("web/components/segments.html")
def segments(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str = "") -> dict[str, Any]:
    """A choice of few, all in sight: radio buttons drawn as one bar. ``options`` are (value, word)."""
    return {"name": name, "label": label, "options": options, "chosen": chosen}


@register.inclusion_tag("web/components/pagination.html")
def pagination(shown: int, next_url: str = "", first_url: str = "", target: str = "") -> dict[str, Any]:
    """Cursor pagination: how many stand here, the first page and the next one."""
    return {"shown": shown, "next_url": next_url, "first_url": first_url, "target": target}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    id: str,
    title: str,
    action: str,
    word: str,
    tone: str = "primary",
    target: str = "",
) -> SafeString:
    """A dialog whose button ``word`` posts to ``action``; the content is the form's body."""
    values = {"content": content, "id": id, "title": title, "action": action, "word": word, "tone": tone}
    return _render("confirm", **values, target=target, csrf_token=context.get("csrf_token", ""))


@register.inclusion_tag("web/components/hold.html")
def hold(
    word: str, command: str, name: str = "", value: str = "", tone: str = "danger", title: str = ""
) -> dict[str, str]:
    """A button that submits the form around it after it was held for 600 ms, by pointer or by key."""
    return {"word": word, "command": command, "name": name, "value": value, "tone": tone, "title": title}


@register.inclusion_tag("web/components/region.html")
def region(topic: str, cursor: tuple[str, int], url: str, critical: bool = False) -> dict[str, Any]:
    """The attributes that make an element live; ``cursor`` is (epoch, sequence), read before the data.

    A critical region is asked for every five seconds while the socket is away.
    """
    epoch, sequence = cursor
    return {"topic": topic, "epoch": epoch, "sequence": sequence, "url": url, "critical": critical}


def _render(component: str, **values: Any) -> SafeString:
    return render_to_string(f"web/components/{component}.html", values)
