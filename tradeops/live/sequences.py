"""The (epoch, sequence) of each topic, kept in Redis, and sending what has one.

A sequence counts a topic's messages without a gap; a new epoch says that the count was lost and everything has to
be fetched again. The server's run id is part of what is stored: a server that came back with old data starts new
epochs, as does one that came back empty.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import redis
import redis.asyncio

from tradeops.kernel.redis import client
from tradeops.live.sending import channel_of, group_of

Cursor = tuple[str, int]
NOWHERE: Cursor = ("", 0)
Values = Sequence[bytes | None]
FIELDS = ["epoch", "sequence"]

# A topic that was silent for longer begins a new epoch: one fetch too many, and no keys for ever.
KEPT_SECONDS = 48 * 3600

# One step, so that a number that was given is also sent, and numbers go out in their order. What is published is what
# the channel layer's own serializer would: a map in MessagePack.
_PUBLISH = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local given = {}
for i, key in ipairs(KEYS) do
  if redis.call('HGET', key, 'run') ~= run then
    redis.call('DEL', key)
    redis.call('HSET', key, 'run', run, 'epoch', ARGV[1])
  end
  local sequence = redis.call('HINCRBY', key, 'sequence', 1)
  redis.call('EXPIRE', key, ARGV[2])
  local epoch = redis.call('HGET', key, 'epoch')
  local topic, channel, group, head, tail = unpack(ARGV, i * 5 - 2, i * 5 + 2)
  redis.call('PUBLISH', channel, cmsgpack.pack({
    type = 'topic.message', group = group, topic = topic, epoch = epoch, sequence = sequence,
    text = head .. '"epoch":"' .. epoch .. '","sequence":' .. string.format('%.0f', sequence) .. tail
  }))
  given[i] = {epoch, sequence}
end
return given
"""


def publish(messages: Sequence[tuple[str, dict[str, Any]]]) -> list[Cursor]:
    """Give each (topic, content) its topic's next number and send it to who listens, in order. Raises RedisError.

    The text that reaches the sockets is made here once, however many listen.
    """
    if not messages:
        return []
    arguments: list[Any] = [secrets.token_hex(4), KEPT_SECONDS]
    for topic, content in messages:
        group = group_of(topic)
        head = json.dumps({"type": "message", "topic": topic}, separators=(",", ":"))
        tail = json.dumps(content, separators=(",", ":"))
        arguments += [topic, channel_of(group), group, f"{head[:-1]},", f",{tail[1:]}"]
    given = _script()(keys=[_key(topic) for topic, _ in messages], args=arguments)
    return [(epoch.decode(), int(sequence)) for epoch, sequence in given]


def current(topic: str) -> Cursor:
    """Where the topic stands; ``NOWHERE`` before its first message. Raises RedisError."""
    return _cursor(cast(Values, client().hmget(_key(topic), FIELDS)))


async def current_of(redis_client: redis.asyncio.Redis, topics: Sequence[str]) -> list[Cursor]:
    """Where each topic stands, in one round trip. Raises RedisError."""
    pipeline = redis_client.pipeline(transaction=False)
    for topic in topics:
        pipeline.hmget(_key(topic), FIELDS)
    return [_cursor(values) for values in await pipeline.execute()]


def _key(topic: str) -> str:
    return f"live:topic:{topic}"


def _cursor(values: Values) -> Cursor:
    epoch, sequence = values
    return (epoch.decode(), int(sequence)) if epoch and sequence else NOWHERE


@cache
def _script() -> redis.commands.core.Script:
    return client().register_script(_PUBLISH)
