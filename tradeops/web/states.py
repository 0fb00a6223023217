"""How a state looks: a word, a shape and a tone, so that no state is ever said by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tone = Literal["live", "ok", "warn", "bad", "appr", "mute"]
Shape = Literal[
    "ring", "half", "full", "check", "done", "x", "tri", "dia", "square", "stop", "dash", "clock"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """What a state shows. ``shape`` names a symbol of the sprite without its ``s-``."""

    word: str
    shape: Shape
    tone: Tone


# Names that mean the same in every workflow. A workflow registers only what differs.
COMMON: Mapping[str, Face] = {
    "DRAFT": Face("Draft", "ring", "mute"),
    "PENDING": Face("Pending", "ring", "live"),
    "PENDING_NEW": Face("New", "ring", "live"),
    "NEW": Face("New", "ring", "live"),
    "QUOTING": Face("Quoting", "half", "live"),
    "QUOTED": Face("Quoted", "full", "live"),
    "ACTIVE": Face("Active", "full", "live"),
    "PENDING_FILL": Face("Pending fill", "half", "live"),
    "PARTIALLY_FILLED": Face("Partial", "half", "live"),
    "FILLED": Face("Filled", "check", "ok"),
    "TRADED": Face("Traded", "check", "ok"),
    "DONE": Face("Done", "check", "ok"),
    "CONFIRMED": Face("Confirmed", "check", "ok"),
    "APPROVED": Face("Approved", "check", "ok"),
    "EXECUTED": Face("Executed", "check", "ok"),
    "RESOLVED": Face("Resolved", "check", "ok"),
    "SETTLING": Face("Settling", "half", "live"),
    "SETTLED": Face("Settled", "done", "ok"),
    "OPEN": Face("Open", "ring", "live"),
    "CLOSED": Face("Closed", "done", "mute"),
    "PASSED": Face("Passed", "dash", "mute"),
    "PASS": Face("Passed", "dash", "mute"),
    "EXPIRED": Face("Expired", "clock", "mute"),
    "DONE_AWAY": Face("Done away", "square", "mute"),
    "SUPERSEDED": Face("Superseded", "square", "mute"),
    "CANCELED": Face("Canceled", "x", "mute"),
    "VOID": Face("Void", "x", "bad"),
    "REJECTED": Face("Rejected", "x", "bad"),
    "DENIED": Face("Denied", "x", "bad"),
    "FAILED": Face("Failed", "x", "bad"),
    "FAILING": Face("Failing", "tri", "bad"),
    "UNKNOWN": Face("Unknown", "tri", "warn"),
    "REDUCING": Face("Reducing", "half", "warn"),
    "HALTED": Face("Halted", "stop", "bad"),
    "PENDING_APPROVAL": Face("Pending approval", "dia", "appr"),
    "VALID": Face("Fresh", "full", "ok"),
    "SYNCING": Face("Syncing", "half", "live"),
    "STALE": Face("Stale", "tri", "warn"),
    "EMPTY": Face("Empty", "ring", "mute"),
    "INVALID": Face("Invalid", "x", "bad"),
}
_registered: dict[str, Mapping[str, Face]] = {}


def register(kind: str, faces: Mapping[str, Face]) -> None:
    """Give the states of the workflow ``kind`` their faces where they differ from the common ones."""
    _registered[kind] = faces


def face(kind: str, state: str) -> Face:
    """The face of a state; one that nobody described shows its own name, quietly."""
    known = _registered.get(kind, {}).get(state) or COMMON.get(state)
    return known or Face(state.replace("_", " ").capitalize() or "None", "square", "mute")


def described(kind: str, state: str) -> bool:
    """Whether somebody decided how this state looks."""
    return state in _registered.get(kind, {}) or state in COMMON
