"""Operations in the rail, and the bell of what waits for a second person."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from tradeops.access.selectors import approval_spec, approvals_of, can_decide
from tradeops.access.types import ApprovalSpec
from tradeops.desks.house import house_actor
from tradeops.web.navigation import Badge, Item, register
from tradeops.web.shell import Signal, register_signal


def install() -> None:
    """Offer the page to the house, and ring where it is looked at."""
    register(
        Item(
            "operations", "Operate", "i-settle", "desk_operations",
            order=20, shortcut="g o", visible=lambda request: house_actor(request) is not None, badge=badge,
        )
    )  # fmt: skip
    register_signal("approvals", bell, order=40)


def badge(request: HttpRequest) -> Badge | None:
    """How many requests wait for a second person."""
    count = len(_waiting(request))
    return Badge(count, "violet") if count else None


def bell(request: HttpRequest) -> Signal | None:
    """What the reader may decide, before what waits for somebody else; nothing when nothing waits."""
    actor = house_actor(request)
    if actor is None:
        return None
    waiting = _waiting(request)
    mine = sum(can_decide(actor, spec) for spec in waiting)
    href = f"{reverse('desk_operations')}#approvals"
    if mine:
        word = f"{mine} {'approval' if mine == 1 else 'approvals'} for you"
        return Signal(word, "dia", "appr", title=f"{len(waiting)} waiting in all", href=href)
    if waiting:
        return Signal(f"{len(waiting)} waiting for another person", "dia", "mute", href=href)
    return None


def _waiting(request: HttpRequest) -> list[ApprovalSpec]:
    actor = house_actor(request)
    if actor is None:
        return []
    return [approval_spec(row) for row in approvals_of(actor).filter(state="PENDING")]
