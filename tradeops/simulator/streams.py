"""Market data sockets: subscriptions by stream name, and who gets which event."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from .sockets import Socket, encode

KINDS = ("depth", "depth@100ms", "trade", "aggTrade", "bookTicker")
_MOST_SUBSCRIPTIONS = 1024


class InvalidRequest(Exception):
    """A message the stream cannot understand; the text is what the client is told."""


class MarketStreams:
    def __init__(self) -> None:
        self.sockets: dict[Socket, set[str]] = {}

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

    def publish(self, stream: str, event: dict[str, Any]) -> None:
        listeners = [socket for socket, streams in self.sockets.items() if stream in streams]
        if listeners:
            text = encode(event)
            for socket in listeners:
                socket.send(text)

    def kick(self, *, abort: bool) -> None:
        kick(list(self.sockets), abort=abort)

    def _answer(self, socket: Socket, text: str) -> dict[str, Any]:
        identifier = None
        try:
            method, names, identifier = _parse(text)
            streams = self.sockets[socket]
            if method == "LIST_SUBSCRIPTIONS":
                return {"result": sorted(streams), "id": identifier}
            if method == "SUBSCRIBE":
                if len(streams | names) > _MOST_SUBSCRIPTIONS:
                    raise InvalidRequest("too many subscriptions")
                streams |= names
            else:
                streams -= names
        except InvalidRequest as error:
            return {"error": {"code": 2, "msg": f"Invalid request: {error}"}, "id": identifier}
        return {"result": None, "id": identifier}


def kick(sockets: list[Socket], *, abort: bool) -> None:
    """Disconnect sockets: with a close frame, or by cutting the connection."""
    for socket in sockets:
        if abort:
            socket.abort()
        else:
            task = asyncio.ensure_future(socket.close())
            _closing.add(task)
            task.add_done_callback(_closing.discard)


_closing: set[asyncio.Future[None]] = set()


def _parse(text: str) -> tuple[str, set[str], object]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("not JSON") from error
    if not isinstance(message, dict):
        raise InvalidRequest("not an object")
    identifier = message.get("id")
    if not isinstance(identifier, int | str | None):
        raise InvalidRequest("id must be a number or a string")
    method = message.get("method")
    if method not in ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS"):
        raise InvalidRequest("unknown method")
    names = message.get("params", [])
    if not isinstance(names, list) or not all(_is_stream(name) for name in names):
        raise InvalidRequest("params must be a list of stream names")
    return method, {name.replace("@depth@100ms", "@depth") for name in names}, identifier


def _is_stream(name: object) -> bool:
    return isinstance(name, str) and name.partition("@")[2] in KINDS
