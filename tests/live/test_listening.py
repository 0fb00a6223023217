"""What is heard, in which order, and what happens when something was lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from tests.live.conftest import use_redis
from tests.live.sockets import Person, happen, position_all, push
from tests.waiting import wait_for
from tradeops.access.types import FirmSpec
from tradeops.kernel.redis import client
from tradeops.live import selectors
from tradeops.live.models import PublisherCursor
from tradeops.live.publisher import publish

Enter = Callable[..., Person]


def test_messages_come_numbered_and_in_order(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    topic = f"firm.{firms[0].id}.test"
    with enter(firms[0]).socket(address) as speaker:
        stood = speaker.subscribe(topic)
        for number in range(30):
            happen(firm_id=firms[0].id, text=str(number))
        push()
        heard = [speaker.news() for _ in range(30)]
    assert [message["fields"]["text"] for message in heard] == [str(number) for number in range(30)]
    assert [message["sequence"] for message in heard] == list(range(stood["sequence"] + 1, stood["sequence"] + 31))
    assert len({message["epoch"] for message in heard}) == 1
    assert set(heard[0]) == {"type", "topic", "epoch", "sequence", "kind", "id", "fields", "at"}
    assert selectors.cursor(topic) == (heard[-1]["epoch"], heard[-1]["sequence"])


def test_a_firm_hears_nothing_of_another(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    with enter(firms[0]).socket(address) as speaker:
        for topic in (f"firm.{firms[1].id}.test", "desk.test", "firm.*.test", "no.such", "x" * 200, "a b", ""):
            assert speaker.subscribe(topic) == {"type": "denied", "topic": topic}
        speaker.subscribe(f"firm.{firms[0].id}.test")
        happen(firm_id=firms[1].id, text="theirs")
        happen(firm_id=firms[0].id, secret=True)
        happen(firm_id=firms[0].id, text="ours")
        push()
        assert speaker.news()["fields"] == {"text": "ours"}


def test_who_listens_no_more_hears_no_more(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    topic = f"firm.{firms[0].id}.test"
    with enter(firms[0]).socket(address) as speaker:
        speaker.subscribe(topic)
        speaker.say(type="unsubscribe", topic=topic)
        speaker.next("unsubscribed")
        happen(firm_id=firms[0].id, text="unheard")
        push()
        speaker.subscribe(topic)
        happen(firm_id=firms[0].id, text="heard")
        push()
        assert speaker.news()["fields"] == {"text": "heard"}


def test_a_page_that_is_behind_is_told_when_it_subscribes(address: str, enter: Enter) -> None:
    happen()
    push()
    epoch, sequence = selectors.cursor("desk.test")
    with enter().socket(address) as speaker:
        speaker.subscribe("desk.test", epoch=epoch, sequence=sequence - 1)
        told = speaker.next("message")
        assert (told["kind"], told["epoch"], told["sequence"]) == ("refresh", epoch, sequence)
    with enter().socket(address) as speaker:
        speaker.subscribe("desk.test", epoch=epoch, sequence=sequence)
        happen()
        push()
        assert speaker.next("message")["sequence"] == sequence + 1


def test_many_refreshes_of_one_topic_become_one(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        stood = speaker.subscribe("desk.test")
        for _ in range(40):
            happen()
        push()
        assert speaker.next("message")["sequence"] <= stood["sequence"] + 3
        assert selectors.cursor("desk.test")[1] <= stood["sequence"] + 3


def test_a_refresh_that_says_what_happened_is_kept(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    with enter(firms[0]).socket(address) as speaker:
        speaker.subscribe(f"firm.{firms[0].id}.test")
        for text in ("a quote", "its request"):
            happen(firm_id=firms[0].id, text=text, kind="refresh")
        push()
        assert [speaker.news()["fields"]["text"] for _ in range(2)] == ["a quote", "its request"]


def test_a_fault_in_a_message_becomes_a_refresh(address: str, enter: Enter, firms: list[FirmSpec]) -> None:
    with enter(firms[0]).socket(address) as speaker:
        speaker.subscribe(f"firm.{firms[0].id}.test")
        happen(firm_id=firms[0].id, fault=True)
        push()
        assert speaker.next("message")["kind"] == "refresh"


def test_a_number_given_and_never_sent_is_found(address: str, enter: Enter) -> None:
    """As when the channel layer drops a message."""
    with enter().socket(address) as speaker:
        speaker.subscribe("desk.test")
        happen()
        push()
        before = speaker.next("message")
        client().hincrby("live:topic:desk.test", "sequence", 1)
        told = speaker.next("message")
        epoch, sequence = before["epoch"], before["sequence"] + 1
        assert (told["kind"], told["epoch"], told["sequence"]) == ("refresh", epoch, sequence)
        happen()
        push()
        assert speaker.next("message")["sequence"] == sequence + 1


def test_a_publisher_that_died_before_moving_its_cursor_sends_again(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        speaker.subscribe("desk.test")
        before = PublisherCursor.objects.get().position
        event = happen()
        push()
        first = speaker.news()
        PublisherCursor.objects.update(position=before)
        push()
        second = speaker.news()
    assert first["id"] == second["id"] == str(event.subject.id)
    assert second["sequence"] == first["sequence"] + 1


def test_an_emptied_valkey_begins_a_new_epoch(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        speaker.subscribe("desk.test")
        happen()
        push()
        old = speaker.news()
        client().flushdb()
        assert selectors.cursor("desk.test") == ("", 0)
        happen()
        push()
        new = speaker.news()
    assert new["epoch"] != old["epoch"]
    assert new["sequence"] == 1


def test_without_redis_the_cursor_waits(live_db: str, address: str, enter: Enter) -> None:
    url = settings.REDIS_URL
    with enter().socket(address) as speaker:
        speaker.subscribe("desk.test")
        stood = PublisherCursor.objects.get().position
        event = happen()
        position_all()
        use_redis("redis://127.0.0.1:1/0")
        assert publish() == 0
        assert selectors.cursor("desk.test") == ("", 0)
        assert PublisherCursor.objects.get().position == stood
        use_redis(url)
        push()
        assert speaker.news()["id"] == str(event.subject.id)
    assert PublisherCursor.objects.get().position > stood


def test_prices_come_straight_and_at_a_bounded_pace(address: str, enter: Enter) -> None:
    with enter().socket(address) as speaker:
        assert speaker.subscribe("rates.BTC-TEST") == {
            "type": "subscribed", "topic": "rates.BTC-TEST", "epoch": "", "sequence": 0,
        }  # fmt: skip
        wait_for(lambda: client().publish("testrates:BTC-TEST", "0"), what="a reader of the stream")
        speaker.next("message")
        for number in range(1, 201):
            client().publish("testrates:BTC-TEST", str(number))
        heard = [speaker.next("message")]
        while heard[-1]["fields"]["bid"] != "200":
            heard.append(speaker.next("message"))
    assert len(heard) < 50
    assert {message["kind"] for message in heard} == {"price"}
    bids = [int(message["fields"]["bid"]) for message in heard]
    assert bids == sorted(bids)


@pytest.mark.parametrize("topic", ["rates.NOBODY"])
def test_a_topic_without_events_stands_nowhere(live_db: str, topic: str) -> None:
    assert selectors.cursor(topic) == ("", 0)
