"""The context processor of every page."""

from __future__ import annotations

from django.http import HttpRequest

from tradeops.web.shell import Shell


def shell(request: HttpRequest) -> dict[str, Shell]:
    """``shell``: what surrounds the page, read only as far as its template asks."""
    return {"shell": Shell(request)}
