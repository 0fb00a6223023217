"""What the publisher pushes, in which steps, and what it does after a fault. Nobody listens here but the test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubLoopLayer
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.live.conftest import use_redis
from tests.live.sockets import happen, position_all, push
from tests.waiting import wait_for
from tradeops.journal.positions import assign
from tradeops.journal.records import Placed
from tradeops.journal.selectors import last_position
from tradeops.kernel.ids import uuid7
from tradeops.kernel.redis import client
from tradeops.live import publisher, selectors, sequences, topics
from tradeops.live.models import PublisherCursor
from tradeops.live.publisher import hear, publish
from tradeops.live.sending import channel_of
from tradeops.live.topics import Topic

FIRM = uuid7()
OWN = f"firm.{FIRM}.test"


@pytest.fixture
def quiet(live_db: str) -> None:
    """Everything so far has been pushed, and this process knows it."""
    push()


def placed(count: int = 1) -> list[Placed]:
    """So many events get their positions: an open transaction of another test's database may hold them back."""
    given: list[Placed] = []

    def all_of_them() -> bool:
        given.extend(assign())
        return len(given) >= count

    wait_for(all_of_them, timeout=90, what="positions")
    return given


def stored() -> int:
    return PublisherCursor.objects.get().position


def test_what_was_just_placed_is_pushed_without_reading_it_again(quiet: None) -> None:
    before = stored()
    happen(firm_id=FIRM, text="one")
    events = placed()
    with CaptureQueriesContext(connection) as statements:
        hear(events)
    assert len(statements) == 0
    assert selectors.cursor(OWN)[1] == 1
    assert stored() == before, "written down a moment later"
    assert publish() == 0, "nothing is pushed twice"
    assert stored() == events[-1][0]
    assert selectors.cursor(OWN)[1] == 1


def test_what_is_not_next_waits_for_what_lies_between(quiet: None) -> None:
    firm = uuid7()
    for text in ("first", "second"):
        happen(firm_id=firm, text=text)
    position_all()
    happen(firm_id=firm, text="third")
    hear(placed())
    assert selectors.cursor(f"firm.{firm}.test") == ("", 0)
    assert publish() == 3
    assert selectors.cursor(f"firm.{firm}.test")[1] == 3


def test_without_redis_what_was_placed_waits(quiet: None) -> None:
    firm, url = uuid7(), settings.REDIS_URL
    happen(firm_id=firm, text="one")
    use_redis("redis://127.0.0.1:1/0")
    hear(placed())
    use_redis(url)
    happen(firm_id=firm, text="two")
    hear(placed())
    assert selectors.cursor(f"firm.{firm}.test") == ("", 0), "not before the first"
    assert publish() == 2
    assert selectors.cursor(f"firm.{firm}.test")[1] == 2


def test_a_relay_that_was_thought_dead_does_not_move_its_successors_cursor(quiet: None) -> None:
    happen(firm_id=FIRM)
    hear(placed())
    happen(firm_id=FIRM)
    position_all()
    PublisherCursor.objects.update(position=last_position())
    assert publish() == 0
    assert stored() == last_position()


def test_a_successor_begins_where_the_table_says(quiet: None) -> None:
    firm = uuid7()
    happen(firm_id=firm, text="pushed, not written down")
    hear(placed())
    publisher._progress._pushed = publisher._progress._stored = None
    assert publish() == 1
    assert selectors.cursor(f"firm.{firm}.test")[1] == 2


def test_an_idle_look_is_two_statements(quiet: None) -> None:
    with CaptureQueriesContext(connection) as statements:
        assert publish() == 0
    assert len(statements) == 2


def test_messages_are_what_the_channel_layer_would_send(live_db: str) -> None:
    layer = RedisPubSubLoopLayer(hosts=[settings.REDIS_URL], prefix="live")
    group = "topic.desk.made-up"
    assert channel_of(group) == layer._get_group_channel_name(group)
    with client().pubsub(ignore_subscribe_messages=True) as listening:
        listening.subscribe(channel_of(group))
        (number,) = sequences.publish([("desk.made-up", {"kind": "state", "fields": {"text": 'Zoë "1"'}, "at": "now"})])
        sent = wait_for(lambda: listening.get_message(timeout=0.1), what="the message")
    epoch, sequence = number
    assert get_channel_layer().deserialize(sent["data"]) == {
        "type": "topic.message",
        "group": group,
        "topic": "desk.made-up",
        "epoch": epoch,
        "sequence": sequence,
        "text": f'{{"type":"message","topic":"desk.made-up","epoch":"{epoch}","sequence":{sequence},'
        '"kind":"state","fields":{"text":"Zo\\u00eb \\"1\\""},"at":"now"}',
    }


def test_a_topic_named_twice_advances_twice(live_db: str) -> None:
    content = {"kind": "state", "at": "now"}
    numbers = sequences.publish([(f"twice.{FIRM}", content), (f"once.{FIRM}", content), (f"twice.{FIRM}", content)])
    assert [sequence for _, sequence in numbers] == [1, 1, 2]


@pytest.fixture
def many_at_once() -> Iterator[Topic]:
    """A topic that routes all events in one go and cannot route an event that asks for a fault."""

    def route_all(events: Sequence[topics.EventRecord]) -> list[list[str]]:
        if any(event.payload.get("fault") for event in events):
            raise RuntimeError("asked to fail")
        return [[f"many.{event.firm_id}"] * 2 for event in events]

    topic = topics.register(Topic("many.*", lambda actor, key: True, ("heard.told",), route_all=route_all))
    yield topic
    del topics._topics[topic.name]
    topics.hearing.cache_clear()


def test_a_fault_in_routing_costs_only_its_own_event(quiet: None, many_at_once: Topic) -> None:
    firm = uuid7()
    for fault in (False, True, False):
        happen(firm_id=firm, fault=fault)
    with_fault = [record for _, record in placed(3)]
    assert [len(keys) for keys in publisher._keys(many_at_once, with_fault)] == [1, 0, 1]
    push()
    assert selectors.cursor(f"many.{firm}")[1] == 1, "two that ask again are one"
