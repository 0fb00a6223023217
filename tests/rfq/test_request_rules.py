from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from rfq.rules.request import check_request
from rfq.types import RequestSide, RfqDraft
from tests.rfq.builders import BTC_USD
from tradeops.kernel.errors import Invalid
from tradeops.reference.types import Status

AT_FAULT = {"SIZE_MISSING": {"quantity", "counter_amount"}, "SIZE_AMBIGUOUS": {"quantity", "counter_amount"}}
GOOD = RfqDraft("BTC-USD", "BUY", "1.5", None, "c-1")


def test_a_good_request_becomes_terms() -> None:
    terms = check_request(GOOD, BTC_USD)

    assert (terms.side, terms.quantity, terms.counter_amount) == (RequestSide.BUY, Decimal("1.5"), None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"side": "HOLD"}, "SIDE_UNKNOWN"),
        ({"side": None}, "SIDE_UNKNOWN"),
        ({"client_rfq_id": ""}, "CLIENT_ID_MALFORMED"),
        ({"client_rfq_id": "x" * 65}, "CLIENT_ID_MALFORMED"),
        ({"client_rfq_id": "with space"}, "CLIENT_ID_MALFORMED"),
        ({"quantity": None}, "SIZE_MISSING"),
        ({"counter_amount": "100"}, "SIZE_AMBIGUOUS"),
        ({"quantity": "NaN"}, "AMOUNT_MALFORMED"),
        ({"quantity": "Infinity"}, "AMOUNT_MALFORMED"),
        ({"quantity": "1e400"}, "AMOUNT_MALFORMED"),
        ({"quantity": "1e-3"}, "AMOUNT_MALFORMED"),
        ({"quantity": 1.5}, "AMOUNT_MALFORMED"),
        ({"quantity": ""}, "AMOUNT_MALFORMED"),
        ({"quantity": "９"}, "AMOUNT_MALFORMED"),
        ({"quantity": "1\n"}, "AMOUNT_MALFORMED"),
        ({"quantity": "+1"}, "AMOUNT_MALFORMED"),
        ({"quantity": "00.5"}, "AMOUNT_MALFORMED"),
        ({"quantity": None, "counter_amount": "1."}, "AMOUNT_MALFORMED"),
        ({"quantity": "1.0000000000000000000"}, "AMOUNT_TOO_LONG"),
        ({"quantity": "123456789012345678901"}, "AMOUNT_TOO_LONG"),
        ({"quantity": "-1"}, "SIZE_NOT_POSITIVE"),
        ({"quantity": "0"}, "SIZE_NOT_POSITIVE"),
        ({"quantity": "1.000000001"}, "SIZE_PRECISION"),
        ({"quantity": "0.00009999"}, "SIZE_BELOW_MINIMUM"),
        ({"quantity": "100.00000001"}, "SIZE_ABOVE_MAXIMUM"),
        ({"quantity": None, "counter_amount": "10.001"}, "SIZE_PRECISION"),
        ({"quantity": None, "counter_amount": "-3"}, "SIZE_NOT_POSITIVE"),
    ],
)
def test_each_fault_has_its_code(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_request(replace(GOOD, **changes), BTC_USD)  # type: ignore[arg-type]

    assert refusal.value.code == code
    given = {name for name, value in changes.items() if value is not None}
    assert set(refusal.value.fields) == AT_FAULT.get(code, given or set(changes))
    assert all(refusal.value.fields.values())


def test_unknown_and_closed_instruments() -> None:
    with pytest.raises(Invalid) as unknown:
        check_request(GOOD, None)
    with pytest.raises(Invalid) as closed:
        check_request(GOOD, replace(BTC_USD, status=Status.SUSPENDED))

    assert (unknown.value.code, closed.value.code) == ("INSTRUMENT_UNKNOWN", "INSTRUMENT_CLOSED")
    assert unknown.value.fields == {"instrument": ["there is no such instrument"]}
    assert closed.value.fields == {"instrument": ["BTC-USD is not traded now"]}
