"""What a page prints so that its live updates join without a gap."""

from __future__ import annotations

from redis.exceptions import RedisError

from tradeops.live import sequences
from tradeops.live.models import PublisherCursor


def cursor(topic: str) -> sequences.Cursor:
    """The topic's (epoch, sequence): read it before the data. ``("", 0)`` when Redis cannot be asked."""
    try:
        return sequences.current(topic)
    except (RedisError, OSError):
        return sequences.NOWHERE


def published_position() -> int:
    """The journal position up to which everything has been pushed; 0 before the first push."""
    return PublisherCursor.objects.values_list("position", flat=True).first() or 0
