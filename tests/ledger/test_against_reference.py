"""Random histories, step by step the same in PostgreSQL and in the reference ledger."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.ledger.desk import CAUSE, TESTER
from tests.ledger.reference_ledger import Key, ReferenceLedger, Refused
from tradeops.kernel.errors import TradeopsError
from tradeops.ledger.selectors import balance, find_hold
from tradeops.ledger.services import fold, hold, post, release_hold
from tradeops.ledger.types import Account, Leg
from tradeops.ledger.verify import verify

clients = st.sampled_from(["anna", "berta"])
assets = st.sampled_from(["USD", "BTC"])
# Few values, so that balances are hit exactly, and one finer than a cent.
amounts = st.sampled_from(["0.01", "0.99", "1", "2", "2.50", "3", "5", "0.001"]).map(Decimal)
deposits = st.sampled_from(["1", "10", "40"]).map(Decimal)
names = st.sampled_from([f"r{number}" for number in range(40)])
# Counted from the latest hold.
resolutions = st.lists(st.integers(1, 3), max_size=2, unique=True).map(tuple)


class LedgerMachine(RuleBasedStateMachine):
    """Each run has owners and references of its own, so that runs share one database."""

    def __init__(self) -> None:
        super().__init__()
        self.run = str(uuid4())
        self.reference = ReferenceLedger()

    @initialize()
    def fund(self) -> None:
        for client in ("anna", "berta"):
            for asset in ("USD", "BTC"):
                self.deposit(client, asset, Decimal(10), f"{client}-{asset}")

    @rule(client=clients, asset=assets, amount=deposits, name=names)
    def deposit(self, client: str, asset: str, amount: Decimal, name: str) -> None:
        self._post(name, [(self._house(asset), amount), (self._client(client, asset), -amount)])

    @rule(client=clients, asset=assets, amount=amounts, name=names, resolves=resolutions)
    def withdraw(self, client: str, asset: str, amount: Decimal, name: str, resolves: tuple[int, ...]) -> None:
        self._post(name, [(self._client(client, asset), amount), (self._house(asset), -amount)], resolves)

    @rule(client=clients, gives=amounts, gets=amounts, markup=amounts, name=names, resolves=resolutions)
    def trade(
        self, client: str, gives: Decimal, gets: Decimal, markup: Decimal, name: str, resolves: tuple[int, ...]
    ) -> None:
        legs = [
            (self._client(client, "USD"), gives),
            (self._house("BTC"), gets),
            (self._house("USD"), markup - gives),
            (("5000", "USD", ""), -markup),
            (self._client(client, "BTC"), -gets),
        ]
        self._post(name, [leg for leg in legs if leg[1]], resolves)

    @rule(client=clients, asset=assets, amount=amounts, name=names)
    def unbalanced(self, client: str, asset: str, amount: Decimal, name: str) -> None:
        self._post(name, [(self._house(asset), amount), (self._client(client, asset), -2 * amount)])

    @rule(client=clients, asset=assets, amount=amounts, name=names)
    def hold(self, client: str, asset: str, amount: Decimal, name: str) -> None:
        account = self._client(client, asset)
        self._both(
            lambda: self.reference.hold(self._name(name), account, amount),
            lambda: hold(TESTER, reference=self._name(name), account=Account(*account), amount=amount),
        )

    @rule(back=st.sampled_from([1, 2, 3, 0]))
    def release(self, back: int) -> None:
        holds = [self._name("unknown"), *self.reference.holds]
        reference = holds[-back % len(holds)]
        self._both(
            lambda: self.reference.release(reference),
            lambda: release_hold(TESTER, reference=reference),
        )

    @rule()
    def fold(self) -> None:
        fold()

    @invariant()
    def every_balance_is_the_same(self) -> None:
        for client in ("anna", "berta", "house"):
            for asset in ("USD", "BTC"):
                key = self._house(asset) if client == "house" else self._client(client, asset)
                expected, found = self.reference.of(key), balance(Account(*key))
                if found is None:
                    assert key not in self.reference.totals
                    continue
                pending = found.debits_pending + found.credits_pending
                assert (found.debits_posted, found.credits_posted, pending) == (
                    expected.debits,
                    expected.credits,
                    expected.pending,
                )
                assert found.available == self.reference.available(key)

    @invariant()
    def every_hold_is_the_same(self) -> None:
        for name, expected in self.reference.holds.items():
            assert find_hold(name).state == expected.state  # type: ignore[union-attr]

    def teardown(self) -> None:
        assert verify() == []

    def _post(self, name: str, legs: list[tuple[Key, Decimal]], resolves: tuple[int, ...] = ()) -> None:
        holds = list(self.reference.holds)
        spends = tuple(holds[-back] for back in resolves if back <= len(holds))
        self._both(
            lambda: self.reference.post(self._name(name), legs, spends),
            lambda: post(
                TESTER,
                reference=self._name(name),
                code="STEP",
                source=CAUSE,
                legs=[Leg(Account(*account), amount, "STEP") for account, amount in legs],
                resolves=spends,
            ),
        )

    def _both(self, expected: Callable[[], None], real: Callable[[], object]) -> None:
        wanted = got = ""
        try:
            expected()
        except Refused as refusal:
            wanted = str(refusal)
        with transaction.atomic():
            # Caught inside: what a refusal had written would be committed here and found by the invariants.
            try:
                real()
            except TradeopsError as refusal:
                got = refusal.code
        assert got == wanted

    def _client(self, name: str, asset: str) -> Key:
        return ("2000", asset, f"counterparty:{self.run}-{name}")

    def _house(self, asset: str) -> Key:
        return ("4000", asset, f"book:{self.run}")

    def _name(self, name: str) -> str:
        return f"{self.run}:{name}"


@pytest.mark.timeout(300)
def test_random_histories_agree_with_the_reference(committed_assets: str) -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
