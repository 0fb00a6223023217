"""Positions as written, and their proof against deals and ledger."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from risk.models import Position, PositionChange
from risk.selectors import position, positions, reduces
from risk.services.positions import record
from risk.verify import verify_exposure, verify_positions
from tests.access import people
from tests.risk import world
from tests.risk.concurrency import together
from tests.risk.world import ENGINE
from tradeops.access.roles import DEALER
from tradeops.journal.models import Event
from tradeops.journal.types import Subject
from tradeops.kernel.errors import Conflict, Invalid
from tradeops.kernel.ids import uuid7
from tradeops.ledger.services import post
from tradeops.ledger.types import Account, Leg

D = Decimal


def trade():
    return Subject("trade", uuid7())


def deal(side, base, quote, cause=None):
    with transaction.atomic():
        return record(
            actor=ENGINE,
            instrument="BTC-USD",
            side_of_desk=side,
            base_amount=D(base),
            quote_amount=D(quote),
            cause=cause or trade(),
        )


@pytest.fixture
def instrument(db):
    world.make_instrument()


def test_deals_move_the_position_and_tell(instrument):
    assert position("BTC-USD").quantity == 0
    deal("BUY", "2", "200")
    view = deal("SELL", "1", "120")
    assert (view.quantity, view.cost, view.realised, view.average_price) == (1, 100, 20, 100)
    assert position("BTC-USD") == view
    names = Event.objects.filter(subject_kind="position", subject_id=view.id).values_list("name", flat=True)
    assert list(names) == ["position.changed"] * 2
    assert reduces("BTC-USD", side_of_desk="SELL", base_amount=D(1))
    assert not reduces("BTC-USD", side_of_desk="BUY", base_amount=D(1))


def test_one_cause_moves_it_once(instrument):
    cause = trade()
    first = deal("BUY", "2", "200", cause)
    again = deal("BUY", "2", "200", cause)
    assert (again.quantity, PositionChange.objects.count()) == (first.quantity, 1)
    with pytest.raises(Conflict, match="POSITION_CAUSE_REUSED"):
        deal("SELL", "2", "200", cause)
    assert position("BTC-USD").quantity == 2


@pytest.mark.parametrize(
    ("side", "base", "quote", "code"),
    [
        ("BUY", "0", "1", "AMOUNT_NOT_POSITIVE"),
        ("BUY", "1", "-1", "AMOUNT_NOT_POSITIVE"),
        ("HOLD", "1", "1", "SIDE_UNKNOWN"),
    ],
)
def test_what_is_no_deal_is_refused(instrument, side, base, quote, code):
    with pytest.raises(Invalid, match=code):
        deal(side, base, quote)


def test_recording_takes_few_statements(instrument):
    deal("BUY", "2", "200")
    with CaptureQueriesContext(connection) as captured:
        deal("SELL", "1", "120")
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 4


def test_the_desk_sees_positions(instrument):
    deal("BUY", "2", "200")
    dealer = people.person("dealer@example.com", DEALER)
    assert [view.instrument for view in positions(dealer)] == ["BTC-USD"]


def book(side, base, quote):
    """A deal with a venue as oms books it: the position, and the ledger's lines."""
    cause = trade()
    sign = 1 if side == "BUY" else -1
    with transaction.atomic():
        deal(side, base, quote, cause)
        legs = [
            Leg(Account("1200", "BTC", "venue:alpha"), sign * D(base), "P"),
            Leg(Account("4000", "BTC"), -sign * D(base), "P"),
            Leg(Account("4000", "USD"), sign * D(quote), "P"),
            Leg(Account("1200", "USD", "venue:alpha"), -sign * D(quote), "P"),
        ]
        post(ENGINE, reference=str(cause), code="FILL", source=cause, legs=legs)


def test_deals_at_once_add_up_and_agree_with_the_ledger(committed_db):
    world.make_instrument()
    sides = [("BUY", "0.3", "18000.11"), ("SELL", "0.7", "42000.07"), ("BUY", "0.00000001", "0.01")]
    answers = together(lambda number: book(*sides[number % 3]), range(150))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert position("BTC-USD").quantity == 50 * (D("0.3") - D("0.7") + D("0.00000001"))
    assert verify_positions() == []
    output = StringIO()
    call_command("verify_positions", stdout=output)
    assert "sound" in output.getvalue()


def test_a_position_that_differs_from_the_ledger_is_found(committed_db):
    world.make_instrument()
    book("BUY", "1", "100")
    deal("BUY", "1", "100")
    found = verify_positions()
    assert {(one.check, one.subject, one.expected, one.found) for one in found} == {
        ("position is the ledger's", "BTC", "1.000000000000000000", "2.000000000000000000"),
        ("position is the ledger's", "USD", "-100.000000000000000000", "-200.000000000000000000"),
    }
    Position.objects.update(quantity=D(3))
    output = StringIO()
    with pytest.raises(CommandError, match="quantity is the sum of the deals"):
        call_command("verify_positions", "--json", stdout=output)
    answer = json.loads(output.getvalue())
    assert (answer["ok"], answer["differences"][0]["found"]) == (False, "3.000000000000000000")


def test_verification_needs_a_snapshot_of_its_own(instrument):
    for verify in (verify_positions, verify_exposure):
        with pytest.raises(RuntimeError, match="snapshot"):
            verify()
