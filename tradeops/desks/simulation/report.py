"""What a run has shown: as one JSON object, and as a page of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tradeops.desks.simulation.proofs import Proof
from tradeops.desks.simulation.tally import Tally
from tradeops.operations.types import StageMeasure


@dataclass(frozen=True, slots=True)
class Report:
    """One run: what was asked for, what clients saw, how long the stages took, and what was proved afterwards.

    ``unfinished`` is what the desk still owed after the drain; ``dead`` the deliveries that nobody could carry out.
    ``wanted`` requests were asked for; fewer were made when somebody ended the run early.
    ``residuals`` are what the hedges of the run left to dealers, by reason: an outcome, not a fault.
    """

    run: str
    seed: int
    wanted: int
    rate: float
    seconds: float
    drained_after: float
    tally: Tally
    stages: tuple[StageMeasure, ...]
    unfinished: dict[str, int]
    residuals: dict[str, int]
    dead: tuple[str, ...]
    proofs: tuple[Proof, ...]

    @property
    def broken(self) -> list[str]:
        """Everything that should not be, in words; empty when all is well."""
        return [
            *self.tally.wrong,
            *(f"after the drain: {count} {what}" for what, count in self.unfinished.items()),
            *(f"dead: {text}" for text in self.dead),
            *(f"{proof.name}: {proof.differences[0]} ({proof.count} in all)" for proof in self.proofs if proof.count),
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": not self.broken,
            "run": self.run,
            "seed": self.seed,
            "rfqs": self.tally.asked,
            "wanted": self.wanted,
            "rate": self.rate,
            "seconds": round(self.seconds, 2),
            "drained_after": round(self.drained_after, 2),
            "latency_ms": self.tally.percentiles(),
            "stages": [_stage(measure) for measure in self.stages],
            "outcomes": dict(self.tally.outcomes.most_common()),
            "codes": dict(self.tally.codes.most_common()),
            "retries": dict(self.tally.retries.most_common()),
            "residuals": {"open": sum(self.residuals.values()), "by_reason": self.residuals},
            "proofs": [asdict(proof) for proof in self.proofs],
            "broken": self.broken,
        }

    def as_text(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        asked = f"{self.tally.asked}" if self.tally.asked == self.wanted else f"{self.tally.asked} of {self.wanted}"
        yield f"{asked} requests at {self.rate:g} a second, seed {self.seed}: {self.seconds:.1f} s"
        yield from ("", "What clients saw (ms, from the moment a call was due)")
        yield f"  {'':<24}{'count':>8}{'p50':>9}{'p95':>9}{'p99':>9}"
        for name, row in self.tally.percentiles().items():
            times = "".join(f"{row[key]:>9.1f}" for key in ("p50", "p95", "p99"))
            yield f"  {name:<24}{row['count']:>8}{times}"
        yield from ("", "Stages (ms)")
        yield f"  {'':<36}{'count':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'budget':>9}{'over':>7}"
        for measure in self.stages:
            times = "".join(_number(value) for value in (measure.p50_ms, measure.p95_ms, measure.p99_ms))
            title = f"{measure.kind}: {measure.stage.title}"[:36]
            yield f"  {title:<36}{measure.ended:>8}{times}{measure.stage.budget_ms:>9}{measure.breaches:>7}"
        yield from _counts("Outcomes", self.tally.outcomes.most_common())
        yield from _counts("Refusals by code", self.tally.codes.most_common())
        yield from _counts("Repeated calls", self.tally.retries.most_common())
        yield from _counts("Residuals left to dealers, by reason", (self.residuals or {"of any reason": 0}).items())
        yield from ("", f"Proofs ({self.drained_after:.1f} s after the last client had its answer)")
        for proof in self.proofs:
            seen = "" if proof.seen is None else f" ({proof.seen})"
            yield f"  {'broken' if proof.count else 'holds':<8}{proof.name}{seen}"
        if self.broken:
            yield from ("", "Broken")
            yield from (f"  {text}" for text in self.broken)


def _counts(title: str, rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    shown = [f"  {count:>8}  {name}" for name, count in rows]
    if shown:
        yield from ("", title, *shown)


def _number(value: float | None) -> str:
    return f"{'-':>9}" if value is None else f"{value:>9.1f}"


def _stage(measure: StageMeasure) -> dict[str, Any]:
    names = ("started", "ended", "breaches", "p50_ms", "p95_ms", "p99_ms", "queue_p50_ms", "work_p50_ms")
    values = {name: getattr(measure, name) for name in names}
    rounded = {name: round(value, 2) if isinstance(value, float) else value for name, value in values.items()}
    stage = measure.stage
    return {"workflow": measure.kind, "stage": stage.name, "title": stage.title, "budget_ms": stage.budget_ms} | rounded
