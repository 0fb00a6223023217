from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from rfq.rules.acceptance import check_acceptance
from rfq.types import Leg, Side
from tests.rfq.builders import AT
from tradeops.kernel.errors import TradeopsError

BUY = Leg(Side.BUY, Decimal("60010"), Decimal(1), Decimal("60010"), Decimal(10))
SELL = Leg(Side.SELL, Decimal("59990"), Decimal(1), Decimal("59990"), Decimal(10))


def check(leg: Leg | None = BUY, state: str = "ACTIVE", limit: str | None = None, late_us: int = -1) -> Leg:
    return check_acceptance(
        state=state,
        leg=leg,
        side=leg.side if leg else Side.BUY,
        limit_price=None if limit is None else Decimal(limit),
        expires_at=AT,
        now=AT + timedelta(microseconds=late_us),
    )


def test_a_live_quote_is_dealt_on_until_its_last_microsecond() -> None:
    assert check() == BUY
    assert check(limit="60010") == BUY
    assert check(SELL, limit="59990") == SELL


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"late_us": 0}, "QUOTE_EXPIRED"),
        ({"state": "EXPIRED"}, "QUOTE_EXPIRED"),
        ({"state": "TRADED", "late_us": 5}, "QUOTE_TRADED"),
        ({"state": "CANCELED"}, "QUOTE_PULLED"),
        ({"leg": None}, "SIDE_NOT_QUOTED"),
        ({"limit": "60009.99"}, "PRICE_BEYOND_LIMIT"),
        ({"leg": SELL, "limit": "59990.01"}, "PRICE_BEYOND_LIMIT"),
    ],
)
def test_each_refusal_has_its_code(arguments: dict[str, object], code: str) -> None:
    with pytest.raises(TradeopsError) as refusal:
        check(**arguments)  # type: ignore[arg-type]

    assert refusal.value.code == code
