"""Every address a venue client may use, derived from one base address. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# The discard port of this machine: nothing listens, so a call that should not happen fails at once.
DEAD = "127.0.0.1:9"


def binance_addresses(base_url: str) -> dict[str, Any]:
    """The spot addresses under ``base_url``, in the nesting that ccxt expects.

    ``/stream`` stays in the socket's address: ccxt reads the kind of market from it.
    """
    http = base_url.rstrip("/")
    parts = urlsplit(http)
    socket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{parts.path}"
    return {
        "public": f"{http}/api/v3",
        "private": f"{http}/api/v3",
        "v1": f"{http}/api/v1",
        "sapi": f"{http}/sapi/v1",
        "ws": {"spot": f"{socket}/stream/ws", "ws-api": {"spot": f"{socket}/ws-api/v3"}},
    }


def confined(addresses: dict[str, Any], base_url: str) -> dict[str, Any]:
    """``addresses`` with every one outside the host of ``base_url`` replaced by a dead loopback one.

    ccxt merges its own table under what it is given: futures, margin and others would reach the real
    exchange.
    """
    host = urlsplit(base_url).netloc
    return {name: _confined(value, host, base_url) for name, value in addresses.items()}


def _confined(value: Any, host: str, base_url: str) -> Any:
    if isinstance(value, dict):
        return confined(value, base_url)
    parts = urlsplit(value)
    return value if parts.netloc == host else f"{parts.scheme}://{DEAD}{parts.path}"
