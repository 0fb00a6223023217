"""What an incoming order or trade does to a book, in price-time order.

The plans change nothing; only ``fills_of_print`` moves our orders forward in their queues.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .book import Book, BookSide
from .numbers import ZERO, round_down


@dataclass
class TakerPlan:
    """Quantities to take by price, best first; our own resting orders met on the way; what stays open."""

    takes: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    prevented: list[int] = field(default_factory=list)
    unfilled: Decimal = ZERO

    @property
    def cost(self) -> Decimal:
        return sum((price * quantity for price, quantity in self.takes), ZERO)


def plan_taker(against: BookSide, quantity: Decimal, limit: Decimal | None) -> TakerPlan:
    """Match ``quantity`` at ``limit`` or better (None: any price) against the market's part of a side.

    Our own resting orders do not trade with ourselves: those reached in price-time order are listed as
    prevented and expire (self-trade prevention EXPIRE_MAKER).
    """
    plan = TakerPlan(unfilled=quantity)
    for price, level in against:
        if not plan.unfilled or not against.reaches(price, limit):
            break
        plan.prevented += [own.order_id for own in level.queue if own.ahead < plan.unfilled]
        if taken := min(plan.unfilled, level.available):
            plan.takes.append((price, taken))
            plan.unfilled -= taken
    return plan


def quantity_for(against: BookSide, quote_quantity: Decimal, lot: Decimal) -> Decimal:
    """The largest multiple of ``lot`` that a market order can trade for ``quote_quantity``."""
    left, quantity = quote_quantity, ZERO
    for price, level in against:
        taken = min(level.available, round_down(left / price, lot))
        quantity += taken
        left -= taken * price
        if taken < level.available:
            break
    return round_down(quantity, lot)


@dataclass(frozen=True)
class MakerFill:
    """A resting order of ours that trades at its own price."""

    order_id: int
    price: Decimal
    quantity: Decimal


def plan_sweep(side: BookSide, quantity: Decimal, limit: Decimal | None) -> list[tuple[Decimal, Decimal]]:
    """Quantities another participant trades by price, best first, against everything published on ``side``."""
    sweep, left = [], quantity
    for price, level in side:
        if not left or not side.reaches(price, limit):
            break
        if traded := min(left, level.published):
            sweep.append((price, traded))
            left -= traded
    return sweep


def fills_of_print(side: BookSide, price: Decimal, quantity: Decimal) -> list[MakerFill]:
    """Fills of our orders on ``side`` when the market is seen to trade ``quantity`` at ``price`` against it.

    Whoever traded at ``price`` would have met our better-priced orders first; at ``price`` itself the queue
    ahead of us trades first.
    """
    fills: list[MakerFill] = []
    left = quantity
    for own_price in side.resting_prices():
        if not left or not side.reaches(own_price, price):
            break
        level = side.levels[own_price]
        for order_id, filled in level.print_trade(left, through=own_price != price):
            fills.append(MakerFill(order_id, own_price, filled))
            left -= filled
    return fills


def next_cross(book: Book, side: str) -> tuple[MakerFill, Decimal] | None:
    """The first of our resting orders of ``side`` that the market's other side has crossed.

    Returns the fill, at our price and up to the crossing size, and the market's price it takes from.
    """
    own_side, other = book.side_of(side), book.against(side)
    for own_price in own_side.resting_prices()[:1]:
        crossing = other.best_available(own_price)
        if crossing:
            resting = own_side.levels[own_price].queue[0]
            price, level = crossing
            fill = MakerFill(resting.order_id, own_price, min(resting.remaining, level.available))
            return fill, price
    return None
