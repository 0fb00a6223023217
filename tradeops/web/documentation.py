"""The API's own description: its schema, and a page to read and try it."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class KeyScheme(OpenApiAuthenticationExtension):
    """How a key is sent."""

    target_class = "tradeops.web.authentication.KeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "tok_<id>.<secret>"}


class SessionScheme(OpenApiAuthenticationExtension):
    """The browser's session."""

    target_class = "tradeops.web.authentication.SessionAuthentication"
    name = "Session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "session"}


# The documentation's own script draws with inline styles.
_docs = csp_update({"style-src": ["'unsafe-inline'"]})(SpectacularSwaggerSplitView.as_view(url_name="api_schema"))

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", _docs, name="api_docs"),
]
