"""Refusals of venue questions (commands answer with a CommandResult instead)."""

from __future__ import annotations

from tradeops.connectivity.outcomes import judge
from tradeops.kernel.errors import Unavailable


class VenueUnavailable(Unavailable):
    """A question got no usable answer. Asking again later is safe."""


def no_answer(venue: str, error: BaseException) -> VenueUnavailable:
    """``error`` as VenueUnavailable with the code that the outcome table gives it."""
    return VenueUnavailable(judge(error).code, f"{venue} gave no usable answer", cause=str(error)[:500])
