"""One price level: what the source shows, what was taken from it, and our orders queued in it.

For each level the feed's quantity F and the taken quantity T are kept apart. A taker finds F - T; what is
published is F - T plus our resting orders. When the feed changes the level to F', T becomes min(T, F'), so
the simulation never shows again what was taken while the recorded market still held it; a feed that empties
the level clears T. An order that joins the queue stands behind F - T; recorded trades consume the queue in
front of it first, and a feed that shrinks is assumed to have shrunk behind it.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from .numbers import ZERO


@dataclass(slots=True)
class Resting:
    """One of our orders in the queue of a level, behind ``ahead`` of the feed's quantity."""

    order_id: int
    remaining: Decimal
    ahead: Decimal


@dataclass(slots=True)
class Level:
    feed: Decimal = ZERO
    taken: Decimal = ZERO
    queue: list[Resting] = field(default_factory=list)

    @property
    def available(self) -> Decimal:
        """What the market offers a taker, our own orders apart."""
        return self.feed - self.taken

    @property
    def published(self) -> Decimal:
        return self.available + sum((resting.remaining for resting in self.queue), ZERO)

    @property
    def empty(self) -> bool:
        return not self.feed and not self.queue

    def set_feed(self, quantity: Decimal) -> None:
        self.feed = quantity
        self.taken = min(self.taken, quantity)
        self._clip_queue()

    def take(self, quantity: Decimal) -> None:
        """Take ``quantity``, at most what is available, from the market's part of the level."""
        self.taken += quantity
        self._clip_queue()

    def refill(self) -> None:
        """Show again what was taken, as new interest behind everyone who already queues."""
        self.taken = ZERO

    def join(self, order_id: int, quantity: Decimal) -> None:
        self.queue.append(Resting(order_id, quantity, self.available))

    def leave(self, order_id: int) -> None:
        self.queue = [resting for resting in self.queue if resting.order_id != order_id]

    def fill(self, order_id: int, quantity: Decimal) -> None:
        """Reduce our order by a fill; it leaves the queue when nothing remains."""
        for resting in self.queue:
            if resting.order_id == order_id:
                resting.remaining -= quantity
        self.queue = [resting for resting in self.queue if resting.remaining > 0]

    def print_trade(self, quantity: Decimal, *, through: bool = False) -> list[tuple[int, Decimal]]:
        """Fills of our orders when ``quantity`` trades here: the queue ahead first, then in order of time.

        ``through`` says that the market traded beyond this price, so nothing can be ahead of us any more.
        """
        left, passed = quantity, ZERO
        fills = []
        for resting in self.queue:
            ahead = ZERO if through else min(left, resting.ahead - passed)
            left, passed = left - ahead, passed + ahead
            filled = min(left, resting.remaining)
            if filled:
                fills.append((resting.order_id, filled))
                left -= filled
        for resting in self.queue:
            resting.ahead = ZERO if through else max(ZERO, resting.ahead - passed)
        return fills

    def _clip_queue(self) -> None:
        for resting in self.queue:
            resting.ahead = min(resting.ahead, self.available)
