"""What routing decides from: books, terms and free balances of the venues that can be used now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from oms.routing.types import Outlet, Side
from oms.services.venue_sessions import open_gates
from risk.selectors import reduces
from risk.services.trading import open_venues, require_open
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Conflict, Unavailable
from tradeops.ledger.codes import VENUE_BALANCE
from tradeops.ledger.selectors import balances_of
from tradeops.marketdata import composite
from tradeops.marketdata.composite import DEFAULT_RULES
from tradeops.marketdata.selectors import books
from tradeops.marketdata.types import Book
from tradeops.reference.selectors import venue_accounts, venue_instruments
from tradeops.reference.types import InstrumentSpec, VenueAccountSpec, VenueInstrumentSpec

ZERO = Decimal(0)
# What orders under way may still take, by venue and asset.
_UNDER_WAY = """
SELECT child.venue_id, CASE parent.side WHEN 'BUY' THEN instrument.quote_id ELSE instrument.base_id END,
       sum((child.quantity - child.filled) * CASE parent.side WHEN 'BUY' THEN child.limit_price ELSE 1 END)
FROM oms_childorder child
JOIN oms_order parent ON parent.id = child.parent_id
JOIN reference_instrument instrument ON instrument.symbol = parent.instrument_id
WHERE NOT child.lifecycle IN ('DONE', 'DENIED') AND child.filled < child.quantity
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Market:
    """What an order is routed from. ``stopped`` says why nothing may be sent anywhere, if so.

    ``mid`` is the composite of all venues, whether they can be used or not; None where there is none.
    """

    outlets: tuple[Outlet, ...]
    mid: Decimal | None
    stopped: str


def gather_market(instrument: InstrumentSpec, *, side: Side, quantity: Decimal) -> Market:
    """The usable venues for an order of the desk: reconciled, and with trading open there until this transaction ends.

    Raises Unavailable ``MARKET_DATA_MISSING`` without Redis, ``TRADING_STATE_UNREADABLE``.
    """
    ready = _ready_accounts()
    listed = venue_instruments(instrument.symbol)
    wanted = [listing.venue for listing in listed if listing.venue in ready]
    open_, stopped = _open(instrument.symbol, wanted, side, quantity)
    at = now()
    try:
        current = books(instrument.symbol, listings=listed, now=at)
    except Unavailable:
        if open_:
            raise
        current = []
    try:
        mid = composite.mid(current, at, DEFAULT_RULES).mid
    except Unavailable:
        mid = None
    usable = [listing for listing in listed if listing.venue in open_]
    return Market(_outlets(instrument, usable, ready, current) if usable else (), mid, stopped)


def _ready_accounts() -> dict[str, VenueAccountSpec]:
    """By venue, the account that orders go to: active, and reconciled."""
    known = open_gates()
    accounts = sorted(venue_accounts(), key=lambda account: account.name, reverse=True)
    return {account.venue.code: account for account in accounts if account.id in known}


def _open(symbol: str, wanted: Sequence[str], side: str, quantity: Decimal) -> tuple[set[str], str]:
    """The venues where trading is open for this order; without any, why nothing may be sent anywhere, if so."""
    open_ = open_venues(instrument=symbol, venues=wanted)
    if wanted and len(open_) == len(wanted):
        return open_, ""
    reducing = reduces(symbol, side_of_desk=side, base_amount=quantity)
    if reducing:
        open_ = open_venues(instrument=symbol, venues=wanted, reducing_ok=True)
    try:
        require_open(counterparty_id=None, instrument=symbol, reducing_ok=reducing)
    except Conflict as refused:
        return set(), refused.code
    return open_, ""


def _outlets(
    instrument: InstrumentSpec,
    usable: Sequence[VenueInstrumentSpec],
    ready: dict[str, VenueAccountSpec],
    current: Sequence[Book],
) -> tuple[Outlet, ...]:
    by_venue = {book.venue: book for book in current}
    free = _free_balances()
    return tuple(
        Outlet(
            account_id=ready[listing.venue].id,
            book=by_venue[listing.venue],
            listing=listing,
            free_base=max(free[listing.venue, instrument.base.code], ZERO),
            free_quote=max(free[listing.venue, instrument.quote.code], ZERO),
        )
        for listing in usable
    )


def _free_balances() -> dict[tuple[str, str], Decimal]:
    """By venue and asset: what the ledger says is there, less what orders under way may still take."""
    free: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for balance in balances_of(VENUE_BALANCE):
        free[balance.account.owner.removeprefix("venue:"), balance.account.asset] = balance.posted
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_WAY)
        for venue, asset, amount in cursor.fetchall():
            free[venue, asset] -= amount
    return free
