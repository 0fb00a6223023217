"""A quote's inputs as they are stored, and back: nothing that moved the price may be lost on the way."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from rfq.pricing.inputs import Policy, PricingInputs
from rfq.types import RequestSide, Terms
from tradeops.journal.encoding import to_json
from tradeops.marketdata.codec import pack, unpack
from tradeops.reference.types import AssetSpec, InstrumentSpec, Status


def pack_books(inputs: PricingInputs) -> bytes:
    """The levels that the engine received, in the market data codec."""
    return pack(inputs.books)


def parameters_as_json(inputs: PricingInputs) -> dict[str, Any]:
    """Every input but the books, as JSON values."""
    values = {name: getattr(inputs, name) for name in ("inventory", "taker_bps", "at")}
    values |= {name: asdict(getattr(inputs, name)) for name in ("terms", "instrument", "policy")}
    stored: dict[str, Any] = to_json(values)
    return stored


def restore(books: bytes, parameters: dict[str, Any]) -> PricingInputs:
    """The inputs that were stored."""
    instrument, policy, terms = parameters["instrument"], parameters["policy"], parameters["terms"]
    return PricingInputs(
        terms=Terms(
            instrument=terms["instrument"],
            side=RequestSide(terms["side"]),
            quantity=_decimal(terms["quantity"]),
            counter_amount=_decimal(terms["counter_amount"]),
        ),
        instrument=InstrumentSpec(
            symbol=instrument["symbol"],
            base=AssetSpec(**instrument["base"]),
            quote=AssetSpec(**instrument["quote"]),
            status=Status(instrument["status"]),
            **{name: Decimal(instrument[name]) for name in ("price_tick", "size_step", "min_size", "max_size")},
        ),
        policy=Policy(
            quote_life_ms=policy["quote_life_ms"],
            **{name: Decimal(policy[name]) for name in ("markup_bps", "skew_bps", "inventory_limit", "collar_bps")},
        ),
        inventory=Decimal(parameters["inventory"]),
        taker_bps={venue: Decimal(bps) for venue, bps in parameters["taker_bps"].items()},
        books=tuple(unpack(books)),
        at=datetime.fromisoformat(parameters["at"]),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
