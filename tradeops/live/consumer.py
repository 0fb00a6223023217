"""One socket: hello, subscriptions, heartbeat, lease. Nothing can be commanded through it."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from django.http.cookie import parse_cookie
from redis.exceptions import RedisError

from tradeops.kernel.clock import now
from tradeops.kernel.errors import Denied, Invalid, TradeopsError
from tradeops.live import identity, limits, streams
from tradeops.live.executor import in_thread
from tradeops.live.hub import hub
from tradeops.live.outbox import Outbox, Overflow
from tradeops.live.sending import group_of, group_of_firm
from tradeops.live.sequences import NOWHERE
from tradeops.live.subscriptions import Subscriptions
from tradeops.web.locality import are_local

log = structlog.get_logger(__name__)


class LiveConsumer(AsyncWebsocketConsumer):
    """The protocol is written down in ``docs/live.md``. A page proves itself by a ticket, a program by its key."""

    channel_layer_alias = ""  # no seat of its own: the hub tells it

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.ending = False
        self.tasks: set[asyncio.Task[None]] = set()
        self.outbox = Outbox()
        self.rate = limits.Rate()
        self.subscriptions = Subscriptions()
        self.groups_joined: set[str] = set()
        self.credential: identity.Credential | None = None
        serving = asyncio.ensure_future(super().__call__(scope, receive, send))
        self.stop = serving.cancel
        try:
            await serving
        except asyncio.CancelledError:
            if not self.ending:
                raise
        finally:
            await self._leave()

    async def connect(self) -> None:
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1") != settings.PUBLIC_ORIGIN:
            log.warning("socket_origin_refused", origin=origin.decode("latin-1")[:200])
            await self.close()
            return
        cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
        self.peer = identity.Peer(
            from_page=origin is not None,
            local=are_local(headers.get(b"host", b"").decode("latin-1"), (self.scope.get("client") or [""])[0]),
            session_key=cookies.get(settings.SESSION_COOKIE_NAME, ""),
        )
        self.heard_at = self._time()
        await self.accept()
        streams.ensure_running()
        self._start(self._write())
        self._start(self._await_hello())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        self.heard_at = self._time()
        if text_data is not None and len(text_data.encode()) > limits.MESSAGE_BYTES:
            return await self.end(limits.TOO_BIG)
        if not self.rate.allows(self.heard_at):
            return await self.end(limits.TOO_MUCH)
        message = _parsed(text_data)
        if message is None:
            return await self.end(limits.UNREADABLE)
        kind = message.get("type")
        if self.credential is None:
            return await (self._hello(message) if kind == "hello" else self.end(limits.SIGN_IN))
        topic = message.get("topic")
        if kind == "subscribe" and isinstance(topic, str):
            return await self._subscribe(topic, message)
        if kind == "unsubscribe" and isinstance(topic, str):
            return await self._unsubscribe(topic)
        if kind != "pong":
            return await self.end(limits.UNREADABLE)
        return None

    async def end(self, code: int) -> None:
        """Close with ``code``; a peer that does not even read is dropped after a moment."""
        if self.ending:
            return
        self.ending = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self.close(code), limits.CLOSE_SECONDS)
            return
        self.stop()

    def price(self, topic: str, text: str) -> None:
        """A price of a stream; it replaces one that still waits."""
        self._put(text, replaces=topic)

    def told(self, message: dict[str, Any]) -> None:
        """A numbered message of the publisher, or a change of somebody's access in this house."""
        if message["type"] == "access.changed":
            self._start(self._renew(since=time.monotonic()))
        elif self.subscriptions.saw(message["topic"], (message["epoch"], message["sequence"])):
            self._put(message["text"])

    async def _hello(self, message: dict[str, Any]) -> None:
        try:
            self.credential, actor = await in_thread(identity.welcome, message, self.peer)
            await self._join(group_of_firm(actor.firm_id))
        except (TradeopsError, DatabaseError, RedisError, OSError) as error:
            return await self._refused(error)
        self._say({"type": "welcome", "now": now().isoformat(), "lease": int(limits.LEASE_SECONDS)})
        self._lease()
        self._start(self._beat())
        return None

    async def _subscribe(self, topic: str, message: dict[str, Any]) -> None:
        if len(self.subscriptions) >= limits.TOPICS and topic not in self.subscriptions:
            return await self.end(limits.TOO_MUCH)
        try:
            assert self.credential is not None
            if await in_thread(identity.judge, self.credential, [topic], since=self._recently()):
                log.warning("topic_denied", topic=topic[:100])
                self._say({"type": "denied", "topic": topic})
                return None
            # First listen, then look where the topic stands: nothing can fall in between.
            self.subscriptions.open(topic)
            await self._join(group_of(topic))
            cursor = (await self.subscriptions.current([topic]))[0]
        except (TradeopsError, DatabaseError, RedisError, OSError) as error:
            return await self._refused(error)
        self.subscriptions.saw(topic, cursor)
        self._say({"type": "subscribed", "topic": topic, "epoch": cursor[0], "sequence": cursor[1]})
        if "epoch" in message and (message["epoch"], message.get("sequence")) != cursor:
            self._resync(topic, cursor)
        return None

    async def _unsubscribe(self, topic: str) -> None:
        if self.subscriptions.close(topic):
            self.groups_joined.discard(group_of(topic))
            await hub.leave(group_of(topic), self)
        self._say({"type": "unsubscribed", "topic": topic})

    async def _beat(self) -> None:
        """Ping, catch up on what the channel layer lost, renew the lease."""
        while True:
            await asyncio.sleep(limits.PING_SECONDS)
            silent = self._time() - self.heard_at > limits.SILENCE_SECONDS
            if silent or self._time() > self.lease_until:
                log.info("socket_lapsed", reason="silent" if silent else "lease")
                return await self.end(limits.LEASE_OVER)
            self._say({"type": "ping", "now": now().isoformat()})
            with suppress(RedisError, OSError):
                for topic, cursor in await self.subscriptions.missed():
                    self._resync(topic, cursor)
            if self._time() >= self.renew_at:
                await self._renew(since=self._recently())

    async def _renew(self, *, since: float) -> None:
        """Judge the actor and every topic. Without a database the lease runs out."""
        assert self.credential is not None
        try:
            lost = await in_thread(identity.judge, self.credential, list(self.subscriptions), since=since)
        except DatabaseError as error:
            log.warning("lease_not_renewed", error=str(error))
            return None
        except TradeopsError as error:
            return await self._refused(error)
        if lost:
            return await self.end(limits.LOST_ACCESS)
        self._lease()
        return None

    async def _await_hello(self) -> None:
        await asyncio.sleep(limits.HELLO_SECONDS)
        if self.credential is None:
            await self.end(limits.LEASE_OVER)

    async def _write(self) -> None:
        while True:
            await self.send(text_data=await self.outbox.get())

    async def _refused(self, error: Exception) -> None:
        code = limits.TRY_LATER
        if isinstance(error, TradeopsError):
            code = limits.LOST_ACCESS if isinstance(error, Denied) else limits.SIGN_IN
            code = limits.UNREADABLE if isinstance(error, Invalid) else code
        log.info("socket_refused", code=code, error=str(error))
        await self.end(code)

    async def _join(self, group: str) -> None:
        await hub.join(group, self)
        self.groups_joined.add(group)

    async def _leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        for group in self.groups_joined:
            await hub.leave(group, self)

    def _resync(self, topic: str, cursor: tuple[str, int]) -> None:
        epoch, sequence = cursor if cursor != NOWHERE else ("", 0)
        message = {"type": "message", "topic": topic, "epoch": epoch, "sequence": sequence, "kind": "refresh"}
        self._say({**message, "at": now().isoformat()})

    def _say(self, content: dict[str, Any]) -> None:
        self._put(json.dumps(content, separators=(",", ":")))

    def _put(self, text: str, *, replaces: str = "") -> None:
        try:
            self.outbox.put(text, replaces=replaces)
        except Overflow:
            log.info("socket_too_slow", topics=len(self.subscriptions))
            self._start(self.end(limits.TOO_MUCH))

    def _lease(self) -> None:
        self.lease_until = self._time() + limits.LEASE_SECONDS
        self.renew_at = self._time() + random.uniform(*limits.RENEW_SECONDS)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # A peer that left while we wrote is everyday; its disconnect message ends the socket.
            log.info("socket_task_failed", error=repr(error))

    @staticmethod
    def _recently() -> float:
        """How old a reading of the actor may be where nothing is known to have changed."""
        return time.monotonic() - limits.READING_SECONDS

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()


def _parsed(text: str | None) -> dict[str, Any] | None:
    try:
        message = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
