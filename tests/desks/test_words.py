"""Codes and scopes as people read them."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import people
from tests.rfq import world
from tradeops.access.roles import DEALER
from tradeops.desks import reasons
from tradeops.desks.reasons import reason
from tradeops.desks.scopes import scope_words, sentence

LONGEST_IN_A_CELL = 20


def test_a_code_has_words_and_keeps_its_code_beside_them() -> None:
    told = reason("BELOW_MINIMUM")
    assert told.short == "below venue minimum"
    assert told.title.endswith("(BELOW_MINIMUM)")
    assert reason("SOMETHING_NEW").short == "something new"
    assert reason("SOMETHING_NEW").text == "Something new"


def test_the_short_words_fit_into_a_cell() -> None:
    assert {code for code, (short, _) in reasons._WORDS.items() if len(short) > LONGEST_IN_A_CELL} == set()


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("firm", "the whole firm"),
        ("desk", "the OTC spot desk"),
        ("instrument:BTC-USD", "BTC-USD"),
        ("venue:alpha", "venue Alpha"),
        ("counterparty:nobody", "client nobody"),
    ],
)
def test_a_scope_is_called_what_it_is(scope: str, words: str) -> None:
    assert scope_words(scope) == words
    assert sentence(words)[0].isupper()


@pytest.mark.django_db
def test_a_client_is_called_by_its_name_and_a_halt_says_whom() -> None:
    world.make_desk()
    firm = world.prefunded("Northgate")
    assert scope_words(f"counterparty:{firm.spec.id}") == "Northgate"

    browser = Client()
    browser.force_login(people.user("dealer@desk.test", DEALER))
    form = browser.get(reverse("trader_halt") + "?scope=firm").content.decode()
    assert "Halt the whole firm" in form


@pytest.mark.django_db
def test_a_refusal_is_told_in_words_on_the_desk() -> None:
    world.make_desk()
    refused = world.priced(world.prefunded(), side="BUY", quantity="90")
    browser = Client()
    browser.force_login(people.user("dealer@desk.test", DEALER))

    blotter = unescape(browser.get(reverse("trader_requests")).content.decode())
    deal = unescape(browser.get(reverse("desk_deal", args=[refused.pk])).content.decode())

    told = reason(refused.reject_code)
    assert told.short != refused.reject_code.replace("_", " ").lower()
    assert f"{told.text} ({told.code})" in blotter
    assert f">{told.short}<" in blotter
    assert f">{told.text}<" in deal
    assert "ACTIVE" not in deal.partition("h-checks")[2].partition("h-ledger")[0]
    assert "Quoted" not in deal.partition("h-stages")[0]
    assert "0000000000" not in deal.partition("h-journal")[0]


@pytest.mark.django_db
def test_the_ledger_of_a_deal_says_why_in_words() -> None:
    world.make_desk()
    client = world.prefunded()
    quote = world.quoted(client, side="BUY")
    world.accept(client, quote.pk)
    browser = Client()
    browser.force_login(people.user("dealer@desk.test", DEALER))

    page = unescape(browser.get(reverse("desk_deal", args=[quote.rfq_id])).content.decode())
    booked = page.partition("h-ledger")[2]
    assert f'title="{reason("CLIENT_DELIVERS").title}">client delivers<' in booked
    assert ">Client trade<" in booked
    assert ">CLIENT_TRADE" not in booked
    checked = page.partition("h-checks")[2].partition("h-ledger")[0]
    assert ">active<" in checked
