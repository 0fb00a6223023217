"""Books from a file: a JSON list of {venue, base, quote, bids, asks}, one exchange for each venue in it.

Prices and quantities are exact rationals, {"numerator": n, "denominator": d}, and must be decimals of at
most eight places. Each symbol gets the coarsest tick and lot on which all its levels lie.
"""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..book import Quotes
from ..engine import Engine
from ..filters import MAX_PRICE, MAX_QUANTITY, SymbolRules, rules_covering
from ..numbers import ZERO, decimals
from . import BadSource, Source, fees, still

FEES = {
    "bitfinex": fees("2", "4"),
    "bittrex": fees("3", "5"),
    "bitstamp": fees("1", "3"),
    "coinbase": fees("4", "6"),
}
OTHER_FEES = fees("2", "5")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_FRACTION = "{numerator, denominator}"
_SHAPE = f"{{venue, base, quote, bids, asks}} with levels {{price: {_FRACTION}, qty: {_FRACTION}}}"
_ASSET = re.compile(r"[A-Z0-9]{2,12}")


def load(path: Path) -> Source:
    """Raises BadSource, naming the entry, for a file that cannot be served exactly."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSource(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadSource(f"{path} is not JSON: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise BadSource(f"{path}: expected a list of books, each {_SHAPE}")
    books: dict[str, dict[str, tuple[Quotes, Quotes]]] = {}
    symbols: dict[str, list[SymbolRules]] = {}
    for index, entry in enumerate(entries):
        try:
            venue, rules, bids, asks = _book(entry)
        except (AttributeError, KeyError, TypeError) as error:
            raise BadSource(f"{path}: book {index} is not {_SHAPE}") from error
        except ValueError as error:
            raise BadSource(f"{path}: book {index}: {error}") from error
        if rules.symbol in books.setdefault(venue, {}):
            raise BadSource(f"{path}: book {index}: {venue} lists {rules.symbol} twice")
        books[venue][rules.symbol] = (bids, asks)
        symbols.setdefault(venue, []).append(rules)

    def fill(venue: str, engine: Engine) -> None:
        for symbol, (bids, asks) in books[venue].items():
            engine.apply_feed(symbol, bids, asks)

    return Source(symbols, {venue: FEES.get(venue, OTHER_FEES) for venue in symbols}, fill, still)


def _book(entry: dict[str, Any]) -> tuple[str, SymbolRules, Quotes, Quotes]:
    venue, base, quote = entry["venue"].lower(), entry["base"], entry["quote"]
    if not _NAME.fullmatch(venue) or not _ASSET.fullmatch(base) or not _ASSET.fullmatch(quote):
        raise ValueError("venue, base or quote is not a plain name")
    bids, asks = _quotes(entry["bids"]), _quotes(entry["asks"])
    if bids and asks and max(bids)[0] >= min(asks)[0]:
        raise ValueError("the book is crossed")
    levels = [*bids, *asks]
    rules = rules_covering(base, quote, [price for price, _ in levels], [size for _, size in levels])
    return venue, rules, bids, asks


def _quotes(rows: list[dict[str, Any]]) -> Quotes:
    sizes: dict[Decimal, Decimal] = {}
    for row in rows:
        price, size = _exact(row["price"], MAX_PRICE), _exact(row["qty"], MAX_QUANTITY)
        sizes[price] = sizes.get(price, ZERO) + size
    return list(sizes.items())


def _exact(rational: dict[str, int], most: Decimal) -> Decimal:
    numerator, denominator = int(rational["numerator"]), int(rational["denominator"])
    value = Decimal(numerator) / denominator if denominator > 0 else ZERO
    if value * denominator != numerator or decimals(value) > 8 or not 0 < value <= most:
        raise ValueError(f"{numerator}/{denominator} is not a positive decimal of at most eight places")
    return value
