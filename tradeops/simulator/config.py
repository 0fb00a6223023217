"""What the simulator is asked to run: arguments of the command line, with the environment behind them."""

import argparse
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from .account import Fees
from .numbers import is_plain_number
from .sources import BadSource, Source, generator, recording, snapshot

BALANCES = {
    "USD": Decimal(150_000_000),
    "USDT": Decimal(150_000_000),
    "BTC": Decimal(2_000),
    "ETH": Decimal(30_000),
}
OTHER_BALANCE = Decimal(1_000_000)
FEES = ("demo", "zero")
NO_FEES = Fees(Decimal(0), Decimal(0))
_VENUE = re.compile(r"([a-z0-9][a-z0-9_-]{0,31})(?::(\d{1,5}))?")


class BadConfiguration(Exception):
    """The simulator cannot start as asked; the text says why."""


@dataclass(frozen=True)
class Configuration:
    """``venues`` maps a name to a port of its own or None; empty: all that the books have.

    ``speed`` applies to recordings: 1 as recorded, 0 as fast as possible. Balances and fees given here
    replace the demo's. ``check``: end when the books have been read.
    """

    api_secret: str = field(repr=False)
    api_key_prefix: str = "demo"
    host: str = "127.0.0.1"
    port: int = 8010
    books: Path | None = None
    venues: Mapping[str, int | None] = field(default_factory=dict)
    seed: int = 1
    speed: Decimal = Decimal(1)
    refill: bool = True
    zero_fees: bool = False
    fees: Mapping[str, Fees] = field(default_factory=dict)
    balances: Mapping[str, Decimal] = field(default_factory=dict)
    data_dir: Path | None = None
    check: bool = False

    def fees_of(self, venue: str, source: Source) -> Fees:
        return self.fees.get(venue) or (NO_FEES if self.zero_fees else source.fees[venue])

    def balance_of(self, asset: str) -> Decimal:
        return self.balances.get(asset, BALANCES.get(asset, OTHER_BALANCE))


def open_source(configuration: Configuration) -> Source:
    """The books that were asked for, with the venues that were asked for. Raises BadConfiguration."""
    path, names = configuration.books, tuple(configuration.venues)
    try:
        if path is None:
            return generator.load(configuration.seed, names)
        if not os.access(path, os.F_OK):
            raise BadConfiguration(f"books: {path} does not exist")
        if not os.access(path, os.R_OK):
            raise BadConfiguration(f"books: {path} cannot be read")
        if path.is_dir() or path.suffix == ".gz":
            return recording.load(path, names or recording.VENUES, configuration.speed)
        source = snapshot.load(path)
    except BadSource as error:
        raise BadConfiguration(f"books: {error}") from error
    unknown = set(names) - set(source.symbols)
    if unknown:
        raise BadConfiguration(f"books: {path} has no venue {', '.join(sorted(unknown))}")
    kept = names or tuple(source.symbols)
    return replace(source, symbols={name: source.symbols[name] for name in kept})


def parse_arguments(arguments: Sequence[str]) -> Configuration:
    """Read the command line; environment: VENUES_PORT, BOOKS, VENUE_API_KEY, VENUE_API_SECRET, VENUE_FEES,
    DATA_DIR. Raises BadConfiguration; ends the process on an unknown option, as argparse does.
    """
    given = _parser().parse_args(arguments)
    environment = os.environ
    data_dir = environment.get("DATA_DIR")
    return Configuration(
        api_secret=environment.get("VENUE_API_SECRET") or secrets.token_hex(32),
        api_key_prefix=environment.get("VENUE_API_KEY") or "demo",
        host=given.host,
        port=_port(given.port or environment.get("VENUES_PORT") or "8010"),
        books=Path(given.books) if given.books else None,
        venues=_venues(given.venues),
        seed=given.seed,
        speed=_decimal("--speed", given.speed),
        refill=not given.no_refill,
        zero_fees=_fee_table(given.fees or environment.get("VENUE_FEES") or "demo") == "zero",
        fees=dict(_fees(item) for item in given.fee_bps),
        balances=dict(_balance(item) for item in given.balance),
        data_dir=Path(data_dir) if data_dir else None,
        check=given.check,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tradeops.simulator", description="Simulated exchanges.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", help="port of all venues without one of their own (VENUES_PORT, 8010)")
    parser.add_argument("--books", default=os.environ.get("BOOKS"), help="snapshot file, recording or its folder")
    parser.add_argument("--venues", default="", metavar="NAME[:PORT],...")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", default="1", help="pace of a recording; 0 is as fast as possible")
    parser.add_argument("--no-refill", action="store_true", help="consumed levels stay consumed")
    parser.add_argument("--fees", choices=FEES, help="of all venues (VENUE_FEES, demo)")
    parser.add_argument("--fee-bps", action="append", default=[], metavar="VENUE=TAKER[/MAKER]")
    parser.add_argument("--balance", action="append", default=[], metavar="ASSET=AMOUNT")
    parser.add_argument("--check", action="store_true", help="read arguments, environment and books, and end")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise BadConfiguration(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


def _fee_table(name: str) -> str:
    if name not in FEES:
        raise BadConfiguration(f"VENUE_FEES={name} is not known: use {' or '.join(FEES)}")
    return name


def _venues(text: str) -> dict[str, int | None]:
    venues: dict[str, int | None] = {}
    for item in filter(None, text.split(",")):
        named = _VENUE.fullmatch(item.strip())
        if named is None:
            raise BadConfiguration(f"--venues: {item!r} is not a name, or a name and a port")
        venues[named[1]] = _port(named[2]) if named[2] else None
    return venues


def _decimal(option: str, text: str) -> Decimal:
    if not is_plain_number(text):
        raise BadConfiguration(f"{option}: {text!r} is not a plain number")
    return Decimal(text)


def _fees(item: str) -> tuple[str, Fees]:
    venue, _, rates = item.partition("=")
    taker, _, maker = rates.partition("/")
    taker_bps = _decimal("--fee-bps", taker)
    fees = Fees(_decimal("--fee-bps", maker) if maker else taker_bps, taker_bps)
    if max(fees.maker_bps, fees.taker_bps) > 1000:
        raise BadConfiguration(f"--fee-bps: {item!r} is above 1000 basis points")
    return venue, fees


def _balance(item: str) -> tuple[str, Decimal]:
    asset, _, amount = item.partition("=")
    return asset, _decimal("--balance", amount)
