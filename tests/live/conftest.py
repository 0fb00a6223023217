from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.access import people
from tests.conftest import _point_at
from tests.live import hearing  # noqa: F401 - registers
from tests.live.sockets import TEST, Person, push, server
from tests.programs import redis_url
from tradeops.access.roles import CLIENT_TRADER, DEALER
from tradeops.access.services import create_firm
from tradeops.access.types import FirmSpec
from tradeops.kernel import redis
from tradeops.kernel.ids import uuid7
from tradeops.live import sequences

# A database of Valkey of these tests' own, so that it can be emptied.
APART = 8


@pytest.fixture(scope="module")
def live_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """A database that the tests of one module share with their server."""
    shared, url = settings.DATABASES["default"]["NAME"], settings.REDIS_URL
    with database.clone(f"test_{os.getpid()}_{worker_id}_live") as name, django_db_blocker.unblock():
        _point_at(name)
        use_redis(redis_url(APART))
        push()
        yield name
        _point_at(shared)
        use_redis(url)


def use_redis(url: str) -> None:
    """Have this process use another Valkey from now on."""
    settings.REDIS_URL = url
    redis.client.cache_clear()
    sequences._script.cache_clear()


@pytest.fixture(scope="module")
def address(live_db: str) -> Iterator[str]:
    with server(live_db, redis=APART, HURRIED="yes") as where:
        yield where


@pytest.fixture(scope="module")
def firms(live_db: str) -> list[FirmSpec]:
    return [create_firm(actor=TEST, name=f"Firm {uuid7()}", reason="test") for _ in range(2)]


@pytest.fixture
def enter(live_db: str) -> Callable[..., Person]:
    """Make somebody and sign them in."""

    def make(firm: FirmSpec | None = None) -> Person:
        role = CLIENT_TRADER if firm else DEALER
        return Person(people.user(f"{uuid7()}@example.com", role, firm_id=firm.id if firm else None))

    return make
