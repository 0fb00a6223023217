"""What surrounds every page: signals of the top bar, measures of the status bar, the key to the live socket.

The shell lies below the domains, so they hand it their readings through registries filled in ``apps.py``.
A reading that fails is shown as unknown: a broken signal must neither hide nor take the page down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from tradeops.kernel.clock import now
from tradeops.web import formatting, navigation
from tradeops.web.drawings.bars import budget_tone
from tradeops.web.states import Shape, Tone

SHELL_TOPIC = "desk.shell"
THEMES = ("dark", "light", "auto")
DENSITIES = ("compact", "regular", "relaxed")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Signal:
    """A word of the top bar: trading state, venues fresh."""

    label: str
    shape: Shape
    tone: Tone
    detail: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A reading of the status bar: ``Quote p95 38 ms of 50``; ``percent`` of budget draws its meter.

    The value of one with ``since`` is the time that has passed, and goes on in the browser.
    """

    label: str
    value: str
    of: str = ""
    percent: int | None = None
    title: str = ""
    since: datetime | None = None

    @property
    def tone(self) -> str:
        return "" if self.percent is None else budget_tone(self.percent, 100)


Cursor = tuple[str, int]
_Reading = TypeVar("_Reading")
_signals: dict[str, tuple[int, Callable[[HttpRequest], Signal | None]]] = {}
_measures: dict[str, tuple[int, Callable[[HttpRequest], Iterable[Measure]]]] = {}
_ticket: list[Callable[[HttpRequest], str]] = []
_cursor: list[Callable[[str], Cursor]] = []


def register_signal(name: str, reading: Callable[[HttpRequest], Signal | None], *, order: int = 50) -> None:
    """Show a signal in the desk's top bar; None hides it."""
    _signals[name] = (order, reading)


def register_measures(name: str, reading: Callable[[HttpRequest], Iterable[Measure]], *, order: int = 50) -> None:
    """Show measures in the desk's status bar."""
    _measures[name] = (order, reading)


def register_live(ticket: Callable[[HttpRequest], str], cursor: Callable[[str], Cursor]) -> None:
    """Say how a page gets its socket ticket, and the (epoch, sequence) of a topic."""
    _ticket[:], _cursor[:] = [ticket], [cursor]


def environment() -> str:
    """The word beside the name: DEMO, or nothing in production."""
    return "DEMO" if settings.DEMO else ""


class Shell:
    """The shell of one request. Everything is read when the template asks for it, and once."""

    topic = SHELL_TOPIC

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def environment(self) -> str:
        return environment()

    @property
    def live_origin(self) -> str:
        return settings.LIVE_ORIGIN

    @cached_property
    def theme(self) -> str:
        return self._preference("theme", THEMES)

    @cached_property
    def density(self) -> str:
        return self._preference("density", DENSITIES, "regular")

    @cached_property
    def actor(self) -> object | None:
        return getattr(self.request, "actor", None)

    @cached_property
    def ticket(self) -> str:
        signed_in = getattr(self.request, "user", None) is not None and self.request.user.is_authenticated
        return _ticket[0](self.request) if _ticket and signed_in else ""

    @cached_property
    def cursor(self) -> Cursor:
        """Read before the signals, so that nothing said in between is lost."""
        return _cursor[0](SHELL_TOPIC) if _cursor else ("", 0)

    @cached_property
    def now(self) -> str:
        return formatting.iso(now())

    @cached_property
    def clock(self) -> str:
        return formatting.utc_clock(now())

    @cached_property
    def rail(self) -> list[navigation.Link]:
        return navigation.links(self.request, "desk", self._current)

    @cached_property
    def rail_foot(self) -> list[navigation.Link]:
        return navigation.links(self.request, "desk-foot", self._current)

    @cached_property
    def portal(self) -> list[navigation.Link]:
        return navigation.links(self.request, "portal", self._current)

    @cached_property
    def signals(self) -> list[Signal]:
        _ = self.cursor
        readings = [self._signal(name, read) for name, (_, read) in _in_order(_signals)]
        return [signal for signal in readings if signal is not None]

    @cached_property
    def measures(self) -> list[Measure]:
        return [measure for name, (_, read) in _in_order(_measures) for measure in self._measure(name, read)]

    @property
    def _current(self) -> str:
        return getattr(self.request, "menu_key", "")

    def _preference(self, cookie: str, allowed: tuple[str, ...], default: str = "") -> str:
        chosen = self.request.COOKIES.get(cookie, "")
        return chosen if chosen in allowed else default or allowed[0]

    def _signal(self, name: str, read: Callable[[HttpRequest], Signal | None]) -> Signal | None:
        try:
            return read(self.request)
        except Exception:
            log.exception("shell.signal_failed", signal=name)
            return Signal(f"{name.replace('_', ' ').capitalize()} unknown", "tri", "warn")

    def _measure(self, name: str, read: Callable[[HttpRequest], Iterable[Measure]]) -> Iterable[Measure]:
        try:
            return list(read(self.request))
        except Exception:
            log.exception("shell.measure_failed", measure=name)
            return [Measure(name.replace("_", " ").capitalize(), "unknown")]


def _in_order(readings: dict[str, tuple[int, _Reading]]) -> list[tuple[str, tuple[int, _Reading]]]:
    return sorted(readings.items(), key=lambda entry: entry[1][0])
