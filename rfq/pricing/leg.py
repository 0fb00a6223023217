"""The amounts of one side. What the client typed stays; the other leg rounds in the desk's favour."""

from __future__ import annotations

from decimal import Decimal

from rfq.types import Leg, Side, Terms
from tradeops.kernel.money import exact_div, round_down, round_up
from tradeops.reference.types import InstrumentSpec


def leg(*, side: Side, price: Decimal, markup_per_base: Decimal, terms: Terms, instrument: InstrumentSpec) -> Leg:
    """Both amounts at ``price``, and how much of the quote amount is the desk's markup.

    The derived leg is rounded to its asset's precision: up where the client delivers it, down where it receives it.
    """
    if terms.quantity is not None:
        base = terms.quantity
        quote = _in_favour(base * price, instrument.quote.precision, delivered=side is Side.BUY)
    else:
        assert terms.counter_amount is not None
        quote = terms.counter_amount
        base = _in_favour(exact_div(quote, price), instrument.base.precision, delivered=side is Side.SELL)
    markup = round_down(base * markup_per_base, instrument.quote.precision)
    return Leg(side=side, price=price, base_amount=base, quote_amount=quote, markup=markup)


def _in_favour(value: Decimal, precision: int, *, delivered: bool) -> Decimal:
    return round_up(value, precision) if delivered else round_down(value, precision)
