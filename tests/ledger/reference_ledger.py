"""A ledger in plain Python, written from the rules alone: what the real one is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

Key = tuple[str, str, str]
GUARDED = {"2000", "2010", "2020"}
CREDIT_NORMAL = {"2000", "2010", "2020", "5000"}
DECIMALS = {"USD": 2, "BTC": 8}


class Refused(Exception):
    """The code that the real ledger must refuse with."""


@dataclass(frozen=True)
class Totals:
    debits: Decimal = Decimal(0)
    credits: Decimal = Decimal(0)
    pending: Decimal = Decimal(0)


@dataclass(frozen=True)
class HeldAmount:
    account: Key
    amount: Decimal
    state: str = "OPEN"


@dataclass
class ReferenceLedger:
    totals: dict[Key, Totals] = field(default_factory=dict)
    entries: dict[str, tuple] = field(default_factory=dict)
    holds: dict[str, HeldAmount] = field(default_factory=dict)

    def of(self, account: Key) -> Totals:
        return self.totals.get(account, Totals())

    def available(self, account: Key) -> Decimal:
        totals = self.of(account)
        net = totals.credits - totals.debits
        return (net if account[0] in CREDIT_NORMAL else -net) - totals.pending

    def post(self, reference: str, legs: list[tuple[Key, Decimal]], resolves: tuple[str, ...]) -> None:
        assets = {account[1] for account, _ in legs}
        if any(sum(amount for account, amount in legs if account[1] == asset) for asset in assets):
            raise Refused("LEGS_UNBALANCED")
        if any(not self._fits(account, amount) for account, amount in legs):
            raise Refused("AMOUNT_TOO_PRECISE")
        content = (sorted(legs), sorted(resolves))
        if reference in self.entries:
            if self.entries[reference] != content:
                raise Refused("REFERENCE_REUSED")
            return
        after = dict(self.totals)
        spent: dict[Key, Decimal] = {}
        for account, amount in legs:
            totals = after.get(account, Totals())
            after[account] = replace(
                totals,
                debits=totals.debits + max(amount, Decimal(0)),
                credits=totals.credits + max(-amount, Decimal(0)),
            )
            sign = 1 if account[0] in CREDIT_NORMAL else -1
            spent[account] = spent.get(account, Decimal(0)) + sign * amount
        self._consume(after, spent, resolves)
        tried = ReferenceLedger(after)
        if any(account[0] in GUARDED and tried.available(account) < 0 for account in after):
            raise Refused("INSUFFICIENT_BALANCE")
        self.totals = after
        self.entries[reference] = content
        self.holds |= {name: replace(self.holds[name], state="CONSUMED") for name in resolves}

    def _consume(self, after: dict[Key, Totals], spent: dict[Key, Decimal], resolves: tuple[str, ...]) -> None:
        held: dict[Key, Decimal] = {}
        for name in resolves:
            hold = self.holds.get(name)
            if hold is None:
                raise Refused("HOLD_UNKNOWN")
            if hold.state != "OPEN":
                raise Refused("HOLD_RESOLVED")
            if spent.get(hold.account, Decimal(0)) <= 0:
                raise Refused("HOLD_MISMATCH")
            held[hold.account] = held.get(hold.account, Decimal(0)) + hold.amount
            totals = after[hold.account]
            after[hold.account] = replace(totals, pending=totals.pending - hold.amount)
        if any(spent[account] > amount for account, amount in held.items()):
            raise Refused("HOLD_EXCEEDED")

    def hold(self, name: str, account: Key, amount: Decimal) -> None:
        if not self._fits(account, amount):
            raise Refused("AMOUNT_TOO_PRECISE")
        if name in self.holds:
            if (self.holds[name].account, self.holds[name].amount) != (account, amount):
                raise Refused("REFERENCE_REUSED")
            return
        if self.available(account) < amount:
            raise Refused("INSUFFICIENT_BALANCE")
        totals = self.of(account)
        self.totals[account] = replace(totals, pending=totals.pending + amount)
        self.holds[name] = HeldAmount(account, amount)

    def release(self, name: str) -> None:
        hold = self.holds.get(name)
        if hold is None:
            raise Refused("HOLD_UNKNOWN")
        if hold.state == "CONSUMED":
            raise Refused("HOLD_RESOLVED")
        if hold.state == "OPEN":
            totals = self.of(hold.account)
            self.totals[hold.account] = replace(totals, pending=totals.pending - hold.amount)
            self.holds[name] = replace(hold, state="RELEASED")

    @staticmethod
    def _fits(account: Key, amount: Decimal) -> bool:
        return amount == round(amount, DECIMALS[account[1]])
