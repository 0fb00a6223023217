"""The trader's drawer without a chosen request: which one it shows, and that pulling it is asked for."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from rfq.services.close_requests import cancel_request
from tests.access import people
from tests.rfq import world
from tradeops.access.roles import DEALER

pytestmark = pytest.mark.django_db


@pytest.fixture
def dealer() -> Client:
    browser = Client()
    browser.force_login(people.user("dealer@desk.test", DEALER))
    return browser


def drawer(dealer: Client, **query: UUID) -> str:
    return dealer.get(
        reverse("trader_deal"), {name: str(value) for name, value in query.items()}, headers={"HX-Request": "true"}
    ).content.decode()


def test_the_drawer_stays_with_a_live_request_and_follows_the_newest_after_it(dealer: Client) -> None:
    world.make_desk()
    client = world.prefunded()
    first = world.priced(client, side="SELL", quantity="1")
    assert f'data-rfq="{first.pk}"' in drawer(dealer)
    second = world.priced(client, side="SELL", quantity="2")

    kept = drawer(dealer, shown=first.pk)
    assert f'data-rfq="{first.pk}"' in kept
    assert f"shown={first.pk}" in kept
    assert 'hx-confirm="Pull BTC-USD of' in kept
    assert "hx-confirm" not in drawer(dealer, rfq=first.pk)

    cancel_request(actor=client.trader, rfq_id=first.pk)
    assert f'data-rfq="{second.pk}"' in drawer(dealer, shown=first.pk)


def test_the_blotter_asks_no_more_for_more_trades(dealer: Client, django_assert_max_num_queries) -> None:
    world.make_desk()
    client = world.prefunded()
    counts = []
    for _ in range(2):
        quote = world.quoted(client, side="BUY", quantity="1")
        world.accept(client, quote.pk)
        with django_assert_max_num_queries(100) as asked:
            dealer.get(reverse("trader_requests"), headers={"HX-Request": "true"})
        counts.append(len(asked))
    assert counts[0] >= counts[1]
