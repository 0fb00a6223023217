"""REST endpoints that need no key."""

from collections.abc import Mapping
from typing import Any

from . import errors
from .entry import integer, required
from .market import Market
from .reports import aggregate_trade_view, trade_view
from .venue import Venue, unix_milliseconds

Parameters = Mapping[str, str]


def ping(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    return {}


def server_time(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    return {"serverTime": unix_milliseconds()}


def exchange_information(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    markets: list[Market] = list(venue.engine.markets.values())
    if "symbol" in parameters:
        markets = [venue.engine.market(parameters["symbol"])]
    return {
        "timezone": "UTC",
        "serverTime": unix_milliseconds(),
        "rateLimits": [],
        "exchangeFilters": [],
        "symbols": [market.rules.describe(trading=not venue.engine.halted) for market in markets],
    }


def depth(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    market = venue.engine.market(required(parameters, "symbol"))
    return market.snapshot(limit(parameters, default=100, most=5000))


def trades(venue: Venue, parameters: Parameters) -> list[dict[str, Any]]:
    market = venue.engine.market(required(parameters, "symbol"))
    return [trade_view(trade) for trade in list(market.trades)[-limit(parameters) :]]


def aggregate_trades(venue: Venue, parameters: Parameters) -> list[dict[str, Any]]:
    market = venue.engine.market(required(parameters, "symbol"))
    found = [trade for trade in market.trades if within(parameters, trade.time)]
    if "fromId" in parameters:
        first = integer(parameters, "fromId")
        found = [trade for trade in found if trade.id >= first]
    rows = found[: limit(parameters)] if _from_start(parameters) else found[-limit(parameters) :]
    return [aggregate_trade_view(trade) for trade in rows]


def limit(parameters: Parameters, default: int = 500, most: int = 1000) -> int:
    """How many rows: at least one, at most ``most``."""
    if "limit" not in parameters:
        return default
    wanted = integer(parameters, "limit")
    if not wanted:
        raise errors.invalid_value("limit")
    return min(wanted, most)


def within(parameters: Parameters, moment: int) -> bool:
    """Whether a time lies between startTime and endTime, where given."""
    first = integer(parameters, "startTime") if "startTime" in parameters else None
    last = integer(parameters, "endTime") if "endTime" in parameters else None
    return (first is None or moment >= first) and (last is None or moment <= last)


def _from_start(parameters: Parameters) -> bool:
    return "fromId" in parameters or "startTime" in parameters
