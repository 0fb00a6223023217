from __future__ import annotations

import pytest

from rfq.services.refusals import SHOWN, as_given
from tradeops.journal.encoding import to_json


@pytest.mark.parametrize("value", [0.5, 7, True, ["BUY"], {"a": [1.5, None]}, "1", None])
def test_whatever_a_client_types_can_stand_in_the_journal(value: object) -> None:
    kept = as_given({"quantity": value})

    assert to_json(kept) == kept
    assert (kept["quantity"] is None) == (value is None)


def test_a_long_text_is_cut() -> None:
    assert as_given({"side": "B" * 10_000}) == {"side": "B" * SHOWN}
