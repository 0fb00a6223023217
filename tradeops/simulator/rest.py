"""REST: authenticate, apply the faults, dispatch, and turn refusals into replies."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from aiohttp import web

from . import errors, private, public
from .errors import VenueError
from .faults import RequestFault
from .public import Parameters
from .signature import plain_parameters, signed_parameters
from .sockets import encode
from .venue import Venue, unix_milliseconds

logger = logging.getLogger(__name__)

Endpoint = Callable[[Venue, Parameters], Any]

PUBLIC: dict[tuple[str, str], Endpoint] = {
    ("GET", "ping"): public.ping,
    ("GET", "time"): public.server_time,
    ("GET", "exchangeInfo"): public.exchange_information,
    ("GET", "depth"): public.depth,
    ("GET", "trades"): public.trades,
    ("GET", "aggTrades"): public.aggregate_trades,
}
PRIVATE: dict[tuple[str, str], Endpoint] = {
    ("GET", "account"): private.account,
    ("POST", "order"): private.new_order,
    ("GET", "order"): private.query_order,
    ("DELETE", "order"): private.cancel_order,
    ("GET", "openOrders"): private.open_orders,
    ("DELETE", "openOrders"): private.cancel_open_orders,
    ("GET", "allOrders"): private.all_orders,
    ("GET", "myTrades"): private.my_trades,
}


async def serve(venue: Venue, request: web.Request, path: str) -> web.StreamResponse:
    """Answer one request to ``path`` below the venue's api/v3."""
    body = await request.read()
    fault = venue.faults.take_request(request.method, path)
    if fault is not None and not fault.processed:
        return await _faulty(request, fault, None)
    response = _respond(venue, request, path, body)
    if fault is not None:
        return await _faulty(request, fault, response)
    return response


def _respond(venue: Venue, request: web.Request, path: str, body: bytes) -> web.Response:
    query = request.raw_path.partition("?")[2].encode("utf-8", "surrogateescape")
    endpoint = (request.method, path)
    try:
        if endpoint in PUBLIC:
            return reply(PUBLIC[endpoint](venue, plain_parameters(query)))
        if endpoint in PRIVATE:
            key = request.headers.get("X-MBX-APIKEY", "")
            parameters = signed_parameters(venue.credentials, key, query, body, unix_milliseconds())
            return reply(PRIVATE[endpoint](venue, parameters))
    except VenueError as refused:
        return reply(refused.body(), refused.status)
    except Exception:
        logger.exception("Venue %s: %s %s failed", venue.name, request.method, path)
        failed = errors.unknown_error()
        return reply(failed.body(), failed.status)
    return page(404)


async def _faulty(request: web.Request, fault: RequestFault, answer: web.Response | None) -> web.Response:
    if fault.kind == "late":
        await asyncio.sleep(fault.seconds)
        return answer or page(504)
    if fault.kind == "drop":
        if request.transport is not None:
            request.transport.abort()
        return page(500)
    if fault.kind == "html":
        return page(fault.status)
    return reply({"code": fault.code, "msg": fault.message}, fault.status)


def reply(content: object, status: int = 200) -> web.Response:
    return web.Response(
        text=encode(content),
        status=status,
        content_type="application/json",
        headers={"X-MBX-USED-WEIGHT-1M": "1"},
    )


def page(status: int) -> web.Response:
    """The kind of page that proxies in front of exchanges send."""
    return web.Response(text=f"<html><body>{status}</body></html>", status=status, content_type="text/html")
