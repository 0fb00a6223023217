"""Everything that rules may look at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RuleContext:
    """Measured values; None is unknown, and no rule passes on what it does not know.

    Sizes are in base; ``value`` and limits in US dollars, ``value`` that of ``size``; ``prices`` and ``mid`` in
    quote per base. For a two-way quote ``size`` and ``value`` are the larger side's and both prices are judged.
    """

    counterparty_status: str | None = None
    funding: str | None = None
    instrument_status: str | None = None
    size: Decimal | None = None
    min_size: Decimal | None = None
    max_size: Decimal | None = None
    size_step: Decimal | None = None
    value: Decimal | None = None
    per_trade_limit: Decimal | None = None
    exposure_limit: Decimal | None = None
    exposure_used: Decimal | None = None
    exposure_reserved: Decimal | None = None
    order_limit: Decimal | None = None
    prices: tuple[Decimal, ...] = ()
    mid: Decimal | None = None
    data_age_ms: int | None = None
