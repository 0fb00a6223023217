"""Sockets, served by the ``live`` process. Pages and REST are the ``web`` process's."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradeops.settings")
django.setup()

from tradeops.live.consumer import LiveConsumer  # noqa: E402 - needs the apps
from tradeops.operations.pulse import Pulse  # noqa: E402

Pulse("live").start()
application = ProtocolTypeRouter({"websocket": URLRouter([path("live/", LiveConsumer.as_asgi())])})
