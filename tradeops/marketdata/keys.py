"""Where books lie in Redis. All of it may be lost at any time: the feeds put it back within a second."""

from __future__ import annotations


def book_key(symbol: str, venue: str) -> str:
    """Holds the codec's bytes of one venue's book."""
    return f"book:{symbol}:{venue}"


def book_channel(symbol: str) -> str:
    """Says ``<venue>`` whenever a book of ``symbol`` was replaced, at most 20 times a second a venue."""
    return f"books:{symbol}"
