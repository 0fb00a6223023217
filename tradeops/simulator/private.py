"""REST endpoints of the account; their parameters are signed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import errors
from .entry import client_id, integer, parse, required
from .orders import Order
from .public import limit, within
from .venue import Venue, unix_milliseconds

Parameters = Mapping[str, str]


def account(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    fees = venue.engine.fees
    rates = {"maker": fees.rate(True), "taker": fees.rate(False), "buyer": Decimal(0), "seller": Decimal(0)}
    return {
        "makerCommission": int(fees.maker_bps),
        "takerCommission": int(fees.taker_bps),
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {name: format(rate, ".8f") for name, rate in rates.items()},
        "canTrade": not venue.engine.halted,
        "canWithdraw": False,
        "canDeposit": False,
        "updateTime": unix_milliseconds(),
        "accountType": "SPOT",
        "balances": venue.engine.account.view(),
        "permissions": ["SPOT"],
    }


def new_order(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    market = venue.engine.market(required(parameters, "symbol"))
    detail = parameters.get("newOrderRespType", "FULL")
    if detail not in ("ACK", "RESULT", "FULL"):
        raise errors.invalid_value("newOrderRespType")
    order = venue.engine.place(parse(parameters, market))
    if detail == "ACK":
        return order.acknowledgement()
    if detail == "RESULT":
        return order.result()
    return order.result() | {"fills": [fill.in_order() for fill in venue.engine.records.fills_of(order.id)]}


def query_order(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    return _find(venue, parameters, errors.order_not_found()).view()


def cancel_order(venue: Venue, parameters: Parameters) -> dict[str, Any]:
    order = _find(venue, parameters, errors.cancel_unknown())
    return _cancel(venue, order, client_id(parameters, "newClientOrderId"))


def open_orders(venue: Venue, parameters: Parameters) -> list[dict[str, Any]]:
    symbol = parameters.get("symbol")
    if symbol is not None:
        venue.engine.market(symbol)
    return [order.view() for order in venue.engine.records.open_orders(symbol)]


def cancel_open_orders(venue: Venue, parameters: Parameters) -> list[dict[str, Any]]:
    market = venue.engine.market(required(parameters, "symbol"))
    orders = venue.engine.records.open_orders(market.symbol)
    if not orders:
        raise errors.cancel_unknown()
    return [_cancel(venue, order, client_id({}, "newClientOrderId")) for order in orders]


def all_orders(venue: Venue, parameters: Parameters) -> list[dict[str, Any]]:
    market = venue.engine.market(required(parameters, "symbol"))
    found = [
        order
        for order in venue.engine.records.orders.values()
        if order.symbol == market.symbol and within(parameters, order.created_at)
    ]
    if "orderId" in parameters:
        first = integer(parameters, "orderId")
        found = [order for order in found if order.id >= first]
    return [order.view() for order in _page(found, parameters, "orderId")]


def my_trades(venue: Venue, parameters: Parameters) -> list[dict[str, Any]]:
    market = venue.engine.market(required(parameters, "symbol"))
    records = venue.engine.records
    fills = records.fills_of(integer(parameters, "orderId")) if "orderId" in parameters else records.fills
    found = [fill for fill in fills if fill.symbol == market.symbol and within(parameters, fill.time)]
    if "fromId" in parameters:
        first = integer(parameters, "fromId")
        found = [fill for fill in found if fill.id >= first]
    return [fill.view() for fill in _page(found, parameters, "fromId")]


def _page(found: list[Any], parameters: Parameters, start: str) -> list[Any]:
    """The oldest rows from a given start, else the latest."""
    rows = limit(parameters)
    return found[:rows] if start in parameters or "startTime" in parameters else found[-rows:]


def _cancel(venue: Venue, order: Order, cancel_id: str) -> dict[str, Any]:
    venue.engine.cancel(order, cancel_id)
    return order.canceled(cancel_id)


def _find(venue: Venue, parameters: Parameters, refusal: errors.VenueError) -> Order:
    market = venue.engine.market(required(parameters, "symbol"))
    order_id = integer(parameters, "orderId") if parameters.get("orderId") else None
    original = parameters.get("origClientOrderId") or None
    if order_id is None and original is None:
        raise errors.missing("orderId")
    order = venue.engine.records.find(market.symbol, order_id, original)
    if order is None:
        raise refusal
    return order
