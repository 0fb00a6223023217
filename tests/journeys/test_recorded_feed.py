"""A recorded morning of Binance from the exchange's sockets through the feeds to the book that the desk prices from.

That the book agrees with the recorded best prices on the way is held in ``tests/marketdata``; here it is the whole
way, over real sockets, to the last message.
"""

from __future__ import annotations

import signal
from decimal import Decimal

import pytest

from tests.programs import environment, program
from tests.reference import desk
from tests.shared_data import shared_data
from tests.simulator.running import Process
from tests.valkey import OwnValkey
from tests.waiting import wait_for
from tradeops.marketdata.selectors import books
from tradeops.marketdata.types import BookState
from tradeops.reference.services import create_asset, create_instrument

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def listed(committed_db: str) -> None:
    """BTC-USDT at one venue, to be found when its address is known."""
    desk.bitcoin()
    create_asset(actor=desk.SEED, code="USDT", name="Tether", kind="STABLECOIN", precision=6, display_precision=2)
    create_instrument(
        actor=desk.SEED,
        base="BTC",
        quote="USDT",
        price_tick=Decimal("0.01"),
        size_step=Decimal("0.00001"),
        min_size=Decimal("0.0001"),
        max_size=Decimal(100),
    )


@pytest.mark.parametrize(
    ("days", "bid", "offer"),
    [
        (("20240808",), "61685.99", "61686.00"),
        (("20240808", "20240809"), "61602.01", "61602.02"),
    ],
    ids=["one file", "both files"],
)
def test_the_last_top_of_a_recording_reaches_the_desk(
    listed, committed_db: str, valkey: OwnValkey, tmp_path, days: tuple[str, ...], bid: str, offer: str
) -> None:
    for day in days:
        file = shared_data(f"market/binance-spot/btcusdt_{day}.gz")
        (tmp_path / file.name).symlink_to(file)
    venues = Process("--books", str(tmp_path), "--speed", "0")
    try:
        desk.venue("binance", symbol="BTC-USDT", base_url=f"http://127.0.0.1:{venues.port}/binance")
        feeds = environment(committed_db) | {"REDIS_URL": valkey.url, "TRADEOPS_PROCESS": "feeds"}
        with program("manage.py", "feeds", env=feeds):
            wait_for(lambda: _top() == (Decimal(bid), Decimal(offer)), timeout=120, what="the last recorded top")
    finally:
        venues.end(signal.SIGKILL)


def _top() -> tuple[Decimal, Decimal] | None:
    (book,) = books("BTC-USDT")
    return (book.bids[0].price, book.asks[0].price) if book.state is BookState.VALID else None
