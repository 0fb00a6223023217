from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.valkey import OwnValkey

pytest_plugins = ["tests.chromium"]


def pytest_configure(config: pytest.Config) -> None:
    """What all tests share.

    Each test worker has a Valkey of its own: databases of one would mix what is published, which knows no database.
    Passwords are hashed quickly: the product's way takes a quarter of a second of a processor, and tests make hundreds
    of people.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    if "PYTEST_XDIST_WORKER" in os.environ:
        own = OwnValkey()
        config.add_cleanup(own.kill)
        _publish_at(own.url)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """One clone of the migrated template for each test worker."""
    with database.clone(f"test_{os.getpid()}_{worker_id}") as name, django_db_blocker.unblock():
        _point_at(name)
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """A database of the test's own, for tests that commit or use several connections; its name."""
    shared = settings.DATABASES["default"]["NAME"]
    with database.clone(f"test_{os.getpid()}_{worker_id}_committed") as name, django_db_blocker.unblock():
        _point_at(name)
        try:
            yield name
        finally:
            connections.close_all()
            _point_at(shared)


def _publish_at(url: str) -> None:
    settings.REDIS_URL = settings.CELERY_BROKER_URL = url
    layer: dict[str, dict[str, object]] = settings.CHANNEL_LAYERS["default"]  # type: ignore[assignment]
    layer["CONFIG"]["hosts"] = [url]


def _point_at(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
