"""Pages and REST, served by the ``web`` process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradeops.settings")

application = get_wsgi_application()

# The first request would wait for the code of every page.
from tradeops import urls  # noqa: E402, F401 - needs the apps
from tradeops.operations.pulse import Pulse  # noqa: E402

Pulse("web").start()
