"""Any history of one credit client against a model that adds and subtracts, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from risk.services.exposure import discharge
from risk.services.reservations import commit, release, reserve
from risk.types import LimitKind, Need
from tests.risk import world
from tests.risk.world import ENGINE, exposure, give_limit, quote, soon
from tradeops.kernel.errors import Conflict, LimitBreached
from tradeops.reference.types import Funding

D = Decimal
values = st.decimals(min_value="0.01", max_value="600", places=2)
NUMBERS = count()


class CreditClient(RuleBasedStateMachine):
    """Reserves, commits, releases, discharges, and limits that move under it."""

    live = Bundle("live")
    ended = Bundle("ended")

    def __init__(self) -> None:
        super().__init__()
        self.client = world.make_client(Funding.CREDIT, f"Client {next(NUMBERS)}", limit="1000")
        self.limit, self.used, self.reserved = D(1000), D(0), D(0)

    @rule(target=live, usd=values, btc=st.none() | values)
    def reserve(self, usd, btc):
        needs = [Need("USD", usd, usd)] + ([Need("BTC", D(1), btc)] if btc else [])
        largest = max(usd, btc or D(0))
        cause = quote()

        def ask():
            return reserve(actor=ENGINE, cause=cause, counterparty=self.client, needs=needs, expires_at=soon())

        if self.used + self.reserved + largest > self.limit:
            with pytest.raises(LimitBreached, match="CREDIT_LIMIT"), transaction.atomic():
                ask()
            return multiple()
        assert ask().id == ask().id
        self.reserved += largest
        return cause, {need.asset: need.value for need in needs}

    @rule(target=ended, held=consumes(live), data=st.data())
    def commit(self, held, data):
        cause, sides = held
        asset = data.draw(st.sampled_from(sorted(sides)))
        assert commit(actor=ENGINE, cause=cause, asset=asset).value == sides[asset]
        self.reserved -= max(sides.values())
        self.used += sides[asset]
        return cause

    @rule(target=ended, held=consumes(live))
    def release(self, held):
        cause, sides = held
        assert release(actor=ENGINE, cause=cause)
        self.reserved -= max(sides.values())
        return cause

    @rule(cause=ended)
    def nothing_ends_twice(self, cause):
        assert not release(actor=ENGINE, cause=cause)
        with pytest.raises(Conflict, match="TRANSITION_ILLEGAL"), transaction.atomic():
            commit(actor=ENGINE, cause=cause, asset="USD")

    @rule(value=values)
    def discharge(self, value):
        asked = {"actor": ENGINE, "counterparty_id": self.client.id, "value": value, "cause": quote()}
        if value > self.used:
            with pytest.raises(Conflict, match="DISCHARGE_EXCEEDS_USED"):
                discharge(**asked)
            return
        assert discharge(**asked)
        assert not discharge(**asked)
        self.used -= value

    @rule(limit=st.decimals(min_value="0", max_value="2000", places=2))
    def move_the_limit(self, limit):
        if limit != self.limit:
            give_limit(LimitKind.COUNTERPARTY_EXPOSURE, str(limit), self.client.id)
            self.limit = limit

    @invariant()
    def agrees_with_the_model(self):
        view = exposure(self.client)
        assert (view.limit, view.used, view.reserved) == (self.limit, self.used, self.reserved)
        assert view.used >= 0
        assert view.reserved >= 0


class FixedLimit(CreditClient):
    """The same while the limit stands: nothing ever exceeds it."""

    move_the_limit = None  # type: ignore[assignment]

    @invariant()
    def stays_within_the_limit(self):
        view = exposure(self.client)
        assert view.used + view.reserved <= view.limit


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [CreditClient, FixedLimit])
def test_exposure_agrees_with_the_model(machine):
    world.make_instrument()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
