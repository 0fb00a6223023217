"""What a failed command proves. Pure: an exception in, an outcome and a stable code out.

A reject must be proven by the venue's own answer. Everything that could also follow an accepted order, such
as a timeout, a dropped connection or a page from a proxy, is UNKNOWN.
"""

from __future__ import annotations

from dataclasses import dataclass

import ccxt

from tradeops.connectivity.types import Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    code: str


# First match wins: more special classes stand before those they derive from.
_VERDICTS: tuple[tuple[type[BaseException], Outcome, str], ...] = (
    (ccxt.InsufficientFunds, Outcome.REJECTED, "VENUE_INSUFFICIENT_FUNDS"),
    (ccxt.OrderImmediatelyFillable, Outcome.REJECTED, "VENUE_WOULD_TAKE"),
    (ccxt.OrderNotFillable, Outcome.REJECTED, "VENUE_NOT_FILLABLE"),
    # A duplicate id proves an earlier send: the order may be live, so it is asked for.
    (ccxt.DuplicateOrderId, Outcome.UNKNOWN, "VENUE_DUPLICATE_ORDER"),
    (ccxt.OrderNotFound, Outcome.REJECTED, "VENUE_ORDER_NOT_FOUND"),
    (ccxt.InvalidOrder, Outcome.REJECTED, "VENUE_INVALID_ORDER"),
    (ccxt.BadSymbol, Outcome.REJECTED, "VENUE_BAD_SYMBOL"),
    (ccxt.BadRequest, Outcome.REJECTED, "VENUE_BAD_REQUEST"),
    (ccxt.AuthenticationError, Outcome.REJECTED, "VENUE_AUTHENTICATION"),
    (ccxt.NotSupported, Outcome.LOCAL_DENIED, "VENUE_NOT_SUPPORTED"),
    (ccxt.ArgumentsRequired, Outcome.LOCAL_DENIED, "VENUE_ARGUMENTS"),
    (ccxt.RateLimitExceeded, Outcome.REJECTED, "VENUE_RATE_LIMITED"),
    (ccxt.DDoSProtection, Outcome.REJECTED, "VENUE_RATE_LIMITED"),
    (ccxt.InvalidNonce, Outcome.REJECTED, "VENUE_CLOCK_SKEW"),
    (ccxt.RequestTimeout, Outcome.UNKNOWN, "VENUE_TIMEOUT"),
    (ccxt.ExchangeNotAvailable, Outcome.UNKNOWN, "VENUE_UNAVAILABLE"),
    (ccxt.NetworkError, Outcome.UNKNOWN, "VENUE_NETWORK"),
    (ccxt.OperationRejected, Outcome.REJECTED, "VENUE_REJECTED"),
    (ccxt.OperationFailed, Outcome.UNKNOWN, "VENUE_FAILED"),
    (ccxt.ExchangeError, Outcome.UNKNOWN, "VENUE_ERROR"),
)
# What the venue says in words that its error class hides.
_DUPLICATE = "Duplicate order"
_OVERLOADED = '"code":-1008'


def judge(error: BaseException) -> Verdict:
    """The outcome that ``error``, raised while a command was being sent, proves.

    Anything this table does not know is UNKNOWN: only evidence makes a reject.
    """
    text = str(error)
    if _DUPLICATE in text:
        return Verdict(Outcome.UNKNOWN, "VENUE_DUPLICATE_ORDER")
    if _OVERLOADED in text.replace(" ", ""):
        return Verdict(Outcome.REJECTED, "VENUE_OVERLOADED")
    for kind, outcome, code in _VERDICTS:
        if isinstance(error, kind):
            return Verdict(outcome, code)
    return Verdict(Outcome.UNKNOWN, "VENUE_UNEXPECTED")
