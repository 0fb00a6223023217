"""Where books come from: a seeded generator, a snapshot file, or a recorded feed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

from ..account import Fees
from ..engine import Engine
from ..filters import SymbolRules


class BadSource(Exception):
    """The books cannot be served; the text says what is wrong."""


@dataclass(frozen=True)
class Source:
    """Venues with the symbols they list and their fees, and what drives their books.

    ``fill`` sets the first books of a venue; ``drive`` moves the books of all venues until it is cancelled
    or the source has nothing more to say.
    """

    symbols: dict[str, list[SymbolRules]]
    fees: dict[str, Fees]
    fill: Callable[[str, Engine], None]
    drive: Callable[[dict[str, Engine]], Awaitable[None]]


def fees(maker_bps: str, taker_bps: str) -> Fees:
    return Fees(Decimal(maker_bps), Decimal(taker_bps))


async def still(engines: dict[str, Engine]) -> None:
    """The drive of a source whose books do not move by themselves."""
