from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journal import reactions
from tradeops.journal import bell


@pytest.fixture(autouse=True)
def _nobody_arrived() -> Iterator[None]:
    reactions.Send.arrived.clear()
    yield
    reactions.Send.lease_seconds = 20


@pytest.fixture
def silent_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every bell is lost, as when the broker is down."""
    monkeypatch.setattr(bell, "_silent_until", float("inf"))
