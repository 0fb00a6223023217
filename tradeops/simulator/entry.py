"""Parameters of a new order: presence, form, filters. Everything here is refused without a trace."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from . import errors
from .filters import ORDER_TYPES
from .market import Market
from .matching import quantity_for
from .numbers import ZERO, is_plain_number

_CLIENT_ID = re.compile(r"[a-zA-Z0-9._:/-]{1,36}")


@dataclass(frozen=True)
class NewOrder:
    """A well-formed order; ``price`` is zero for market orders."""

    client_id: str
    symbol: str
    side: str
    type: str
    time_in_force: str
    price: Decimal
    quantity: Decimal
    quote_quantity: Decimal

    @property
    def limit(self) -> Decimal | None:
        return None if self.type == "MARKET" else self.price


def parse(parameters: Mapping[str, str], market: Market) -> NewOrder:
    """The order the parameters describe; raises VenueError with the dialect's code otherwise."""
    side, kind = required(parameters, "side"), required(parameters, "type")
    if side not in ("BUY", "SELL"):
        raise errors.invalid_side()
    if kind not in ORDER_TYPES:
        raise errors.invalid_order_type()
    if kind == "MARKET":
        price, quantity, quote_quantity = ZERO, *_market_size(parameters, side, market)
    else:
        price, quantity = number(parameters, "price"), number(parameters, "quantity")
        quote_quantity = ZERO
        market.rules.check_price(price)
    market.rules.check_quantity(quantity)
    reference = price or _reference(market, side)
    if reference is not None:
        market.rules.check_notional(reference * quantity)
    return NewOrder(
        client_id=client_id(parameters, "newClientOrderId"),
        symbol=market.symbol,
        side=side,
        type=kind,
        time_in_force=_time_in_force(parameters, kind),
        price=price,
        quantity=quantity,
        quote_quantity=quote_quantity,
    )


def required(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, "")
    if not value:
        raise errors.missing(name)
    return value


def number(parameters: Mapping[str, str], name: str) -> Decimal:
    value = required(parameters, name)
    if not is_plain_number(value):
        raise errors.illegal_characters(name)
    return Decimal(value)


def integer(parameters: Mapping[str, str], name: str) -> int:
    """A whole number below 10^19; raises -1100 for anything else."""
    value = required(parameters, name)
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        raise errors.illegal_characters(name)
    return int(value)


def client_id(parameters: Mapping[str, str], name: str) -> str:
    """The caller's id, or a random one when none was sent."""
    value = parameters.get(name) or secrets.token_hex(11)
    if not _CLIENT_ID.fullmatch(value):
        raise errors.illegal_characters(name)
    return value


def _time_in_force(parameters: Mapping[str, str], kind: str) -> str:
    value = parameters.get("timeInForce", "")
    if kind == "LIMIT":
        if not value:
            raise errors.missing("timeInForce")
        if value not in ("GTC", "IOC", "FOK"):
            raise errors.invalid_time_in_force()
        return value
    if value:
        raise errors.not_required("timeInForce")
    return "GTC"


def _market_size(parameters: Mapping[str, str], side: str, market: Market) -> tuple[Decimal, Decimal]:
    if "price" in parameters:
        raise errors.not_required("price")
    if "quoteOrderQty" not in parameters:
        return number(parameters, "quantity"), ZERO
    if "quantity" in parameters:
        raise errors.not_required("quoteOrderQty")
    quote_quantity = number(parameters, "quoteOrderQty")
    market.rules.check_notional(quote_quantity)
    return quantity_for(market.book.against(side), quote_quantity, market.rules.lot), quote_quantity


def _reference(market: Market, side: str) -> Decimal | None:
    """What a market order's notional is measured at: the best opposite price, else the last trade."""
    best = market.book.against(side).best()
    if best:
        return best[0]
    return market.trades[-1].price if market.trades else None
