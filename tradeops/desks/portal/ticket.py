"""The ticket: what a client typed, remembered while the page changes around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rfq.types import RequestSide, RfqDraft
from tradeops.desks.portal.amounts import plain_amount
from tradeops.desks.portal.examples import examples
from tradeops.kernel.errors import Invalid, TradeopsError
from tradeops.kernel.ids import uuid7
from tradeops.kernel.money import exact_mul
from tradeops.reference.types import InstrumentSpec
from tradeops.web.formatting import amount, quantity

_SIZE_FIELD = re.compile(r"\b(quantity|counter_amount)\b")
SIDES = (("TWO_WAY", "Two-way"), ("BUY", "Buy"), ("SELL", "Sell"))


@dataclass(frozen=True, slots=True)
class Choice:
    """An instrument of the list; one without a price now can be seen and not chosen."""

    spec: InstrumentSpec
    quoted: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """``unit`` is base or quote; ``instrument`` None when nothing is tradable; ``mids`` are of what has a price."""

    instruments: tuple[InstrumentSpec, ...]
    mids: Mapping[str, Decimal]
    instrument: InstrumentSpec | None
    side: str
    unit: str
    amount: str
    client_rfq_id: str
    halted: bool = False

    sides = SIDES

    @classmethod
    def of(cls, specs: Sequence[InstrumentSpec], values: Mapping[str, str], mids: Mapping[str, Decimal]) -> Ticket:
        """What the page's fields say; anything unknown falls back to the first choice, one with a price if any."""
        by_symbol = {spec.symbol: spec for spec in specs}
        first = next((spec for spec in specs if spec.symbol in mids), specs[0] if specs else None)
        chosen = by_symbol.get(values.get("instrument", ""), first)
        side = values.get("side", "")
        return cls(
            instruments=tuple(specs),
            mids=mids,
            instrument=chosen,
            side=side if side in list(RequestSide) else RequestSide.TWO_WAY.value,
            unit="quote" if values.get("unit") == "quote" else "base",
            amount=values.get("amount", ""),
            client_rfq_id=blank(),
        )

    @property
    def choices(self) -> list[Choice]:
        return [Choice(spec, spec.symbol in self.mids, spec == self.instrument) for spec in self.instruments]

    @property
    def quoted(self) -> bool:
        return self.instrument is not None and self.instrument.symbol in self.mids

    @property
    def code(self) -> str:
        """The asset in which the amount is typed."""
        if self.instrument is None:
            return ""
        return (self.instrument.base if self.unit == "base" else self.instrument.quote).code

    @property
    def bounds(self) -> str:
        """The published sizes, in words, with examples in the unit of the amount."""
        spec = self.instrument
        if spec is None:
            return ""
        sizes = f"from {quantity(spec.min_size, 0)} to {quantity(spec.max_size, 0)} {spec.base.code}"
        rate = Decimal(1) if self.unit == "base" else self.mids.get(spec.symbol)
        such = () if rate is None else examples(exact_mul(spec.min_size, rate), exact_mul(spec.max_size, rate))
        return f"{sizes}, such as {' or '.join(such)}" if such else sizes

    @property
    def understood(self) -> str:
        """The amount as it was read, with all its decimals; empty when nothing can be read."""
        if self.instrument is None or not self.amount.strip():
            return ""
        asset = self.instrument.base if self.unit == "base" else self.instrument.quote
        try:
            return f"{amount(Decimal(plain_amount(self.amount)), asset)} {asset.code}"
        except Invalid:
            return ""

    @property
    def problem(self) -> str:
        """Why the amount cannot be read."""
        try:
            return "" if not self.amount.strip() else plain_amount(self.amount) and ""
        except Invalid as error:
            return error.detail


def blank() -> str:
    """A new client id: the same button pressed twice asks once."""
    return f"portal-{uuid7()}"


def refusal(error: TradeopsError) -> str:
    """What is wrong, by the name that the ticket gives the field: whichever size was sent, it is the amount."""
    return _SIZE_FIELD.sub("amount", error.detail)


def draft(values: Mapping[str, str]) -> RfqDraft:
    """The request that a posted ticket makes. Raises Invalid ``AMOUNT_MALFORMED``; the service judges the rest."""
    typed = values.get("amount", "")
    size = plain_amount(typed) if typed.strip() else None
    in_quote = values.get("unit") == "quote"
    return RfqDraft(
        instrument=values.get("instrument", ""),
        side=values.get("side", ""),
        quantity=None if in_quote else size,
        counter_amount=size if in_quote else None,
        client_rfq_id=values.get("client_rfq_id", ""),
    )
