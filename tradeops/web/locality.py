"""Demo people may sign in only on this machine, whoever claims what in a header."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_local(request: HttpRequest) -> bool:
    """Whether the product runs as a demo, published on loopback, and both ends of this request are loopback."""
    return are_local(request.get_host(), request.META.get("REMOTE_ADDR") or "127.0.0.1")


def are_local(asked: str, peer: str) -> bool:
    """As ``is_local``, from the host that was asked for and the address that asks."""
    published = urlsplit(settings.PUBLIC_ORIGIN).hostname or ""
    host = urlsplit(f"//{asked}").hostname or ""
    return settings.DEMO and all(_is_loopback(name) for name in (published, host, peer))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
