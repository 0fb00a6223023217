from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tests.access.people import firm
from tradeops.access.models import Firm
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Invalid
from tradeops.web.pagination import page

pytestmark = pytest.mark.django_db


def read(query="", path="/firms", **more):
    request = Request(APIRequestFactory().get(f"{path}?{query}"))
    return page(Firm.objects.all(), request, render=lambda row: row.name, **more)


@pytest.fixture
def firms():
    """Seven firms, three of which were made in the same microsecond."""
    moment = now()
    for index in range(7):
        identifier = firm(f"F{index}")
        Firm.objects.filter(pk=identifier).update(created_at=moment - timedelta(seconds=max(index, 3)))


@pytest.mark.parametrize("ordering", [("-created_at", "-id"), ("created_at", "id"), ("-created_at", "id"), ("name",)])
def test_pages_join_to_the_whole_list(firms, ordering):
    whole = [row.name for row in Firm.objects.order_by(*ordering)]
    found, query = [], "limit=2"
    for _ in range(4):
        answer = read(query, ordering=ordering)
        found += answer["items"]
        query = f"limit=2&cursor={answer['next']}"
    assert answer["next"] is None
    assert found == whole


def test_rows_that_come_in_between_shift_nothing(firms):
    whole = read()["items"]
    first = read("limit=3")
    firm("New")
    assert read("limit=1")["items"] == ["New"]
    rest = read(f"limit=10&cursor={first['next']}")
    assert first["items"] + rest["items"] == whole


def test_a_list_that_ends_exactly_has_no_next(firms):
    assert read("limit=7")["next"] is None


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "%00", "'; DROP TABLE"])
def test_a_forged_cursor_is_refused(firms, cursor):
    with pytest.raises(Invalid, match="CURSOR_INVALID"):
        read(f"cursor={cursor}")


def test_a_cursor_of_another_list_is_refused(firms):
    cursor = read("limit=2")["next"]
    with pytest.raises(Invalid, match="CURSOR_INVALID"):
        read(f"cursor={cursor}", path="/other")
    with pytest.raises(Invalid, match="CURSOR_INVALID"):
        read(f"cursor={cursor}", ordering=("name",))


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1.5", "٣", "99999"])
def test_a_limit_out_of_bounds_is_refused(firms, limit):
    with pytest.raises(Invalid, match="LIMIT_INVALID"):
        read(f"limit={limit}")
