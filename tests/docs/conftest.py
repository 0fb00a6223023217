from __future__ import annotations

import pytest

from tradeops.journal import subscribers
from tradeops.journal.subscribers import Subscriber
from tradeops.live import topics


@pytest.fixture(autouse=True)
def product_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests register reactions and topics of their own in this process: the pages tell of the product's."""
    ours = {name: entry for name, entry in subscribers._by_name.items() if not _of_tests(entry)}
    heard = {
        event: kept
        for event, entries in subscribers._by_event.items()
        if (kept := tuple(entry for entry in entries if entry.name in ours))
    }
    monkeypatch.setattr(subscribers, "_by_name", ours)
    monkeypatch.setattr(subscribers, "_by_event", heard)
    spoken = {name: entry for name, entry in topics._topics.items() if not _made_in_tests(entry.authorise)}
    monkeypatch.setattr(topics, "_topics", spoken)


def _of_tests(entry: Subscriber) -> bool:
    return _made_in_tests(entry.effect if entry.effect is not None else type(entry.call))


def _made_in_tests(made: object) -> bool:
    return str(getattr(made, "__module__", "")).startswith("tests.")
