"""Control of a venue for tests and drills: faults, halts, and what other participants do.

``POST /<venue>/_control`` takes one JSON object, with the venue's key in X-MBX-APIKEY. It names either a
``fault`` or an ``action``; the reply shows the state afterwards.
"""

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from aiohttp import web

from . import errors
from .entry import number, required
from .errors import VenueError
from .faults import KINDS, BadFault, request_fault, seconds
from .numbers import text
from .rest import reply
from .signature import check_key
from .venue import Venue

Command = dict[str, Any]


async def serve(venue: Venue, request: web.Request) -> web.Response:
    """Carry out one control command."""
    try:
        check_key(venue.credentials, request.headers.get("X-MBX-APIKEY", ""))
        command = json.loads(await request.text())
        if not isinstance(command, dict):
            raise BadFault("expected a JSON object")
        result = None
        if "fault" in command:
            _fault(venue, command)
        else:
            result = _act(venue, command)
        return reply(_state(venue) | (result or {}))
    except VenueError as refused:
        return reply(refused.body(), refused.status)
    except (ValueError, RecursionError) as error:
        return reply({"code": -1130, "msg": str(error)}, 400)


def _fault(venue: Venue, command: Command) -> None:
    kind = command["fault"]
    faults = venue.faults
    if kind in KINDS:
        faults.requests.append(request_fault(command))
    elif kind == "gap":
        symbol = venue.engine.market(str(command.get("symbol", ""))).symbol
        faults.gaps[symbol] = faults.gaps.get(symbol, 0) + 1
    elif kind == "silence":
        faults.silent_until = asyncio.get_running_loop().time() + seconds(command)
    elif kind == "hold_events":
        faults.hold_user_events = seconds(command)
    else:
        raise BadFault(f"unknown fault {kind!r}")


def _act(venue: Venue, command: Command) -> dict[str, Any] | None:
    action = ACTIONS.get(str(command.get("action")))
    if action is None:
        raise BadFault(f"unknown action {command.get('action')!r}")
    return action(venue, command)


def _show(venue: Venue, command: Command) -> None:
    """Nothing to do: every reply shows the state."""


def _clear(venue: Venue, command: Command) -> None:
    venue.faults.clear()


def _halt(venue: Venue, command: Command) -> None:
    venue.engine.halted = True


def _resume(venue: Venue, command: Command) -> None:
    venue.engine.resume()


def _kick(venue: Venue, command: Command) -> None:
    which, abort = command.get("sockets", "all"), bool(command.get("abort", False))
    if which not in ("all", "market", "user"):
        raise BadFault("sockets must be all, market or user")
    if which != "user":
        venue.streams.kick(abort=abort)
    if which != "market":
        venue.users.kick(abort=abort)


def _trade(venue: Venue, command: Command) -> dict[str, Any]:
    """Another participant takes from the book, from our resting orders too."""
    values = {name: str(value) for name, value in command.items()}
    symbol = venue.engine.market(required(values, "symbol")).symbol
    side = _side(values)
    limit = number(values, "price") if "price" in values else None
    return {"traded": text(venue.engine.sweep(symbol, side, number(values, "quantity"), limit))}


def _level(venue: Venue, command: Command) -> None:
    """The market shows another quantity at a price."""
    values = {name: str(value) for name, value in command.items()}
    market = venue.engine.market(required(values, "symbol"))
    price, quantity = number(values, "price"), number(values, "quantity")
    market.rules.check_price(price)
    quotes = [(price, quantity)]
    side = _side(values)
    if quantity and market.book.against(side).best_available(price):
        raise errors.invalid_value("price")
    if side == "BUY":
        venue.engine.apply_feed(market.symbol, quotes, [])
    else:
        venue.engine.apply_feed(market.symbol, [], quotes)


def _balance(venue: Venue, command: Command) -> None:
    values = {name: str(value) for name, value in command.items()}
    asset = required(values, "asset")
    if asset not in venue.engine.account.balances:
        raise errors.invalid_value("asset")
    venue.engine.set_balance(asset, number(values, "free"))


def _side(values: dict[str, str]) -> str:
    side = required(values, "side")
    if side not in ("BUY", "SELL"):
        raise errors.invalid_side()
    return side


ACTIONS: dict[str, Callable[[Venue, Command], dict[str, Any] | None]] = {
    "state": _show,
    "clear": _clear,
    "halt": _halt,
    "resume": _resume,
    "kick": _kick,
    "trade": _trade,
    "level": _level,
    "balance": _balance,
}


def _state(venue: Venue) -> dict[str, Any]:
    mids: dict[str, Decimal | None] = {symbol: market.mid() for symbol, market in venue.engine.markets.items()}
    return {
        "halted": venue.engine.halted,
        "silent": venue.silent,
        "faults": len(venue.faults.requests) + sum(venue.faults.gaps.values()),
        "sockets": {"market": len(venue.streams.sockets), "user": len(venue.users.sockets)},
        "open_orders": len(venue.engine.records.open_orders()),
        "mids": {symbol: text(mid) if mid is not None else None for symbol, mid in mids.items()},
    }
