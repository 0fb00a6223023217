"""Who gets in, and who does not."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.live.sockets import ORIGIN, Person, Speaker, key_of
from tradeops.access.roles import CLIENT_TRADER
from tradeops.access.types import FirmSpec
from tradeops.live import tickets

Enter = Callable[..., Person]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ORIGIN + "0", ORIGIN.replace("http", "https"), ""])
def test_another_origin_is_refused_at_the_door(address: str, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(address, additional_headers={"Origin": origin})
    assert refused.value.response.status_code == 403


def test_a_page_enters_with_its_ticket(address: str, enter: Enter) -> None:
    person = enter()
    with connect(address, origin=Origin(ORIGIN), additional_headers=person.cookie()) as connection:
        speaker = Speaker(connection)
        speaker.say(type="hello", ticket=person.ticket())
        welcome = speaker.next("welcome")
    assert set(welcome) == {"type", "now", "lease"}


def test_the_cookie_alone_opens_nothing(address: str, enter: Enter) -> None:
    with connect(address, origin=Origin(ORIGIN), additional_headers=enter().cookie()) as connection:
        speaker = Speaker(connection)
        speaker.say(type="subscribe", topic="desk.test")
        assert speaker.closing_code() == 4401


def test_a_ticket_of_another_session_is_refused(address: str, enter: Enter) -> None:
    mine, theirs = enter(), enter()
    again = Person(theirs.user)
    for cookie, ticket in ((mine, theirs), (theirs, again)):
        with connect(address, origin=Origin(ORIGIN), additional_headers=cookie.cookie()) as connection:
            speaker = Speaker(connection)
            speaker.say(type="hello", ticket=ticket.ticket())
            assert speaker.closing_code() == 4401


def test_a_forged_or_stale_ticket_is_refused(address: str, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    person = enter()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - tickets.LIFE_SECONDS - 1)
    stale = person.ticket()
    monkeypatch.undo()
    for ticket in (stale, person.ticket()[:-2], "x", ""):
        with connect(address, origin=Origin(ORIGIN), additional_headers=person.cookie()) as connection:
            speaker = Speaker(connection)
            speaker.say(type="hello", ticket=ticket)
            assert speaker.closing_code() == 4401


def test_whoever_says_nothing_is_sent_away(address: str) -> None:
    with connect(address) as connection:
        assert Speaker(connection).closing_code() == 4408


def test_a_program_enters_with_its_key_and_a_page_does_not(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    person = enter(firms[0])
    token = key_of(person.user, CLIENT_TRADER)
    with connect(address) as connection:
        speaker = Speaker(connection)
        speaker.say(type="hello", key=token)
        speaker.next("welcome")
        assert speaker.subscribe(f"firm.{firms[0].id}.test")["type"] == "subscribed"
    with connect(address, origin=Origin(ORIGIN)) as connection:
        speaker = Speaker(connection)
        speaker.say(type="hello", key=token)
        assert speaker.closing_code() == 4401
    with connect(address) as connection:
        speaker = Speaker(connection)
        speaker.say(type="hello", key=token[:-1] + ("A" if token[-1] != "A" else "B"))
        assert speaker.closing_code() == 4401


def test_a_hello_without_proof_is_unreadable(address: str) -> None:
    with connect(address) as connection:
        speaker = Speaker(connection)
        speaker.say(type="hello")
        assert speaker.closing_code() == 1003
