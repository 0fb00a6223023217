from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tradeops.connectivity.checks import unfit
from tradeops.connectivity.types import OrderRequest, OrderType, Side
from tradeops.reference.types import VenueInstrumentSpec

LISTING = VenueInstrumentSpec(
    venue="alpha",
    symbol="BTC-USD",
    venue_symbol="BTCUSD",
    tick=Decimal("0.01"),
    lot=Decimal("0.001"),
    min_quantity=Decimal("0.01"),
    max_quantity=Decimal(10),
    min_notional=Decimal(5),
    taker_bps=Decimal(10),
)
GOOD = OrderRequest("a1", "BTC-USD", Side.BUY, Decimal("0.1"), Decimal("100.01"))


def test_a_good_order_fits():
    assert unfit(GOOD, LISTING) == ""
    assert unfit(replace(GOOD, type=OrderType.MARKET, price=None), LISTING) == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_order_id": ""}, "CLIENT_ORDER_ID_INVALID"),
        ({"client_order_id": "x" * 37}, "CLIENT_ORDER_ID_INVALID"),
        ({"client_order_id": "a b"}, "CLIENT_ORDER_ID_INVALID"),
        ({"price": None}, "PRICE_ONLY_FOR_LIMIT"),
        ({"type": OrderType.MARKET}, "PRICE_ONLY_FOR_LIMIT"),
        ({"quantity": Decimal("0.1001")}, "QUANTITY_OFF_LOT"),
        ({"quantity": Decimal("0.009")}, "QUANTITY_OUT_OF_BOUNDS"),
        ({"quantity": Decimal("-0.1")}, "QUANTITY_OUT_OF_BOUNDS"),
        ({"quantity": Decimal("10.001")}, "QUANTITY_OUT_OF_BOUNDS"),
        ({"price": Decimal("100.001")}, "PRICE_OFF_TICK"),
        ({"price": Decimal(0)}, "PRICE_OFF_TICK"),
        ({"price": Decimal("49.99")}, "NOTIONAL_BELOW_MINIMUM"),
    ],
)
def test_the_first_broken_rule_is_named(change, code):
    assert unfit(replace(GOOD, **change), LISTING) == code
