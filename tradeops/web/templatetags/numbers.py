"""``{% load numbers %}``: every number, time and identifier goes through the one formatter."""

from __future__ import annotations

from collections.abc import Callable

from django import template

from tradeops.web import atoms, durations, formatting

register = template.Library()

_FILTERS: dict[str, Callable[..., str]] = {
    "amount": formatting.amount,
    "brief": formatting.brief,
    "quantity": formatting.quantity,
    "price": formatting.price,
    "near_price": formatting.near_price,
    "signed_price": formatting.signed_price,
    "rounded": formatting.rounded,
    "short": formatting.short,
    "signed": formatting.signed,
    "direction": formatting.direction,
    "percent": formatting.percent,
    "bps": formatting.bps,
    "plain": formatting.plain,
    "utc_time": formatting.utc_time,
    "utc_millis": formatting.utc_millis,
    "utc_full": formatting.utc_full,
    "utc_day_time": formatting.utc_day_time,
    "iso": formatting.iso,
    "short_id": formatting.short_id,
    "short_ids": formatting.short_ids,
    "short_hash": formatting.short_hash,
    "initials": formatting.initials,
    "duration": durations.duration,
    "budget": durations.budget,
    "age": durations.age,
}
for _name, _function in _FILTERS.items():
    register.filter(_name, _function)
register.filter("shown", atoms.shown)

register.simple_tag(atoms.change, name="change")
register.simple_tag(atoms.big_price, name="big_price")
register.simple_tag(atoms.moment, name="moment")
