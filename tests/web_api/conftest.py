from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.access.people import firm, key, user
from tradeops.access.models import User
from tradeops.access.roles import CLIENT_TRADER, DEALER


@pytest.fixture
def trader(db) -> User:
    return user("trader@alpha.test", CLIENT_TRADER, firm_id=firm())


@pytest.fixture
def api(trader) -> APIClient:
    """A program of the trader's."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key(trader, CLIENT_TRADER).token}")
    return client


@pytest.fixture
def browser(trader) -> Client:
    """The trader's browser, checked for CSRF."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(trader)
    return client


@pytest.fixture
def dealer(db) -> User:
    return user("dealer@desk.test", DEALER)
