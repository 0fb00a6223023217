"""What operations is shown: days of the board, words of an approval, who is alive."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from risk.services.rearm import request_rearm
from risk.services.trading import halt
from risk.types import TradingMode
from settlement.services.record_deposit import request_deposit
from tests.access.people import person
from tests.risk.world import make_client, make_instrument
from tradeops.access.approvals import approve, reject
from tradeops.access.roles import OPERATIONS, OPERATIONS_SUPERVISOR, RISK_OFFICER
from tradeops.desks import processes
from tradeops.desks.operations import approvals, board, changes
from tradeops.desks.operations.money import DepositForm
from tradeops.kernel.errors import Invalid
from tradeops.kernel.ids import uuid7
from tradeops.operations.readiness import PROCESSES
from tradeops.operations.types import ProcessState, QueueState
from tradeops.reference.types import Funding
from tradeops.web.formatting import utc_full

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def leg(days: int) -> Any:
    return SimpleNamespace(pk=uuid7(), value_date=TODAY + timedelta(days=days))


def test_legs_stand_under_their_value_date() -> None:
    legs = [leg(-2), leg(-1), leg(-1), leg(0), leg(3)]
    days = board.days(legs, {}, TODAY)

    assert [(day.due, len(day.rows)) for day in days] == [("overdue", 1), ("overdue", 2), ("today", 1), ("later", 1)]
    assert [row.leg for day in days for row in day.rows] == legs


def test_a_process_that_was_never_seen_is_shown_as_missing() -> None:
    seen = [ProcessState("relay", 1, 900.0, NOW, {}), ProcessState("web", 2, 16_000.0, NOW, {})]
    rows = {row.name: row for row in processes.rows(seen, [])}

    assert set(PROCESSES) <= set(rows)
    assert rows["relay"].alive
    assert rows["relay"].count == 1
    assert not rows["gateway"].alive
    assert rows["gateway"].seen is None
    assert not rows["web"].alive


def test_a_worker_lives_by_what_came_through_its_queue() -> None:
    worker = ProcessState("worker-pricing", 1, 100.0, NOW, {})
    (row,) = [row for row in processes.rows([worker], [QueueState("pricing", 4, 9_000.0, 60_000.0, 1.0)])
              if row.name == "worker-pricing"]  # fmt: skip

    assert not row.alive
    assert (row.count, row.load) == (1, "4 open")


def test_an_amount_is_understood_as_it_is_typed() -> None:
    form = DepositForm((), (), "", "USD", "1.5m", "wire-1")
    assert Decimal(form.plain) == 1_500_000
    with pytest.raises(Invalid) as refused:
        _ = DepositForm((), (), "", "USD", "1,5", "wire-1").plain
    assert refused.value.code == "AMOUNT_MALFORMED"


@pytest.mark.django_db
class TestApprovals:
    @pytest.fixture
    def people(self) -> Any:
        return person("maker@desk.test", OPERATIONS), person("checker@desk.test", OPERATIONS_SUPERVISOR)

    @pytest.fixture
    def asked(self, people: Any) -> Any:
        maker, _ = people
        make_instrument()
        client = make_client(Funding.PREFUNDED)
        return request_deposit(actor=maker, counterparty_id=client.id, asset="USD", amount="1500000", evidence="wire-7")

    def test_the_maker_sees_that_another_person_is_needed(self, people: Any, asked: Any) -> None:
        maker, checker = people
        (mine,) = approvals.waiting(maker, NOW)
        (theirs,) = approvals.waiting(checker, NOW)

        assert mine.own
        assert not mine.can_decide
        assert theirs.can_decide
        assert not theirs.own
        assert theirs.roles == "operations supervisor"

    def test_the_words_name_client_and_amount_and_the_payload_is_whole(self, people: Any, asked: Any) -> None:
        _, checker = people
        (row,) = approvals.waiting(checker, NOW)

        assert row.described.title.startswith("Credit 1,500,000.00 USD to ")
        assert ("Evidence", "", "wire-7") in [(c.label, c.before, c.after) for c in row.described.changes]
        assert dict(row.payload).keys() == row.spec.payload.keys()
        assert dict(row.payload)["amount"] == "1500000"

    @pytest.mark.parametrize(("decide", "state"), [(approve, "EXECUTED"), (reject, "REJECTED")])
    def test_what_was_decided_moves_to_the_others(self, people: Any, asked: Any, decide: Any, state: str) -> None:
        _, checker = people
        (row,) = approvals.waiting(checker, NOW)
        decide(actor=checker, approval_id=asked, payload_hash=row.spec.payload_hash, reason="seen")

        assert approvals.waiting(checker, NOW) == []
        assert [entry.spec.state for entry in approvals.decided(checker, NOW)] == [state]

    def test_a_command_without_words_is_shown_bare(self, people: Any, asked: Any) -> None:
        _, checker = people
        spec = approvals.waiting(checker, NOW)[0].spec
        unknown = SimpleNamespace(command="some.command", payload=spec.payload)
        assert changes.describe(checker, unknown) == changes.Described("some.command", ())  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [TradingMode.HALTED, TradingMode.REDUCING])
def test_who_opens_trading_again_reads_who_stopped_it_and_why(state: TradingMode) -> None:
    officer, supervisor = person("risk@desk.test", RISK_OFFICER), person("sofia@desk.test", OPERATIONS_SUPERVISOR)
    stop = halt(actor=officer, scope="desk", state=state, reason="feed looks wrong")
    spec = request_rearm(actor=officer, scope="desk", reason="feed is back")

    told = changes.describe(supervisor, spec)
    word = state.value.capitalize()
    assert told.title == "Open trading again: the OTC spot desk"
    assert told.changes == (changes.Change("Trading state", word, "Active"),)
    assert dict(told.facts)[f"{word} because"] == "feed looks wrong"
    assert dict(told.facts)[f"{word} by"] == f"risk@desk.test, {utc_full(stop.changed_at)}"

    approve(actor=supervisor, approval_id=spec.id, payload_hash=spec.payload_hash)
    halt(actor=officer, scope="desk", state=TradingMode.HALTED, reason="again")
    assert [label for label, _ in changes.describe(supervisor, spec).facts] == ["Changed since"]
