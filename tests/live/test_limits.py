"""What ends a socket."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.live.sockets import Person, Speaker, happen, key_of, push
from tradeops.access.models import RoleAssignment
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER, COMPLIANCE, DEALER
from tradeops.access.services import revoke_api_key, revoke_role, set_user_active
from tradeops.access.types import FirmSpec
from tradeops.kernel.actor import Actor

Enter = Callable[..., Person]


def administrator(person: Person) -> Actor:
    return Actor("user", str(person.user.id), "admin", roles=frozenset({ADMINISTRATOR, COMPLIANCE}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", 1003),
        ("[1]", 1003),
        ('{"type": "order", "side": "BUY"}', 1003),
        ('{"type": "subscribe"}', 1003),
        ('{"type": "hello", "ticket": "x"}', 1003),
        ("[" * 3000, 1003),
        ('{"type": "pong", "x": "' + "y" * 5000 + '"}', 1009),
        (b'{"type": "pong"}', 1003),
    ],
)
def test_what_is_not_in_the_protocol_ends_the_socket(address: str, enter: Enter, text: str | bytes, code: int) -> None:
    with enter().socket(address) as speaker:
        speaker.connection.send(text)
        assert speaker.closing_code() == code


def test_too_many_messages_end_the_socket(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        with suppress(ConnectionClosed):
            for _ in range(30):
                speaker.say(type="pong")
        assert speaker.closing_code() == 4429


def test_too_many_topics_end_the_socket(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        for number in range(50):
            assert speaker.subscribe(f"rates.N{number}")["type"] == "subscribed"
            if number % 12 == 11:  # three pings are at least the second in which messages are counted
                for _ in range(3):
                    speaker.next("ping")
        speaker.say(type="subscribe", topic="rates.ONE-TOO-MANY")
        assert speaker.closing_code() == 4429


def test_whoever_does_not_answer_is_sent_away(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        speaker.answers_pings = False
        assert speaker.closing_code() == 4408


def test_who_answers_stays(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        pings = [speaker.next("ping") for _ in range(8)]
    assert len({ping["now"] for ping in pings}) == 8


def test_a_revoked_role_ends_the_socket_at_once(address: str, enter: Enter) -> None:
    person = enter()
    with person.socket(address) as speaker:
        speaker.subscribe("desk.test")
        revoke_role(actor=administrator(enter()), user_id=person.user.id, role=DEALER, reason="moved")
        push()
        assert speaker.closing_code(timeout=2) == 4403


def test_a_silently_lost_role_ends_the_socket_with_its_lease(address: str, enter: Enter) -> None:
    person = enter()
    with person.socket(address) as speaker:
        speaker.subscribe("desk.test")
        RoleAssignment.objects.filter(user=person.user)._raw_delete("default")
        assert speaker.closing_code() == 4403


def test_a_disabled_person_and_a_signed_out_one_lose_their_sockets(address: str, enter: Enter) -> None:
    disabled, gone = enter(), enter()
    with disabled.socket(address) as first, gone.socket(address) as second:
        set_user_active(actor=administrator(enter()), user_id=disabled.user.id, active=False, reason="left")
        gone.client.logout()
        push()
        assert first.closing_code(timeout=2) == 4401
        assert second.closing_code(timeout=10) == 4401


def test_a_revoked_key_ends_its_socket_at_once(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    token = key_of(enter(firms[0]).user, CLIENT_TRADER)
    with connect(address) as connection:
        speaker = Speaker(connection)
        speaker.say(type="hello", key=token)
        speaker.next("welcome")
        key_id = UUID(token.removeprefix("tok_").partition(".")[0])
        revoke_api_key(actor=administrator(enter()), key_id=key_id, reason="leaked")
        push()
        assert speaker.closing_code(timeout=2) == 4401


def test_a_reader_who_is_too_slow_is_dropped_and_holds_nobody_up(
    address: str, enter: Enter, firms: list[FirmSpec]
) -> None:
    topic, count = f"firm.{firms[0].id}.test", 600
    with (
        enter(firms[0]).socket(address, max_queue=1, compression=None) as slow,
        enter(firms[0]).socket(address, max_queue=None, compression=None) as quick,
    ):
        slow.subscribe(topic)
        slow.listens.clear()
        quick.subscribe(topic)
        heard: list[str] = []

        def listen() -> None:
            while len(heard) < count:
                heard.append(quick.news(timeout=60)["fields"]["text"][:4])

        listener = threading.Thread(target=listen)
        listener.start()
        for number in range(count):
            happen(firm_id=firms[0].id, text=f"{number:04}" + "x" * 60_000)
        push()
        listener.join(60)
        assert heard == [f"{number:04}" for number in range(count)]
        slow.listens.set()
        received = 0
        with suppress(ConnectionClosed):
            while received < count and slow.next("message"):
                received += 1
        assert received < count
