"""Who of the house looks at a page."""

from __future__ import annotations

from django.http import HttpRequest

from tradeops.kernel.actor import Actor


def house_actor(request: HttpRequest) -> Actor | None:
    """The desk's own person behind a request; None for a client and for nobody."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor if actor is not None and actor.is_house else None
