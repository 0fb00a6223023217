"""Pages and REST, served by the ``web`` process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradeops.settings")

application = get_wsgi_application()

from tradeops.operations.pulse import Pulse  # noqa: E402 - needs the apps

Pulse("web").start()
