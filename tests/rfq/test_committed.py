"""What needs real commits: the clock's sweep, credit, and many clients at once."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from oms.models import Trade
from rfq.models import Quote, Rfq
from rfq.services.close_requests import cancel_request, expire_due
from rfq.services.price_request import price_request
from rfq.types import Accepted
from risk.selectors import exposure_of
from risk.services.trading import halt
from risk.types import TradingMode
from settlement.models import Obligation
from tests.access import people
from tests.rfq import world
from tests.risk.concurrency import together
from tradeops.access.roles import RISK_OFFICER
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.kernel.actor import system
from tradeops.kernel.errors import TradeopsError
from tradeops.ledger.selectors import available, balances
from tradeops.ledger.types import Account
from tradeops.ledger.verify import verify

CLOCK = system("clock")


def held(owner: str) -> dict[tuple[str, str], Decimal]:
    return {(row.account.code, row.account.asset): row.posted for row in balances(owner)}


def test_time_closes_quotes_and_unpriced_requests(committed_db: str) -> None:
    world.make_desk(quote_life_ms=500)
    client = world.prefunded()
    quote = world.quoted(client)
    waiting = world.ask(client)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rfq_rfq SET expires_at = clock_timestamp() WHERE id = %s", [waiting.pk])
        cursor.execute("SELECT pg_sleep(0.55)")

    assert expire_due(actor=CLOCK) == 2
    with CaptureQueriesContext(connection) as statements:
        assert expire_due(actor=CLOCK) == 0
    assert len(statements) == 1, "in vain, and cheap"

    quote.refresh_from_db()
    waiting.refresh_from_db()
    assert (quote.state, waiting.state) == ("EXPIRED", "EXPIRED")
    assert available(Account("2000", "USD", f"counterparty:{client.spec.id}")) == 1_000_000


def test_a_credit_clients_legs_stay_open_and_count(committed_db: str) -> None:
    world.make_desk()
    client = world.on_credit()
    quote = world.quoted(client, side="BUY", quantity="2")
    reserved = exposure_of(client.spec.id)
    assert reserved is not None
    assert (reserved.reserved, reserved.used) == (quote.buy_quote_amount, 0)

    accepted = world.accept(client, quote.pk)
    deliver(Delivery.objects.get(subscriber="settlement.create_obligations").pk)

    used = exposure_of(client.spec.id)
    assert used is not None
    assert (used.reserved, used.used) == (0, quote.buy_quote_amount)
    assert held(f"counterparty:{client.spec.id}") == {("1400", "USD"): quote.buy_quote_amount, ("2100", "BTC"): 2}
    legs = Obligation.objects.as_system().filter(trade_id=accepted.trade_id)
    assert {leg.state for leg in legs} == {"OPEN"}
    assert list(verify()) == []


def price(rfq: Rfq) -> None:
    with transaction.atomic():
        price_request(actor=world.PRICING, rfq_id=rfq.pk)


def codes(answers: list[object]) -> list[str]:
    """The codes of refusals; anything else that was raised fails the test."""
    raised = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(error, TradeopsError) for error in raised), raised
    return sorted(error.code for error in raised if isinstance(error, TradeopsError))


def test_five_hundred_requests_against_a_limit_that_fits_seven(committed_db: str) -> None:
    """500 requests give 7 live quotes; 500 accepts over those give 7 trades."""
    world.make_desk(quote_life_ms=120_000)
    client = world.on_credit(limit=str(60_070 * 7 + 60_069))
    requests = [world.ask(client, side="BUY", quantity="1") for _ in range(500)]

    with world.market_open():
        assert codes(together(price, requests)) == []

    live = list(Quote.objects.as_system().filter(state="ACTIVE"))
    states = Rfq.objects.as_system().values_list("state", "reject_category")
    assert len(live) == 7
    assert sorted(states) == [("QUOTED", "")] * 7 + [("REJECTED", "CREDIT")] * 493
    accepts = [live[number % 7] for number in range(500)]

    answers = together(lambda quote: world.accept(client, quote.pk), accepts)

    assert sum(isinstance(answer, Accepted) for answer in answers) == 7
    assert codes(answers) == ["QUOTE_TRADED"] * 493
    assert Trade.objects.as_system().count() == 7
    used = exposure_of(client.spec.id)
    assert used is not None
    assert (used.used, used.reserved) == (60_070 * 7, 0)
    assert list(verify()) == []


def test_one_order_id_sent_fifty_times_is_one_trade(committed_db: str) -> None:
    world.make_desk(quote_life_ms=60_000)
    client = world.prefunded()
    quote = world.quoted(client)

    answers = together(lambda _: world.accept(client, quote.pk, id="mine"), range(50))

    assert codes(answers) == []
    assert len({answer.trade_id for answer in answers}) == 1
    assert Trade.objects.as_system().count() == 1


def test_one_client_id_requested_fifty_times_is_one_request(committed_db: str) -> None:
    world.make_desk()
    client = world.prefunded()

    answers = together(lambda _: world.ask(client, id="mine"), range(50))

    assert codes(answers) == []
    assert len({rfq.pk for rfq in answers}) == 1


def test_accepting_against_cancelling_and_expiry_ends_one_way(committed_db: str) -> None:
    """Whoever comes first wins whole: a trade for a traded quote, everything given back for any other."""
    world.make_desk(quote_life_ms=1_500)
    client = world.prefunded(usd="100000000", btc="1000")
    quotes = [world.quoted(client) for _ in range(12)]
    work = [(name, quote) for quote in quotes for name in ("accept", "cancel", "accept", "expire")]

    def act(item: tuple[str, Quote]) -> object:
        name, quote = item
        if name == "accept":
            return world.accept(client, quote.pk)
        if name == "cancel":
            cancel_request(actor=client.trader, rfq_id=quote.rfq_id)
            return None
        return expire_due(actor=CLOCK)

    assert set(codes(together(act, work))) <= {"QUOTE_TRADED", "QUOTE_PULLED", "QUOTE_EXPIRED"}

    traded = Quote.objects.as_system().filter(state="TRADED").count()
    assert Trade.objects.as_system().count() == traded
    spent = Quote.objects.as_system().filter(state="TRADED").values_list("buy_quote_amount", flat=True)
    account = Account("2000", "USD", f"counterparty:{client.spec.id}")
    alive = Quote.objects.as_system().filter(state="ACTIVE").values_list("buy_quote_amount", flat=True)
    assert available(account) == 100_000_000 - sum(spent) - sum(alive)
    assert list(verify()) == []


def test_nothing_commits_behind_a_halt(committed_db: str) -> None:
    world.make_desk(quote_life_ms=60_000)
    client = world.prefunded(usd="100000000", btc="1000")
    officer = people.person("rita@desk.example", RISK_OFFICER)
    quotes: list[Quote | None] = [world.quoted(client) for _ in range(20)]
    quotes.insert(6, None)

    def act(quote: Quote | None) -> object:
        if quote is None:
            halt(actor=officer, scope="firm", state=TradingMode.HALTED, reason="drill")
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                return cursor.fetchone()[0]
        return world.accept(client, quote.pk)

    answers = together(act, quotes, threads=6)

    stopped_at = next(a for a in answers if not isinstance(a, Accepted | Exception))
    assert set(codes(answers)) <= {"TRADING_HALTED"}
    assert all(trade.booked_at < stopped_at for trade in Trade.objects.as_system())
    assert "TRADING_HALTED" in codes(answers)


def test_quotes_of_one_and_of_two_sides_are_accepted_side_by_side(committed_db: str) -> None:
    """One client's deals meet at the position and at both of its balances, and always in the same order."""
    world.make_desk(quote_life_ms=120_000)
    client = world.prefunded(usd="100000000", btc="1000")
    kinds = [("BUY", "BUY"), ("TWO_WAY", "SELL"), ("SELL", "SELL"), ("TWO_WAY", "BUY")]
    asked = [kinds[number % 4] for number in range(40)]
    with world.market_open():
        work = [(world.quoted(client, side=side, quantity="1").pk, taken) for side, taken in asked]

    answers = together(lambda deal: world.accept(client, deal[0], side=deal[1]), work)

    assert codes(answers) == []
    assert Trade.objects.as_system().count() == 40
    assert list(verify()) == []
