"""Starting and stopping: what can be asked for, and one clear line when it cannot be had."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.clients import client
from tests.simulator.running import Process, Simulator
from tradeops.simulator.config import BadConfiguration, Configuration, parse_arguments
from tradeops.simulator.server import Server


def refusal(*arguments: str) -> str:
    """What the simulator says on standard error when it does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "tradeops.simulator", *arguments], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


def level(price: int, quantity: int, denominator: int = 1) -> dict[str, Any]:
    return {
        "price": {"numerator": price, "denominator": denominator},
        "qty": {"numerator": quantity, "denominator": 1},
    }


@pytest.mark.parametrize(
    ("books", "words"),
    [
        ("not json", "is not JSON: Expecting value"),
        ('"books"', "expected a list of books"),
        ([7], "book 0 is not {venue, base, quote, bids, asks}"),
        ([], "expected a list of books"),
        ([{"venue": "a"}], "with levels {price: {numerator, denominator}, qty: {numerator, denominator}}"),
        ([{"venue": "a", "base": "BTC", "quote": "USD", "bids": [level(1, 1, 3)], "asks": []}], "1/3"),
        ([{"venue": "a", "base": "BTC", "quote": "USD", "bids": [level(1, 1, 0)], "asks": []}], "1/0"),
        ([{"venue": "a", "base": "BTC", "quote": "USD", "bids": [level(1, -1)], "asks": []}], "-1/1"),
        ([{"venue": "../a", "base": "BTC", "quote": "USD", "bids": [], "asks": []}], "not a plain name"),
        ([{"venue": "a", "base": "BTC", "quote": "USD", "bids": [level(2, 1)], "asks": [level(2, 1)]}], "crossed"),
        ([{"venue": "a", "base": "BTC", "quote": "USD", "bids": [], "asks": []}] * 2, "lists BTCUSD twice"),
    ],
)
def test_books_that_cannot_be_served(tmp_path: Path, books: object, words: str) -> None:
    path = tmp_path / "books.json"
    path.write_text(books if isinstance(books, str) else json.dumps(books))
    with pytest.raises(BadConfiguration, match="books: ") as raised:
        Server(Configuration(api_secret="s", books=path))
    assert words in str(raised.value)


def test_one_line_for_each_mistake(tmp_path: Path) -> None:
    (tmp_path / "btcusdt_20240101.gz").write_bytes(b"not gzip")
    (tmp_path / "notes.gz.gz").write_bytes(b"")
    assert "does not exist" in refusal("--books", str(tmp_path / "nothing.json"))
    assert "expected a name such as" in refusal("--books", str(tmp_path / "notes.gz.gz"))
    assert "gzip" in refusal("--books", str(tmp_path / "btcusdt_20240101.gz"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen on port" in refusal("--port", str(taken.getsockname()[1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "70000"],
        ["--port", "x"],
        ["--port", "²"],
        ["--venues", "Alpha"],
        ["--venues", "../alpha"],
        ["--speed", "-1"],
        ["--speed", "NaN"],
        ["--fee-bps", "alpha=much"],
        ["--fee-bps", "alpha=1001"],
        ["--balance", "USD=-5"],
        ["--balance", "USD"],
    ],
)
def test_arguments_that_make_no_sense(arguments: list[str]) -> None:
    with pytest.raises(BadConfiguration):
        parse_arguments(arguments)


def test_fees_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENUE_FEES", "foo")
    with pytest.raises(BadConfiguration, match="VENUE_FEES=foo is not known: use demo or zero"):
        parse_arguments([])
    monkeypatch.setenv("VENUE_FEES", "zero")
    assert parse_arguments([]).zero_fees
    assert not parse_arguments(["--fees", "demo"]).zero_fees


def test_books_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode == os.F_OK)
    with pytest.raises(BadConfiguration, match=r"books: .* cannot be read"):
        Server(Configuration(api_secret="s", books=tmp_path))


def test_checking_reads_and_ends(tmp_path: Path) -> None:
    (tmp_path / "books.json").write_text("[]")
    assert "expected a list of books" in refusal("--check", "--books", str(tmp_path / "books.json"))
    assert "no .gz files" in refusal("--check", "--books", str(tmp_path))
    subprocess.run([sys.executable, "-m", "tradeops.simulator", "--check"], check=True, timeout=60)


def test_fees_and_balances_from_the_command_line() -> None:
    running = Process(
        "--venues", "alpha,bravo", "--fees", "zero", "--fee-bps", "bravo=7/3", "--balance", "USD=1000.5"
    )  # fmt: skip
    try:
        venues = {venue["name"]: venue["fees"] for venue in running.get("/_venues")["venues"]}
        assert venues["alpha"] == {"maker_bps": "0", "taker_bps": "0", "asset": "quote"}
        assert venues["bravo"] == {"maker_bps": "3", "taker_bps": "7", "asset": "quote"}
        assert client(running.port, "bravo").fetch_balance()["USD"]["free"] == "1000.50000000"
    finally:
        assert running.end(signal.SIGTERM) == 0


def test_a_venue_on_a_port_of_its_own() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        own = probe.getsockname()[1]
    running = Process("--venues", f"alpha,bravo:{own}")
    try:
        ports = {venue["name"]: venue["port"] for venue in running.get("/_venues")["venues"]}
        assert ports == {"alpha": None, "bravo": own}
        assert client(own, "bravo").fetch_time()
        assert client(running.port, "alpha").fetch_time()
        with pytest.raises(Exception, match="404"):
            running.get("/bravo/api/v3/ping")
    finally:
        assert running.end(signal.SIGINT) == 0


def generated_books(seed: int) -> list[Any]:
    running = Simulator(seed=seed)
    try:
        return [running.depth(venue, symbol) for venue in running.server.venues for symbol in ("BTCUSD", "ETHBTC")]
    finally:
        running.stop()


def test_the_generated_demo_is_deep_and_follows_its_seed() -> None:
    first, again, other = generated_books(1), generated_books(1), generated_books(2)
    assert len(first) == 6
    assert sum(one == two for one, two in zip(first, again, strict=True)) >= 4  # a step may have come between
    assert all(one != two for one, two in zip(first, other, strict=True))
    for bids, asks in first[::2]:
        middle = (bids[0][0] + asks[0][0]) / 2
        assert 63_000 < middle < 65_000
        assert (asks[0][0] - bids[0][0]) / middle < Decimal("0.0002")
        assert min(len(bids), len(asks)) >= 195
        near = [size for price, size in asks if price < middle * Decimal("1.001")]
        assert 15 < sum(near) < 60
        assert sum(size for _, size in asks[-20:]) > 5 * sum(size for _, size in asks[:20])
    for bids, asks in first[1::2]:
        assert Decimal("0.052") < bids[0][0] < asks[0][0] < Decimal("0.054")
