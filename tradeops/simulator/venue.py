"""One simulated exchange: its engine, its sockets, its faults and its key."""

import asyncio
import logging
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .account import Fees
from .engine import Engine
from .faults import Faults
from .filters import SymbolRules
from .journal import Journal
from .numbers import text
from .signature import Credentials
from .streams import MarketStreams
from .user_stream import UserStreams

BATCH_SECONDS = 0.1

logger = logging.getLogger(__name__)


def unix_milliseconds() -> int:
    return time.time_ns() // 1_000_000


class Venue:
    """Also the engine's audience: it passes events to the sockets, or not, as the faults have it."""

    def __init__(
        self,
        name: str,
        rules: list[SymbolRules],
        fees: Fees,
        balances: Mapping[str, Decimal],
        credentials: Credentials,
        *,
        refill: bool = True,
        port: int | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.name = name
        self.port = port
        self.credentials = credentials
        self.faults = Faults()
        self.streams = MarketStreams()
        self.users = UserStreams(credentials, self.faults, unix_milliseconds)
        self.engine = Engine(rules, fees, balances, self, refill=refill, now=unix_milliseconds, journal=journal)

    @property
    def silent(self) -> bool:
        return asyncio.get_running_loop().time() < self.faults.silent_until

    def market_event(self, stream: str, event: dict[str, Any]) -> None:
        if not self.silent:
            self.streams.publish(stream, event)

    def user_event(self, event: dict[str, Any]) -> None:
        self.users.publish(event)

    async def run(self) -> None:
        """Publish depth every 100 ms and refill consumed levels, until cancelled."""
        while True:
            try:
                self.engine.tick()
                self._publish_depth()
            except Exception:
                logger.exception("Venue %s: a tick failed", self.name)
            await asyncio.sleep(BATCH_SECONDS)

    def describe(self) -> dict[str, Any]:
        """What a client must know to trade here, for the list of venues."""
        fees = self.engine.fees
        return {
            "name": self.name,
            "port": self.port,
            "rest": f"/{self.name}/api/v3",
            "market_stream": f"/{self.name}/stream/ws",
            "user_stream": f"/{self.name}/ws-api/v3",
            "fees": {
                "maker_bps": format(fees.maker_bps, "f"),
                "taker_bps": format(fees.taker_bps, "f"),
                "asset": "quote",
            },
            "symbols": [
                {
                    "symbol": rules.symbol,
                    "base": rules.base,
                    "quote": rules.quote,
                    "tick": text(rules.tick),
                    "lot": text(rules.lot),
                    "min_notional": text(rules.min_notional),
                }
                for rules in (market.rules for market in self.engine.markets.values())
            ],
        }

    def _publish_depth(self) -> None:
        if self.silent:
            return
        for market in self.engine.markets.values():
            event = market.flush(unix_milliseconds())
            if event and not self.faults.take_gap(market.symbol):
                self.streams.publish(f"{market.symbol.lower()}@depth", event)
