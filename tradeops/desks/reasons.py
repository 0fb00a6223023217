"""Why something was refused, left over or booked, in words: ``short`` for a cell, ``text`` for a title or a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` is what programs and the journal call it."""

    code: str
    short: str
    text: str

    @property
    def title(self) -> str:
        return f"{self.text} ({self.code})"


# What is not named here reads as its code's own words.
_WORDS: dict[str, tuple[str, str]] = {
    # A request that was not quoted.
    "COUNTERPARTY_NOT_ACTIVE": ("client not active", "The client is not active"),
    "INSTRUMENT_NOT_ACTIVE": ("closed", "The instrument is not open for trading"),
    "SIZE_OUT_OF_BOUNDS": ("size out of bounds", "The size is outside of the instrument's bounds"),
    "SIZE_BELOW_MINIMUM": ("too small", "The size is below the instrument's minimum"),
    "SIZE_ABOVE_MAXIMUM": ("too large", "The size is above the instrument's maximum"),
    "PER_TRADE_LIMIT": ("above trade limit", "The value is above the client's limit for one trade"),
    "CREDIT_LIMIT": ("no credit left", "The client's limit or balance does not cover it"),
    "INSUFFICIENT_BALANCE": ("balance too low", "The client's balance does not cover it"),
    "LIMIT_MISSING": ("no limit set", "The client has no limit"),
    "PRICE_COLLAR": ("price off market", "The price is too far from the market"),
    "DEPTH_INSUFFICIENT": ("books too thin", "The venues cannot carry this size now"),
    "MARKET_DATA_MISSING": ("no books", "No venue has a book"),
    "MARKET_DATA_STALE": ("books too old", "Too few venues have a fresh price"),
    "MARKET_DATA_THIN": ("too few books", "Too few venues agree on a fresh price"),
    "PRICING_POLICY_MISSING": ("no price policy", "No pricing policy is set for this tier and instrument"),
    "TRADING_HALTED": ("trading halted", "Trading is halted"),
    "TRADING_REDUCING": ("reducing only", "Only what reduces the position is traded"),
    # An order that was denied or rejected, or what it left.
    "ORDER_NOTIONAL": ("order too large", "The order is above the desk's limit for one order"),
    "NO_VENUE_READY": ("no venue ready", "No venue is open, reconciled and fresh"),
    "NOT_ROUTABLE": ("not routable", "No venue takes an order of this size"),
    "NOT_FILLED": ("venues took less", "The venues did not fill it within the limit price"),
    "BELOW_MINIMUM": ("below venue minimum", "Too little for an order at any venue; it is kept until more comes"),
    "VENUE_NOT_RECONCILED": ("venue closed", "The venue's account is not reconciled, so nothing new is sent"),
    "SENT_TOO_LATE": ("too late to send", "It was not sent in time, so it was not sent at all"),
    "SENDER_CUT_OFF": ("sender cut off", "The sender was cut off; the venue is asked what became of it"),
    "NOTIONAL_BELOW_MINIMUM": ("below venue minimum", "The value is below the venue's minimum"),
    "QUANTITY_OUT_OF_BOUNDS": ("size not allowed", "The venue does not take this size"),
    "QUANTITY_OFF_LOT": ("off the venue's lot", "The size is no multiple of the venue's lot"),
    "PRICE_OFF_TICK": ("off the venue's tick", "The price is no multiple of the venue's tick"),
    "VENUE_INSUFFICIENT_FUNDS": ("no funds at venue", "The desk's balance at the venue is too low"),
    "VENUE_RATE_LIMITED": ("venue throttles", "The venue takes no more requests for a while"),
    "VENUE_TIMEOUT": ("no answer", "The venue did not answer in time"),
    "VENUE_UNAVAILABLE": ("venue is down", "The venue is not available"),
    "VENUE_REJECTED": ("venue rejected", "The venue rejected the order"),
    # A line of the ledger.
    "CLIENT_DELIVERS": ("client delivers", "What the client delivers"),
    "CLIENT_RECEIVES": ("client receives", "What the client receives"),
    "POSITION": ("desk's position", "What the deal moves in desk's position"),
    "MARKUP": ("desk's markup", "What the desk earns on the price"),
    "FILL": ("venue fill", "What a fill moves in the venue account"),
    "VENUE_FEE": ("venue's fee", "What the venue charges for a fill"),
    "RECEIPT": ("arrived", "What the client owed has arrived"),
    "DELIVERY": ("delivered", "What was due to the client was delivered"),
}


def reason(code: str) -> Reason:
    """The words for ``code``."""
    plain = code.replace("_", " ").lower()
    short, text = _WORDS.get(code, (plain, plain[:1].upper() + plain[1:]))
    return Reason(code, short, text)
