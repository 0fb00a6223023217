"""From many subjects to what each of them grew out of."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.plans import plan
from tradeops.journal.types import Subject
from tradeops.kernel.ids import uuid7
from tradeops.workflow import selectors
from tradeops.workflow.selectors import origins
from tradeops.workflow.services import link

pytestmark = pytest.mark.django_db


def chain(*kinds: str) -> list[Subject]:
    """Subjects of which each grew out of the one before."""
    subjects = [Subject(kind, uuid7()) for kind in kinds]
    for parent, child in pairwise(subjects):
        link(parent=parent, child=child)
    return subjects


def test_each_subject_finds_its_own_request_in_one_statement() -> None:
    one, other = chain("rfq", "quote", "trade", "order", "order"), chain("rfq", "quote")
    stranger = Subject("deposit", uuid7())
    with CaptureQueriesContext(connection) as statements:
        found = origins([one[4], stranger, other[1], one[0], one[4]], "rfq")
    assert found == [[one[0]], [], [other[0]], [one[0]], [one[0]]]
    assert len(statements) == 1


def test_what_belongs_to_two_deals_finds_both() -> None:
    one, other = chain("rfq", "trade"), chain("rfq", "trade")
    batch = Subject("netting", uuid7())
    for trade in (one[1], other[1]):
        link(parent=trade, child=batch)
    assert {rfq.id for rfq in origins([batch], "rfq")[0]} == {one[0].id, other[0].id}


def test_of_nothing_there_is_nothing_to_ask() -> None:
    with CaptureQueriesContext(connection) as statements:
        assert origins([], "rfq") == []
    assert len(statements) == 0


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [
        (selectors._FAMILY, ["trade", uuid7()]),
        (selectors._ORIGINS, [["trade", "order"], [uuid7(), uuid7()], "rfq"]),
    ],
)
def test_links_are_followed_by_index_also_while_they_are_few(statement: str, parameters: list[Any]) -> None:
    assert "Hash" not in plan(statement, parameters)
