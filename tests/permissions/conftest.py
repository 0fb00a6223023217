from __future__ import annotations

import pytest

from tradeops.web import throttling


@pytest.fixture
def without_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """All personas knock from one address: the budget of strangers is not what is tested here."""
    wide = {name: throttling.Budget(10_000, 10_000) for name in throttling.BUDGETS}
    monkeypatch.setattr(throttling, "BUDGETS", wide)
