"""Just the pages of the ground floor, so that these tests need no domain."""

from __future__ import annotations

from django.urls import include, path

from tradeops.web.urls import page_urlpatterns

handler400 = "tradeops.web.errors.bad_request"
handler403 = "tradeops.web.errors.permission_denied"
handler404 = "tradeops.web.errors.not_found"
handler500 = "tradeops.web.errors.server_error"
urlpatterns = [path("accounts/", include("allauth.urls")), *page_urlpatterns]
