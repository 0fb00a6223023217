"""ccxt clients for a venue, configured so that nothing is retried, rounded or sent elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any

import ccxt
import ccxt.pro

from tradeops.connectivity.addresses import binance_addresses, confined
from tradeops.connectivity.lossless import LosslessBooks
from tradeops.kernel.errors import Unavailable
from tradeops.reference.types import VenueSpec

# A venue that has not answered by then leaves the outcome of a command unknown.
TIMEOUT_MS = 3_000
# What stands in ``reports`` for a lost connection.
LOST: dict[str, Any] = {}


class BinanceClient(LosslessBooks, ccxt.pro.binance):
    """Binance spot and what speaks its dialect.

    ``reports`` holds every execution report and balance of the user stream as it came: ccxt's own caches
    merge reports that arrive together and turn their fees into floats.
    """

    def __init__(self, configuration: dict[str, Any]) -> None:
        super().__init__(configuration)
        self.reports: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def forget_losses(self) -> None:
        """Drop the marks of connections that are already known to be lost: one tells as much as three."""
        kept = [report for report in iter(self._next_report, None) if report is not LOST]
        for report in kept:
            self.reports.put_nowait(report)

    def _next_report(self) -> dict[str, Any] | None:
        return None if self.reports.empty() else self.reports.get_nowait()

    def handle_order_update(self, client: Any, message: dict[str, Any]) -> None:
        self.reports.put_nowait(message)

    def handle_balance(self, client: Any, message: dict[str, Any]) -> None:
        self.reports.put_nowait(message)

    def handle_message(self, client: Any, message: Any) -> None:
        """A message that cannot be handled ends the connection: ccxt would stop reading it in silence."""
        try:
            super().handle_message(client, message)
        except Exception as error:
            client.on_error(error)

    def on_error(self, client: Any, error: Exception) -> None:
        self.reports.put_nowait(LOST)
        super().on_error(client, error)

    def on_close(self, client: Any, error: Exception) -> None:
        self.reports.put_nowait(LOST)
        super().on_close(client, error)

    def ws_dial_delay(self, url: str) -> int:
        """No back-off of ccxt's own, which grows to 30 s: whoever reconnects decides how long to wait."""
        return 0


def open_client(venue: VenueSpec, *, api_key: str = "", secret: str = "") -> BinanceClient:
    """A client for ``venue``; the caller closes it. Without a key it can only read public data.

    Numbers stay strings, rate limits are ours, and a create is sent at most once. With an own ``base_url``
    every other address is dead. Raises Unavailable ``VENUE_DIALECT_UNKNOWN``.
    """
    if venue.dialect != "binance":
        raise Unavailable("VENUE_DIALECT_UNKNOWN", f"{venue.code} speaks {venue.dialect}, which no client does")
    client = BinanceClient(_configuration(venue, api_key, secret))
    if venue.base_url:
        client.urls["api"] = confined(client.urls["api"], venue.base_url)
    return client


async def unified_symbol(client: BinanceClient, venue_symbol: str) -> str:
    """ccxt's name of the spot market ``venue_symbol``. Raises Unavailable ``VENUE_MARKET_MISSING``.

    Looked up by the venue's own name: ccxt's names are not always unique.
    """
    await client.load_markets()
    spot = [market for market in client.markets_by_id.get(venue_symbol, []) if market["spot"]]
    if len(spot) != 1:
        raise Unavailable("VENUE_MARKET_MISSING", f"the venue has no market {venue_symbol}")
    name: str = spot[0]["symbol"]
    return name


def _configuration(venue: VenueSpec, api_key: str, secret: str) -> dict[str, Any]:
    configuration: dict[str, Any] = {
        "apiKey": api_key,
        "secret": secret,
        "enableRateLimit": False,
        "timeout": TIMEOUT_MS,
        "number": str,
        "options": {
            "defaultType": "spot",
            "fetchCurrencies": False,
            "fetchMargins": False,
            "fetchMarkets": {"types": ["spot"]},
            "adjustForTimeDifference": False,
            "maxRetriesOnFailure": 0,
            "fetchOpenOrders": {"warnWithoutSymbol": False},
        },
    }
    if venue.base_url:
        configuration["urls"] = {"api": binance_addresses(venue.base_url)}
        # ccxt applies its spot-only error table on the exchange's own addresses alone.
        configuration["exceptions"] = {"exact": ccxt.binance().exceptions["spot"]["exact"]}
    return configuration
