"""The WebSocket API, as far as the user data stream needs it."""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from . import errors
from .errors import VenueError
from .faults import Faults
from .signature import Credentials, check_key, check_time, verify
from .sockets import Socket, encode
from .streams import kick


class UserStreams:
    """Subscribed sockets of the account; events go to each subscription in order."""

    def __init__(self, credentials: Credentials, faults: Faults, now: Callable[[], int]) -> None:
        self.sockets: dict[Socket, set[int]] = {}
        self._credentials = credentials
        self._faults = faults
        self._now = now
        self._subscription_ids = itertools.count()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Run one connection until the client leaves."""
        async with Socket(request) as socket:
            self.sockets[socket] = set()
            try:
                async for message in socket.response:
                    if message.type is WSMsgType.TEXT:
                        socket.send_json(self._answer(socket, message.data))
            finally:
                del self.sockets[socket]
        return socket.response

    def publish(self, event: dict[str, Any]) -> None:
        not_before = asyncio.get_running_loop().time() + self._faults.hold_user_events
        for socket, subscriptions in self.sockets.items():
            for subscription in subscriptions:
                socket.send(encode({"subscriptionId": subscription, "event": event}), not_before)

    def kick(self, *, abort: bool) -> None:
        kick(list(self.sockets), abort=abort)

    def _answer(self, socket: Socket, text: str) -> dict[str, Any]:
        identifier: object = None
        try:
            message = json.loads(text)
            if not isinstance(message, dict):
                raise errors.missing("method")
            identifier = message.get("id")
            parameters = message.get("params") or {}
            if not isinstance(parameters, dict):
                raise errors.invalid_value("params")
            result = self._call(socket, message.get("method"), parameters)
            return {"id": identifier, "status": 200, "result": result, "rateLimits": []}
        except (ValueError, RecursionError):
            refused = VenueError(-1135, "Invalid JSON Request")
        except VenueError as error:
            refused = error
        return {"id": identifier, "status": refused.status, "error": refused.body()}

    def _call(self, socket: Socket, method: object, parameters: dict[str, Any]) -> dict[str, Any]:
        if method == "ping":
            return {}
        if method == "time":
            return {"serverTime": self._now()}
        if method == "userDataStream.subscribe.signature":
            self._authenticate(parameters)
            subscription = next(self._subscription_ids)
            self.sockets[socket].add(subscription)
            return {"subscriptionId": subscription}
        if method == "userDataStream.unsubscribe":
            wanted = parameters.get("subscriptionId")
            kept = {own for own in self.sockets[socket] if wanted not in (None, own)}
            self.sockets[socket] = kept
            return {}
        raise errors.invalid_value("method")

    def _authenticate(self, parameters: dict[str, Any]) -> None:
        texts = {name: _text(value) for name, value in parameters.items()}
        check_key(self._credentials, texts.get("apiKey", ""))
        signature = texts.pop("signature", "")
        payload = "&".join(f"{name}={texts[name]}" for name in sorted(texts))
        verify(self._credentials, payload.encode(), signature)
        check_time(texts, self._now())


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
