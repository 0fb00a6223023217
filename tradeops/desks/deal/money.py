"""What a deal moves: both legs with their settlement, and every line that the ledger wrote for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tradeops.ledger.chart import CHART
from tradeops.ledger.types import PostedEntry, StatementLine
from tradeops.reference.selectors import asset
from tradeops.reference.types import AssetSpec


@dataclass(frozen=True, slots=True)
class LineRow:
    """A ledger line; one of ``debit`` and ``credit`` is None."""

    title: str
    owner: str
    line: StatementLine
    debit: Decimal | None
    credit: Decimal | None

    @property
    def asset(self) -> AssetSpec:
        return asset(self.line.account.asset)


@dataclass(frozen=True, slots=True)
class EntryRows:
    """A journal entry with its lines."""

    entry: PostedEntry
    lines: tuple[LineRow, ...]


def entries(lines: Sequence[StatementLine], names: Mapping[str, str]) -> list[EntryRows]:
    """Lines by their entry, in the order of booking. ``names`` gives owners their names."""
    grouped: dict[PostedEntry, list[StatementLine]] = {}
    for line in lines:
        grouped.setdefault(line.entry, []).append(line)
    return [EntryRows(entry, tuple(_line(line, names) for line in members)) for entry, members in grouped.items()]


def unbalanced(lines: Sequence[StatementLine]) -> list[str]:
    """The assets whose lines do not add up to zero: always empty, or something is badly wrong."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.account.asset] = sums.get(line.account.asset, Decimal(0)) + line.amount
    return sorted(asset for asset, total in sums.items() if total)


def _line(line: StatementLine, names: Mapping[str, str]) -> LineRow:
    owner = line.account.owner
    return LineRow(
        title=CHART[line.account.code].title,
        owner=names.get(owner, owner.partition(":")[2]),
        line=line,
        debit=line.amount if line.amount > 0 else None,
        credit=-line.amount if line.amount < 0 else None,
    )
