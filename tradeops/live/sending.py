"""Sending through the channel layer from a program that is not asynchronous.

The layer can only be asked from an event loop and sends one message a round trip. What it would publish, the
process's own client publishes here in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from channels.layers import get_channel_layer
from django.conf import settings

from tradeops.kernel.redis import client


def group_of(topic: str) -> str:
    """The channel group whose members listen to ``topic``."""
    return f"topic.{topic}"


def group_of_firm(firm_id: UUID | None) -> str:
    """The channel group of all sockets of one firm, or of the desk."""
    return f"firm.{firm_id or 'house'}"


def channel_of(group: str) -> str:
    """The Redis channel by which the layer reaches the members of ``group``."""
    configured = cast(dict[str, Any], settings.CHANNEL_LAYERS)["default"]["CONFIG"]
    return f"{configured['prefix']}__group__{group}"


def send(messages: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Send (group, message) pairs in order, each marked with its group.

    Raises RedisError or OSError; some may have gone out.
    """
    if not messages:
        return
    layer = get_channel_layer()
    pipeline = client().pipeline(transaction=False)
    for group, message in messages:
        pipeline.publish(channel_of(group), layer.serialize({**message, "group": group}))
    pipeline.execute()
