"""What the client firms will do, drawn beforehand: the same seed draws the same errands. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Intent(StrEnum):
    """What a client does with its quote; FLAWED sends a request that has to be refused."""

    ACCEPT = "ACCEPT"
    ACCEPT_AGAIN = "ACCEPT_AGAIN"
    LIMIT = "LIMIT"
    FOREIGN = "FOREIGN"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"
    FLAWED = "FLAWED"


WEIGHTS = {
    Intent.ACCEPT: 55,
    Intent.ACCEPT_AGAIN: 5,
    Intent.LIMIT: 4,
    Intent.FOREIGN: 4,
    Intent.CANCEL: 10,
    Intent.EXPIRE: 12,
    Intent.FLAWED: 10,
}
# Values of a request in US dollars or what is near them: small ones are the rule, large ones the exception.
LEAST_VALUE, DECADES = 100, 2.3


@dataclass(frozen=True, slots=True)
class Errand:
    """One client's errand. ``at`` is in seconds after the start; ``value`` in US dollars.

    ``by_counter``: the size is typed in the quote currency. ``listens``: the quote comes over the socket instead of
    in the answer. ``accepts``: the side dealt on. ``flaw`` is the number of the flaw of a FLAWED request.
    """

    number: int
    at: float
    client: int
    instrument: str
    side: str
    by_counter: bool
    value: Decimal
    listens: bool
    intent: Intent
    accepts: str
    flaw: int


def draw(*, seed: int, count: int, rate: float, clients: int, instruments: Sequence[str]) -> list[Errand]:
    """``count`` errands, ``rate`` a second at even distances, whether or not those before are done."""
    dice = random.Random(seed)
    return [_errand(dice, number, number / rate, clients, instruments) for number in range(count)]


def _errand(dice: random.Random, number: int, at: float, clients: int, instruments: Sequence[str]) -> Errand:
    side = dice.choice(("BUY", "SELL", "TWO_WAY"))
    return Errand(
        number=number,
        at=at,
        client=dice.randrange(clients),
        instrument=dice.choice(instruments),
        side=side,
        by_counter=dice.random() < 0.3,
        value=Decimal(round(LEAST_VALUE * 10 ** dice.uniform(0, DECADES))),
        listens=dice.random() < 0.25,
        intent=dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0],
        accepts=dice.choice(("BUY", "SELL")) if side == "TWO_WAY" else side,
        flaw=dice.randrange(1_000_000),
    )
