"""How long a client may ask to wait, as it writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from rfq.api import WaitIn
from tradeops.kernel.errors import Invalid


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("5", 5), ("0.25", Decimal("0.25")), ("5.0", 5)])
def test_seconds_are_a_plain_decimal(text: str, seconds: Decimal) -> None:
    shape = WaitIn(data={"wait": text})

    assert shape.is_valid()
    assert shape.validated_data["wait"] == seconds


@pytest.mark.parametrize("text", ["1e0", "+1", " 1", "01", "0_1", "NaN", "", "\u0663"])
def test_another_way_to_write_them_is_malformed(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        WaitIn(data={"wait": text}).is_valid()

    assert (refusal.value.code, list(refusal.value.fields)) == ("AMOUNT_MALFORMED", ["wait"])


@pytest.mark.parametrize("text", ["5.01", "-1", "0.001", "60"])
def test_too_long_or_too_fine_is_invalid(text: str) -> None:
    with pytest.raises(ValidationError):
        WaitIn(data={"wait": text}).is_valid(raise_exception=True)
