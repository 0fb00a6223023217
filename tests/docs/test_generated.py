"""The generated pages are those that the commands would write now, and their sources agree with each other."""

from __future__ import annotations

from functools import cache

import pytest
from django.conf import settings

from tradeops.desks.documents import errors, events
from tradeops.desks.documents.source import Source
from tradeops.journal.subscribers import all_subscribers
from tradeops.live.topics import all_topics
from tradeops.workflow.registry import all_stages


@cache
def source() -> Source:
    return Source()


@pytest.mark.parametrize(("page", "made"), [("events", events.page), ("errors", errors.page)])
def test_a_generated_page_is_current(page: str, made) -> None:
    written = (settings.BASE_DIR / "docs" / f"{page}.md").read_text()

    assert written == made(), f"run manage.py document_{page}"


def test_every_event_name_and_error_code_could_be_read() -> None:
    assert events.unread(source()) == []
    assert errors.unread(source()) == set()


def test_what_subscribers_wait_for_is_emitted() -> None:
    known = events.emissions(source())
    wanted = {name: entry.name for entry in all_subscribers() for name in entry.events}

    assert {name: who for name, who in wanted.items() if name not in known} == {}


def test_stages_start_and_end_with_events_that_are_emitted() -> None:
    known = events.emissions(source())
    named = {name: stage.name for _, stage in all_stages() for name in (stage.starts, *stage.ends)}

    assert {name: stage for name, stage in named.items() if name not in known} == {}


def test_topics_hear_events_that_are_emitted() -> None:
    known = events.emissions(source())
    deaf = [
        f"{topic.name} waits for {wanted}"
        for topic in all_topics()
        for wanted in topic.events
        if not any(name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted for name in known)
    ]

    assert deaf == []


def test_the_reader_follows_constants_helpers_and_tables() -> None:
    known = events.emissions(source())
    codes = errors.codes(source())

    assert known["rfq.requested"].modules == {"rfq.services.request_quote"}
    assert known["rfq.refused"].subjects == {"rfq"}  # through a context manager
    assert known["approval.void"].subjects == {"approval"}  # a constant through two helpers
    assert {"settlement.legs_settled", "settlement.legs_open"} <= set(known)  # either of two
    assert known["trading_state.rearmed"].modules == {"risk.services.rearm"}  # a move of a transition table
    assert codes["SIZE_BELOW_MINIMUM"].statuses == {400}  # through a helper
    assert codes["QUOTE_PULLED"].details == {"this quote was withdrawn"}  # an unpacked entry of a table
    assert codes["PER_TRADE_LIMIT"].statuses == {409}  # a rule
    assert codes["METHOD_NOT_ALLOWED"].statuses == {405}  # the framework's
    assert codes["BODY_TOO_LARGE"].statuses == {413}  # answered, not raised
