"""What a venue acknowledged survives the violent end of its process."""

from __future__ import annotations

import signal
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from tests.simulator.clients import client
from tests.simulator.running import Process
from tradeops.simulator.journal import Journal, JournalInUse

SYMBOL = "BTC/USD"


def truth(exchange: ccxt.binance) -> dict[str, Any]:
    """All that the desk can ask of the venue."""
    return {
        "orders": exchange.privateGetAllOrders({"symbol": "BTCUSD"}),
        "fills": exchange.privateGetMyTrades({"symbol": "BTCUSD"}),
        "balances": exchange.privateGetAccount()["balances"],
    }


def test_a_killed_venue_remembers_orders_fills_and_balances(tmp_path: Path) -> None:
    first = Process("--venues", "alpha", data_dir=tmp_path)
    exchange = client(first.port)
    taken = exchange.create_order(SYMBOL, "market", "buy", "0.75", None, {"clientOrderId": "taken"})
    resting = exchange.create_order(SYMBOL, "limit", "buy", "0.5", "50000", {"clientOrderId": "resting"})
    canceled = exchange.create_order(SYMBOL, "limit", "sell", "0.5", "80000", {"clientOrderId": "canceled"})
    exchange.cancel_order(canceled["id"], SYMBOL)
    before = truth(exchange)
    first.end(signal.SIGKILL)
    journal = tmp_path / "venues/alpha.jsonl"
    with journal.open("a") as file:
        file.write('{"orders": [{"id": 17, "cli')  # killed while it wrote

    second = Process("--venues", "alpha", data_dir=tmp_path)
    try:
        exchange = client(second.port)
        assert truth(exchange) == before
        assert len(journal.read_text().splitlines()) == 1
        assert exchange.fetch_order(None, SYMBOL, {"origClientOrderId": "taken"})["id"] == taken["id"]
        bids, _ = second.depth("alpha", "BTCUSD")
        assert (Decimal(50000), Decimal("0.5")) in bids
        exchange.cancel_order(resting["id"], SYMBOL)
        again = exchange.create_order(SYMBOL, "market", "sell", "0.75")
        assert int(again["id"]) > int(canceled["id"])
        fills = [int(fill["id"]) for fill in exchange.privateGetMyTrades({"symbol": "BTCUSD"})]
        assert fills == sorted(set(fills))
        usd = exchange.fetch_balance()["USD"]
        assert Decimal(usd["used"]) == 0
    finally:
        assert second.end(signal.SIGTERM) == 0


def test_without_a_data_folder_ids_still_rise(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        running = Process("--venues", "alpha")
        order = client(running.port).create_order(SYMBOL, "limit", "buy", "0.5", "50000")
        ids.append(int(order["id"]))
        running.end(signal.SIGKILL)
    assert ids[0] < ids[1]


def test_a_journal_has_one_writer(tmp_path: Path) -> None:
    path = tmp_path / "alpha.jsonl"
    first = Journal(path)
    with pytest.raises(JournalInUse):
        Journal(path)
    first.close()
    Journal(path).close()
