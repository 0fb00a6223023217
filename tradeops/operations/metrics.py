"""What a scrape sees, read from the database at that moment: no process keeps counters that die with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tradeops.journal import readers
from tradeops.journal.selectors import deliveries, last_position, unpositioned
from tradeops.operations import selectors


def text() -> bytes:
    """Every figure in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    return generate_latest(registry)


class _Figures(Collector):
    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        yield from _queues()
        yield from _journal()
        yield from _stages()
        ages = [((state.name,), state.age_ms / 1000) for state in selectors.processes()]
        yield _gauge("heartbeat_age_seconds", "Since the last sign of life.", ["process"], ages)


def _queues() -> Iterator[Metric]:
    states = selectors.queues()
    open_ = [((state.name,), state.depth) for state in states]
    oldest = [((state.name,), (state.oldest_ms or 0.0) / 1000) for state in states]
    silent = [((state.name,), state.heartbeat_ms / 1000) for state in states if state.heartbeat_ms is not None]
    yield _gauge("queue_open", "Deliveries not carried out yet.", ["queue"], open_)
    yield _gauge("queue_oldest_seconds", "Age of the oldest open delivery.", ["queue"], oldest)
    yield _gauge("queue_pulse_age_seconds", "Since a task last came through.", ["queue"], silent)


def _journal() -> Iterator[Metric]:
    yield _gauge("dead_letters", "Deliveries that a person has to look at.", [], [((), deliveries("DEAD").count())])
    yield _gauge("journal_position", "The last position given.", [], [((), last_position())])
    yield _gauge("journal_unpositioned", "Events without a position yet.", [], [((), unpositioned())])
    behind = [((name,), lag) for name, lag in readers.lags().items()]
    yield _gauge("journal_unread", "Positions that a reader has still before it.", ["reader"], behind)


def _stages() -> Iterator[Metric]:
    labels = ["workflow", "stage"]
    times, counts, breaches, budgets = [], [], [], []
    for measure in selectors.stage_measures():
        name = (measure.kind, measure.stage.name)
        quantiles = (("0.5", measure.p50_ms), ("0.95", measure.p95_ms), ("0.99", measure.p99_ms))
        times += [((*name, quantile), value / 1000) for quantile, value in quantiles if value is not None]
        counts.append((name, measure.started))
        breaches.append((name, measure.breaches))
        budgets.append((name, measure.stage.budget_ms / 1000))
    yield _gauge("stage_seconds", "Time of a stage over five minutes.", [*labels, "quantile"], times)
    yield _gauge("stage_started", "Passages begun within five minutes.", labels, counts)
    yield _gauge("stage_breaches", "Of these, over budget.", labels, breaches)
    yield _gauge("stage_budget_seconds", "What the stage may take.", labels, budgets)


def _gauge(
    name: str, text: str, labels: list[str], values: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"tradeops_{name}", text, labels=labels)
    for label_values, value in values:
        family.add_metric(label_values, value)
    return family
