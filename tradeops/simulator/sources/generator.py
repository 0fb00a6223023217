"""Books from a seeded generator: one slow random walk, shared by all venues, and small differences.

Each book is a ladder of 200 levels a side on a fixed grid of slots around the walk's price. A slot has one
price within it and a size that grows with its distance from the middle. Everything derives from integers of
seeded generators, one for each of (seed), (seed, venue, symbol), so equal seeds give equal books step by
step.
"""

import asyncio
import random
import zlib
from dataclasses import dataclass
from decimal import Decimal

from ..book import Quotes
from ..engine import Engine
from ..filters import SymbolRules, rules_for
from ..numbers import ZERO, round_down
from . import Source, fees

FEES = {"alpha": fees("1", "2"), "bravo": fees("2", "4"), "charlie": fees("3", "6")}
OTHER_FEES = fees("2", "5")
STEP_SECONDS = 0.25
DEPTH = 200
_PARTS = Decimal("0.0000001")


@dataclass(frozen=True)
class Shape:
    """A ladder: width of a slot in quote currency, size of the first level in base currency."""

    rules: SymbolRules
    slot: Decimal
    size: Decimal


def _shape(base: str, quote: str, tick: str, lot: str, slot: str, size: str) -> Shape:
    return Shape(rules_for(base, quote, Decimal(tick), Decimal(lot)), Decimal(slot), Decimal(size))


SHAPES = (
    _shape("BTC", "USD", "0.01", "0.00001", "2", "0.35"),
    _shape("ETH", "USD", "0.01", "0.0001", "0.11", "5"),
    _shape("ETH", "BTC", "0.000001", "0.0001", "0.000002", "5"),
)


class Walk:
    """The price everybody agrees on: dollars per BTC and per ETH, pulled gently back to where they began."""

    START = {"BTC": Decimal(64_000), "ETH": Decimal(3_400)}

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"{seed}")
        self._prices = dict(self.START)

    def step(self) -> None:
        market = self._random.randint(-100, 100)
        for asset, price in self._prices.items():
            start = self.START[asset]
            moved = price * (market + self._random.randint(-50, 50)) * _PARTS
            pulled = (start - price) / 5000
            self._prices[asset] = (price + moved + pulled).quantize(Decimal("0.000001"))

    def mid(self, base: str, quote: str) -> Decimal:
        return self._prices[base] / self._prices.get(quote, Decimal(1))


class Ladder:
    """One symbol's book at one venue."""

    def __init__(self, seed: int, venue: str, shape: Shape) -> None:
        self._name = f"{seed}:{venue}:{shape.rules.symbol}"
        self._random = random.Random(self._name)
        self._shape = shape
        self._offset = 1 + self._random.randint(-200, 200) * _PARTS
        self._half_spread = self._random.randint(80, 160) * _PARTS
        self._bids: dict[int, Decimal] = {}
        self._asks: dict[int, Decimal] = {}

    def move(self, mid: Decimal) -> tuple[Quotes, Quotes]:
        """The changes that follow the walk to ``mid``: levels that come and go, and a few new sizes."""
        mid *= self._offset
        bid, ask = mid * (1 - self._half_spread), mid * (1 + self._half_spread)
        slot = int(mid / self._shape.slot)
        first_bid = next(number for number in range(slot + 2, -1, -1) if self.price(number) <= bid)
        first_ask = next(number for number in range(slot - 2, slot + 9**9) if self.price(number) >= ask)
        bids = self._follow(self._bids, range(first_bid, first_bid - DEPTH, -1))
        asks = self._follow(self._asks, range(first_ask, first_ask + DEPTH))
        return bids, asks

    def take(self) -> tuple[str, Decimal] | None:
        """Now and then somebody trades: side and size."""
        if self._random.randrange(8):
            return None
        size = self._shape.size * self._random.randint(1, 100) / 200
        return self._random.choice(("BUY", "SELL")), self._in_lots(size)

    def price(self, number: int) -> Decimal:
        ticks = int(self._shape.slot / self._shape.rules.tick)
        offset = zlib.crc32(f"{self._name}:{number}".encode()) % ticks
        return number * self._shape.slot + offset * self._shape.rules.tick

    def _follow(self, sizes: dict[int, Decimal], wanted: range) -> Quotes:
        changed = [number for number in sizes if number not in wanted]
        for number in changed:
            del sizes[number]
        fresh = [number for number in wanted if number not in sizes]
        resized = wanted[min(self._random.randrange(DEPTH), self._random.randrange(DEPTH))]
        for number in {*fresh, resized}:
            sizes[number] = self._size(abs(number - wanted[0]))
        return [(self.price(number), sizes.get(number, ZERO)) for number in (*changed, *fresh, resized)]

    def _size(self, distance: int) -> Decimal:
        percent = self._random.randint(50, 150)
        return self._in_lots(self._shape.size * (10 + distance) * percent / 1000)

    def _in_lots(self, size: Decimal) -> Decimal:
        return max(round_down(size, self._shape.rules.lot), self._shape.rules.lot)


def load(seed: int, venues: tuple[str, ...] = ()) -> Source:
    """The default demo: three venues with BTC-USD near 64,000, ETH-USD near 3,400 and ETH-BTC."""
    names = venues or tuple(FEES)
    walk = Walk(seed)
    ladders = {(name, shape): Ladder(seed, name, shape) for name in names for shape in SHAPES}

    def move(venue: str, engine: Engine) -> None:
        for shape in SHAPES:
            mid = walk.mid(shape.rules.base, shape.rules.quote)
            engine.apply_feed(shape.rules.symbol, *ladders[venue, shape].move(mid))

    async def drive(engines: dict[str, Engine]) -> None:
        while True:
            await asyncio.sleep(STEP_SECONDS)
            walk.step()
            for venue, engine in engines.items():
                move(venue, engine)
                for shape in SHAPES:
                    if taken := ladders[venue, shape].take():
                        engine.sweep(shape.rules.symbol, *taken, limit=None)

    rules = [shape.rules for shape in SHAPES]
    return Source(dict.fromkeys(names, rules), {name: FEES.get(name, OTHER_FEES) for name in names}, move, drive)
