"""Inputs in, price out. No clock, no database, no settings: the same inputs give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rfq.pricing.cover import Cover, cover
from rfq.pricing.inputs import PricingInputs
from rfq.pricing.leg import leg
from rfq.pricing.skew import skew_bps
from rfq.pricing.waterfall import BPS, Term, Waterfall, of_mid
from rfq.types import Leg, Side
from tradeops.kernel.errors import Conflict
from tradeops.kernel.money import ceil_to, floor_to, round_down
from tradeops.marketdata.composite import DEFAULT_RULES, mid

# Averages and basis points have no last digit: below this a term is not told apart.
TERM_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Priced:
    """The engine's answer: the legs that were asked for and how each price came about."""

    mid: Decimal
    legs: tuple[Leg, ...]
    waterfalls: tuple[Waterfall, ...]


def price(inputs: PricingInputs) -> Priced:
    """Price every side of the request.

    offer = ceil_tick(cover to buy + skew + markup), bid = floor_tick(cover to sell + skew - markup), where the cover is
    the sweep of all venues' books with fees. Raises Unavailable (``MARKET_DATA_*``), Conflict ``DEPTH_INSUFFICIENT`` or
    ``PRICE_COLLAR``.
    """
    composite = mid(inputs.books, inputs.at, DEFAULT_RULES).mid
    sides = inputs.terms.side.sides
    waterfalls = tuple(_waterfall(inputs, side, composite, cover(inputs, side)) for side in sides)
    legs = tuple(
        leg(
            side=side,
            price=waterfall.price,
            markup_per_base=abs(waterfall.term("markup")),
            terms=inputs.terms,
            instrument=inputs.instrument,
        )
        for side, waterfall in zip(sides, waterfalls, strict=True)
    )
    return Priced(composite, legs, waterfalls)


def _waterfall(inputs: PricingInputs, side: Side, mid_price: Decimal, covered: Cover) -> Waterfall:
    direction = 1 if side is Side.BUY else -1
    policy = inputs.policy
    lean = skew_bps(inputs.inventory, policy.inventory_limit, policy.skew_bps)
    terms = [
        Term("sweep", _cut(covered.raw) - mid_price),
        Term("venue_fees", direction * _cut(covered.fees)),
        Term("skew", _cut(of_mid(mid_price, lean))),
        Term("markup", direction * _cut(of_mid(mid_price, policy.markup_bps))),
    ]
    exact = mid_price + sum((term.amount for term in terms), Decimal(0))
    tick = inputs.instrument.price_tick
    rounded = ceil_to(exact, tick) if side is Side.BUY else floor_to(exact, tick)
    if rounded <= 0 or abs(rounded - mid_price) * BPS > policy.collar_bps * mid_price:
        raise Conflict(
            "PRICE_COLLAR",
            "the price is too far from the market",
            price=rounded,
            mid=mid_price,
            collar=policy.collar_bps,
        )
    return Waterfall(mid_price, (*terms, Term("rounding", rounded - exact)), rounded)


def _cut(value: Decimal) -> Decimal:
    return round_down(value, TERM_DECIMALS)
