"""The prices of the market strip, pushed as the books change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tradeops.access.policies import may
from tradeops.kernel.actor import Actor
from tradeops.live import streams, topics
from tradeops.marketdata.keys import book_channel
from tradeops.marketdata.selectors import books
from tradeops.marketdata.types import BookState
from tradeops.reference.selectors import instrument
from tradeops.web.formatting import plain, price

CHANNELS = book_channel("*")
THROTTLE_MS = 400


def of_house(actor: Actor, key: str) -> bool:
    return actor.is_house and may(actor, "risk.view")


def topic(channel: str) -> str:
    """``market.BTC-USD`` for the channel of that instrument's books."""
    return f"market.{channel.partition(':')[2]}"


def best(channel: str, data: bytes) -> dict[str, Any] | None:
    """The best fresh bid and offer of all venues; nothing when no venue is fresh, which the page's poll tells."""
    symbol = channel.partition(":")[2]
    fresh = [book for book in books(symbol) if book.state is BookState.VALID]
    bids = [book.bids[0].price for book in fresh if book.bids]
    asks = [book.asks[0].price for book in fresh if book.asks]
    if not bids or not asks:
        return None
    tick = instrument(symbol).price_tick
    return {"bid": _cell(max(bids), tick), "offer": _cell(min(asks), tick)}


def install() -> None:
    """Offer ``market.<symbol>`` to the house."""
    topics.register(topics.Topic(name="market.*", authorise=of_house))
    streams.register(streams.Stream(pattern=CHANNELS, topic=topic, throttle_ms=THROTTLE_MS, message=best))


def _cell(value: Decimal, tick: Decimal) -> dict[str, str]:
    return {"text": price(value, tick), "raw": plain(value)}
