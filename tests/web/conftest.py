from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from tradeops.web import views


@pytest.fixture(autouse=True)
def ground_floor(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.web.urls"
    settings.DEMO = True


@pytest.fixture
def gallery() -> str:
    """The gallery as an anonymous reader gets it: every component once."""
    response = views.gallery(RequestFactory().get("/gallery/"))
    assert response.status_code == 200
    return response.content.decode()
