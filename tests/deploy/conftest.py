from __future__ import annotations

import pytest


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where nobody has set anything."""
    for name in (
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
        "DATA_DIR",
        "BOOKS",
        "DEMO_PASSWORD",
        "VENUE_FEES",
        "SECRET_KEY",
        "API_KEY_PEPPER",
        "VENUE_API_SECRET",
        "PUBLIC_ORIGIN",
        "LIVE_ORIGIN",
        "VENUES_URL",
        "WEB_PORT",
        "LIVE_PORT",
        "VENUES_PORT",
    ):
        monkeypatch.delenv(name, raising=False)
