"""Collecting what the engine prices from."""

from __future__ import annotations

from rfq.models import PricingPolicy, Rfq
from rfq.pricing.inputs import Policy, PricingInputs
from rfq.types import RequestSide, Terms
from risk.selectors import position
from tradeops.kernel import rows
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Unavailable
from tradeops.marketdata.selectors import books
from tradeops.reference.selectors import instrument, venue_instruments
from tradeops.reference.types import CounterpartySpec


def gather_inputs(rfq: Rfq, client: CounterpartySpec) -> PricingInputs:
    """The request, the client's policy, the desk's inventory, the venues' fees and their books as they are now.

    Raises Unavailable ``PRICING_POLICY_MISSING``: without a policy there is no price.
    """
    wanted = [client.tier.value, rfq.instrument_id]
    policy = rows.first(PricingPolicy, "tier = %s AND instrument_id = %s", wanted)
    spec, listings = instrument(rfq.instrument_id), venue_instruments(rfq.instrument_id)
    if policy is None:
        raise Unavailable("PRICING_POLICY_MISSING", "there is no price for you in this instrument now")
    return PricingInputs(
        terms=Terms(rfq.instrument_id, RequestSide(rfq.side), rfq.quantity, rfq.counter_amount),
        instrument=spec,
        policy=Policy(
            markup_bps=policy.markup_bps,
            skew_bps=policy.skew_bps,
            inventory_limit=policy.inventory_limit,
            collar_bps=policy.collar_bps,
            quote_life_ms=policy.quote_life_ms,
        ),
        inventory=position(rfq.instrument_id).quantity,
        taker_bps={entry.venue: entry.taker_bps for entry in listings},
        books=tuple(books(rfq.instrument_id, listings=listings)),
        at=now(),
    )
