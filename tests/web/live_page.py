"""A live page and a socket that speaks the wire protocol, for driving the browser modules."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.auth.models import AnonymousUser
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tradeops.kernel.clock import now
from tradeops.web.urls import page_urlpatterns

PAGE = """{% extends "web/desk.html" %}{% load ui %}{% block content %}
<section class="panel">{{ region }}</section>
<form id="halt" method="get" action="/halted/">{% hold "Hold to halt" "risk.halt" name="sure" value="yes" %}</form>
<div data-deadline-scope data-deadline="{{ deadline }}" data-since="{{ since }}"><b data-left></b>
  <button id="accept" data-command="accept" data-deadline-guard type="button">Accept</button></div>
<button id="cancel" data-command="always" type="button">Cancel</button>
<button id="quote" data-command="quote" data-shortcut="q" type="button" data-dialog-open="keys-help">Quote</button>
<input id="filter">{% endblock %}"""
REGION = """{% load ui %}<div id="rows"{% region "desk.rfq" cursor "/region/" critical=True %}>
<table class="blotter"><tbody data-rows>{% for id, word in rows %}<tr id="row-{{ id }}" data-row-id="{{ id }}">
<td data-field="bid" data-raw="10">{{ word }}</td></tr>{% endfor %}</tbody></table>
<p id="at">{{ cursor.1 }}</p>
<button id="send" type="button" hx-post="/send/" hx-swap="none">Send</button>
<a id="view" href="/page/" hx-get="/view/" hx-target="#rows" hx-swap="outerHTML">View</a></div>"""


class World:
    """What the page shows; tests change it and say so over the socket."""

    def __init__(self) -> None:
        self.epoch, self.sequence = "e1", 7
        self.rows = [("a", "Northgate"), ("b", "Orchid")]
        self.deadline = now()
        self.fetches = 0

    def region(self, request: HttpRequest) -> HttpResponse:
        self.fetches += 1
        return HttpResponse(self._region(request))

    def page(self, request: HttpRequest) -> HttpResponse:
        values = {
            "region": self._region(request),
            "deadline": self.deadline.isoformat(),
            "since": datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
        }
        return HttpResponse(Template(PAGE).render(RequestContext(request, values)))

    def _region(self, request: HttpRequest) -> str:
        values = {"rows": self.rows, "cursor": (self.epoch, self.sequence)}
        return Template(REGION).render(RequestContext(request, values))


world = World()


class SignedIn(AnonymousUser):
    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        return True

    def get_username(self) -> str:
        return "Ana Ruiz"


def sign_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SignedIn()
        return get_response(request)

    return middleware


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("page/", lambda request: world.page(request)),
    path("region/", lambda request: world.region(request)),
    path("halted/", lambda request: HttpResponse(f"halted {request.GET['sure']}")),
    *page_urlpatterns,
]


class Socket:
    """The server's end: remembers what browsers said and tells them what a test says."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.connections: list[ServerConnection] = []

    def handle(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        try:
            for text in connection:
                self._answer(connection, json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            self.connections.remove(connection)

    def _answer(self, connection: ServerConnection, message: dict[str, Any]) -> None:
        self.received.append(message)
        if message["type"] == "hello":
            connection.send(json.dumps({"type": "welcome", "now": now().isoformat(), "lease": 30}))
        if message["type"] == "subscribe":
            connection.send(json.dumps({**message, "type": "subscribed"}))

    def tell(self, kind: str, sequence: int, **more: Any) -> None:
        message = {"type": "message", "topic": "desk.rfq", "epoch": "e1", "sequence": sequence, "kind": kind}
        for connection in list(self.connections):
            connection.send(json.dumps(message | more))

    def drop(self, code: int) -> None:
        for connection in list(self.connections):
            connection.close(code)

    def said(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message["type"] == kind]


@contextmanager
def socket_server() -> Iterator[tuple[Socket, str]]:
    """The socket and its origin."""
    socket = Socket()
    with serve(socket.handle, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield socket, f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        socket.drop(1001)
        server.shutdown()


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def page_server() -> Iterator[str]:
    """The address of the pages."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threaded, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
