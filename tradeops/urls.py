"""Every route of the product."""

from django.contrib import admin
from django.urls import include, path

from oms import urls as oms
from rfq import urls as rfq
from risk import urls as risk
from settlement import urls as settlement
from tradeops.desks import urls as desks
from tradeops.operations import urls as operations
from tradeops.reference import urls as reference
from tradeops.web import accounts, documentation
from tradeops.web import urls as web

_API = (web, operations, reference, risk, oms, rfq, settlement)
_PAGES = (web, operations, desks)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include(accounts.urlpatterns)),
    path("api/", include(documentation.urlpatterns)),
    *(path("api/v1/", include(app.api_urlpatterns)) for app in _API),
    *(path("", include(app.page_urlpatterns)) for app in _PAGES),
]

handler400 = "tradeops.web.errors.bad_request"
handler403 = "tradeops.web.errors.permission_denied"
handler404 = "tradeops.web.errors.not_found"
handler500 = "tradeops.web.errors.server_error"
