"""Faults that a test or a drill asked for, waiting for the request or event they hit."""

import math
from dataclasses import dataclass
from typing import Any

KINDS = ("late", "drop", "error", "html")


class BadFault(ValueError):
    """A fault description that makes no sense."""


@dataclass
class RequestFault:
    """What happens to matching REST requests, ``times`` of them (infinite when not limited).

    ``late`` answers after ``seconds``, ``drop`` cuts the connection instead of answering, ``error`` answers
    with ``code`` and ``message``, ``html`` with a page; ``processed`` says whether the venue acted first.
    """

    kind: str
    path: str
    method: str
    times: float
    processed: bool
    seconds: float
    status: int
    code: int
    message: str

    def hits(self, method: str, path: str) -> bool:
        return self.path in ("*", path) and self.method in ("*", method)


def request_fault(description: dict[str, Any]) -> RequestFault:
    """Raises BadFault for an unknown kind or a value of the wrong type."""
    kind = description["fault"]
    if kind not in KINDS:
        raise BadFault(f"unknown fault {kind!r}")
    times = description.get("times", 1)
    try:
        return RequestFault(
            kind=kind,
            path=str(description.get("path", "order")),
            method=str(description.get("method", "POST")),
            times=math.inf if times is None else int(times),
            processed=bool(description.get("processed", kind in ("late", "drop"))),
            seconds=seconds(description, 1),
            status=int(description.get("status", 400 if kind == "error" else 502)),
            code=int(description.get("code", -1000)),
            message=str(description.get("message", "Simulated error.")),
        )
    except (TypeError, ValueError) as error:
        raise BadFault(str(error)) from error


def seconds(description: dict[str, Any], default: float = 0) -> float:
    """A duration between zero and an hour."""
    try:
        value = float(description.get("seconds", default))
    except (TypeError, ValueError) as error:
        raise BadFault("seconds must be a number") from error
    if not 0 <= value <= 3600:
        raise BadFault("seconds must be between 0 and 3600")
    return value


class Faults:
    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.requests: list[RequestFault] = []
        self.gaps: dict[str, int] = {}
        self.silent_until = 0.0
        self.hold_user_events = 0.0

    def take_request(self, method: str, path: str) -> RequestFault | None:
        """The first fault for this request, used up by one."""
        for fault in self.requests:
            if fault.hits(method, path):
                fault.times -= 1
                if fault.times <= 0:
                    self.requests.remove(fault)
                return fault
        return None

    def take_gap(self, symbol: str) -> bool:
        """Whether the next depth event of the symbol is to be lost."""
        left = self.gaps.get(symbol, 0)
        if left:
            self.gaps[symbol] = left - 1
        return left > 0
