"""Reservations on many real connections: the limit holds, every end happens once, nobody waits in a circle."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction

from risk.models import Reservation
from risk.services.limits import set_limit
from risk.services.reservations import commit, release, release_many, reserve
from risk.types import CommitResult, LimitKind, ReservationResult
from tests.risk import world
from tests.risk.concurrency import together
from tests.risk.world import ENGINE, both_ways, dollars, exposure, quote, soon
from tradeops.kernel.errors import LimitBreached
from tradeops.ledger.selectors import available
from tradeops.ledger.services import post
from tradeops.ledger.types import Account, Leg
from tradeops.reference.types import Funding

D = Decimal


def outcome(answer):
    if isinstance(answer, LimitBreached):
        return answer.code
    return answer if isinstance(answer, bool) else type(answer).__name__


def clients():
    credit = world.make_client(Funding.CREDIT, "Credit", limit="790")
    prefunded = world.make_client(Funding.PREFUNDED, "Prefunded")
    world.fund(prefunded, "USD", "790")
    return {"CREDIT": credit, "PREFUNDED": prefunded}


def spare(client):
    if client.funding is Funding.CREDIT:
        return exposure(client).available
    return available(Account("2000", "USD", f"counterparty:{client.id}"))


@pytest.mark.parametrize(("funding", "refusal"), [("CREDIT", "CREDIT_LIMIT"), ("PREFUNDED", "INSUFFICIENT_BALANCE")])
def test_of_500_requests_exactly_those_that_fit_are_reserved(committed_db, funding, refusal):
    world.make_instrument()
    client = clients()[funding]

    def attempt(cause):
        return reserve(actor=ENGINE, cause=cause, counterparty=client, needs=dollars("110"), expires_at=soon())

    answers = together(attempt, [quote() for _ in range(500)])
    assert Counter(map(outcome, answers)) == {"ReservationResult": 7, refusal: 493}
    assert spare(client) == D(20)

    causes = [answer.cause for answer in answers if isinstance(answer, ReservationResult)]
    accepts = together(lambda cause: commit(actor=ENGINE, cause=cause, asset="USD"), [*causes] * 71)
    assert Counter(map(outcome, accepts)) == {"CommitResult": 7, "Conflict": 490}
    if funding == "CREDIT":
        view = exposure(client)
        assert (view.used, view.reserved) == (D(770), 0)


@pytest.mark.parametrize("funding", ["CREDIT", "PREFUNDED"])
def test_commit_and_release_race_and_one_of_them_wins(committed_db, funding):
    world.make_instrument()
    client = clients()[funding]
    causes = [quote() for _ in range(7)]
    for cause in causes:
        reserve(actor=ENGINE, cause=cause, counterparty=client, needs=dollars("110"), expires_at=soon())

    def end(job):
        verb, cause = job
        if verb == "commit":
            return cause, commit(actor=ENGINE, cause=cause, asset="USD")
        return cause, release(actor=ENGINE, cause=cause)

    jobs = [(verb, cause) for cause in causes for verb in ("commit", "release", "release", "commit")]
    answers = together(end, jobs)
    wins = [a[0] for a in answers if isinstance(a, tuple) and (a[1] is True or isinstance(a[1], CommitResult))]
    assert sorted(map(str, wins)) == sorted(map(str, causes))
    states = Counter(Reservation.objects.as_system().values_list("state", flat=True))
    assert states["HELD"] == 0
    assert spare(client) == D(790) - 110 * states["COMMITTED"]


def test_one_cause_asked_for_at_once_is_reserved_once(committed_db):
    world.make_instrument()
    for client in clients().values():
        cause = quote()
        asked = {"actor": ENGINE, "cause": cause, "counterparty": client, "needs": dollars("100"), "expires_at": soon()}
        answers = together(lambda arguments: reserve(**arguments), [asked] * 40)
        assert Counter(map(outcome, answers)) == {"ReservationResult": 40}
        assert len({answer.id for answer in answers}) == 1
        assert spare(client) == D(690)


def test_two_way_quotes_trades_and_sweeps_never_wait_in_a_circle(committed_db):
    """Both balances of one client in every order that the product takes them, and sweeps over two clients."""
    world.make_instrument()
    first, second = (world.make_client(Funding.PREFUNDED, name) for name in ("First", "Second"))
    # USD opened before BTC for one, after it for the other: the ledger's order is neither's alphabet.
    for client, assets in ((first, ("USD", "BTC")), (second, ("BTC", "USD"))):
        for asset in assets:
            world.fund(client, asset, "100000")

    def deal(number):
        client = (first, second)[number % 2]
        cause = quote()
        with transaction.atomic():
            reserve(actor=ENGINE, cause=cause, counterparty=client, needs=both_ways("2", "1", "2"), expires_at=soon())
        if number % 3:
            return release_many(actor=ENGINE, causes=[cause])
        with transaction.atomic():
            done = commit(actor=ENGINE, cause=cause, asset="USD" if number % 2 else "BTC")
            gives, gets, amount = ("USD", "BTC", D(2)) if number % 2 else ("BTC", "USD", D(1))
            owner = f"counterparty:{client.id}"
            legs = [
                Leg(Account("2000", gives, owner), amount, "OUT"),
                Leg(Account("4000", gives), -amount, "OUT"),
                Leg(Account("4000", gets), D(1), "IN"),
                Leg(Account("2000", gets, owner), -D(1), "IN"),
            ]
            post(ENGINE, reference=f"trade:{cause.id}", code="T", source=cause, legs=legs, resolves=done.resolves)
        return done

    answers = together(deal, range(240))
    assert not [answer for answer in answers if isinstance(answer, Exception)]


def test_a_limit_tightened_under_fire_holds_for_everything_after_it(committed_db):
    client = world.make_client(Funding.CREDIT, limit="100000")

    def act(number):
        if number == 100:
            change = set_limit(
                actor=ENGINE,
                kind=LimitKind.COUNTERPARTY_EXPOSURE,
                counterparty_id=client.id,
                amount=D(500),
                reason="news",
            )
            return change, exposure(client)
        return reserve(actor=ENGINE, cause=quote(), counterparty=client, needs=dollars("10"), expires_at=soon())

    answers = together(act, range(400))
    ((_, seen),) = [answer for answer in answers if isinstance(answer, tuple)]
    after = exposure(client)
    assert after.limit == D(500)
    assert after.reserved <= max(seen.reserved, D(500))
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {outcome(answer) for answer in refused} == {"CREDIT_LIMIT"}
