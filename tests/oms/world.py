"""A desk at simulated venues: listed, funded as the venues say, with books in Valkey and open gates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from oms.models import Execution, Order
from risk.services.limits import set_limit
from risk.types import LimitKind
from risk.verify import verify_positions
from tests.access import people
from tests.oms.booking import BOOKER, book
from tests.reference import desk
from tests.simulator.running import Address, Simulator, fixed_books, ladder
from tradeops.desks.demo.funding import seed_venue_balances
from tradeops.journal.delivering import deliver
from tradeops.journal.models import Delivery
from tradeops.journal.subscribers import subscriber
from tradeops.kernel.clock import now
from tradeops.kernel.redis import client as redis_client
from tradeops.ledger.verify import verify
from tradeops.marketdata.codec import encode
from tradeops.marketdata.keys import book_key
from tradeops.marketdata.types import Book, BookState, Level
from tradeops.reference.selectors import venue_accounts, venue_instruments

VENUES = ("alpha", "bravo", "charlie")
SYMBOL = "BTC-USD"
# Around 100; each venue's best ask is a cent dearer than the one before, so that a sweep goes round.
ASKS = {"alpha": "100.00", "bravo": "100.01", "charlie": "100.02"}


def simulator(**options: object) -> Simulator:
    """Three venues with still books: 1 BTC every 3 cents up from the asks above, and down from 99."""
    books = {
        (venue, "BTC", "USD"): (ladder("99", "-0.03", 20, "1"), ladder(ASKS[venue], "0.03", 20, "1"))
        for venue in VENUES
    }
    return Simulator(fixed_books(books), refill=False, **options)


def open_desk(address: Address, *, taker_bps: str = "10") -> None:
    """Reference data, the desk's own limit and its opening balances, as the venues report them."""
    desk.bitcoin()
    for venue in VENUES:
        desk.venue(venue, base_url=f"http://127.0.0.1:{address.port}/{venue}", taker_bps=taker_bps)
    set_limit(
        actor=BOOKER,
        kind=LimitKind.ORDER_NOTIONAL,
        counterparty_id=None,
        amount=Decimal(20_000_000),
        reason="test",
    )
    seed_venue_balances(BOOKER)


def account_of(venue: str) -> UUID:
    return next(account.id for account in venue_accounts() if account.venue.code == venue)


def publish(address: Address, venues: Sequence[str] = VENUES) -> None:
    """Put the venues' books, as they are now, where the feeds put them."""
    for listing in venue_instruments(SYMBOL):
        if listing.venue not in venues:
            continue
        bids, asks = address.depth(listing.venue, listing.venue_symbol)
        book = Book(
            venue=listing.venue,
            symbol=SYMBOL,
            tick=listing.tick,
            lot=listing.lot,
            sequence=1,
            state=BookState.VALID,
            bids=tuple(Level(*pair) for pair in bids),
            asks=tuple(Level(*pair) for pair in asks),
            event_at=None,
            received_at=now(),
        )
        redis_client().set(book_key(SYMBOL, listing.venue), encode(book))


def client_trade(side: str = "BUY", base: str = "2", price: str = "100") -> UUID:
    """A client's trade, booked: the desk owes itself a hedge."""
    return book(firm_id=people.firm(f"Client {base}{side}"), side=side, base=base, price=price)


def run_deliveries(*, only: str = "oms.") -> int:
    """Carry out what the journal owes to oms, as the workers would, until nothing more follows; how many."""
    total = 0
    while True:
        due = Delivery.objects.filter(state="PENDING", subscriber__startswith=only).order_by("id")
        ids = [row.pk for row in due if subscriber(row.subscriber) is not None]
        before = Delivery.objects.filter(state="DONE").count()
        for delivery_id in ids:
            deliver(delivery_id)
        done = Delivery.objects.filter(state="DONE").count() - before
        total += done
        if not done:
            return total


def orders_at(simulator: Simulator, venue: str, client_order_id: str) -> int:
    """How many orders with this client id the venue ever took."""
    records = simulator.engine(venue).records
    return sum(order.client_id == client_order_id for order in records.orders.values())


def require_sound() -> None:
    """Every execution once in orders, position and ledger, and the ledger in itself."""
    for order in Order.objects.all():
        filled = Execution.objects.filter(child__parent=order).aggregate(base=Sum("quantity"), quote=Sum("notional"))
        assert (order.filled, order.filled_notional) == (filled["base"] or 0, filled["quote"] or 0)
    assert verify_positions() == []
    assert verify() == []
