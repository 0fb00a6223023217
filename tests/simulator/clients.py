"""Unmodified ccxt and ccxt.pro clients, pointed at a simulated venue by addresses and options only."""

from __future__ import annotations

from typing import Any

import ccxt
import ccxt.pro

from tests.simulator.running import SECRET

NOWHERE = "http://127.0.0.1:9"


def configuration(port: int, venue: str, **options: Any) -> dict[str, Any]:
    host = f"127.0.0.1:{port}/{venue}"
    return {
        "apiKey": f"demo-{venue}",
        "secret": SECRET,
        "enableRateLimit": False,
        "timeout": 5000,
        "number": str,
        "urls": {
            "api": {
                "public": f"http://{host}/api/v3",
                "private": f"http://{host}/api/v3",
                "v1": f"http://{host}/api/v1",
                "sapi": f"http://{host}/sapi/v1",
                "ws": {"spot": f"ws://{host}/stream/ws", "ws-api": {"spot": f"ws://{host}/ws-api/v3"}},
            }
        },
        "exceptions": {"exact": ccxt.binance().exceptions["spot"]["exact"]},
        "options": {
            "defaultType": "spot",
            "fetchCurrencies": False,
            "fetchMargins": False,
            "fetchMarkets": {"types": ["spot"]},
            "adjustForTimeDifference": False,
            "maxRetriesOnFailure": 0,
            "fetchOpenOrders": {"warnWithoutSymbol": False},
        },
    } | options


def client(port: int, venue: str = "alpha", **options: Any) -> ccxt.binance:
    """A REST client with its markets loaded."""
    exchange = ccxt.binance(configuration(port, venue, **options))
    _stay_here(exchange.urls["api"])
    exchange.load_markets()
    return exchange


def pro_client(port: int, venue: str = "alpha", **options: Any) -> ccxt.pro.binance:
    """A WebSocket client; to be closed."""
    exchange = ccxt.pro.binance(configuration(port, venue, **options))
    _stay_here(exchange.urls["api"])
    return exchange


def _stay_here(addresses: dict[str, Any]) -> None:
    """Addresses merge deeply: what still points at the real exchange is pointed at a dead port."""
    for name, address in addresses.items():
        if isinstance(address, dict):
            _stay_here(address)
        elif "127.0.0.1" not in address:
            addresses[name] = NOWHERE
