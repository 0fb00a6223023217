"""Response headers beyond what Django and django-csp set."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# The desk needs none of the browser's devices.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


class SecurityHeadersMiddleware:
    """Refuse devices and foreign embedding, keep what a signed-in person sees out of every cache.

    Must stand after the session and authentication middleware. Static files never reach it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = _signed_in(request)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if was_signed_in or _signed_in(request) or hasattr(request, "actor"):
            response.headers.setdefault("Cache-Control", "no-store")
        if was_signed_in and request.path == reverse("account_logout") and not _signed_in(request):
            # The socket and every tab lose what they hold with the session.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _signed_in(request: HttpRequest) -> bool:
    # Reading the user costs a query; a request without a session cookie has none to read.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not hasattr(request, "_cached_user"):
        return False
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
