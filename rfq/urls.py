from django.urls import path

from rfq import api

api_urlpatterns = [
    path("rfqs", api.Requests.as_view(), name="api_rfqs"),
    path("rfqs/<uuid:rfq_id>", api.Request.as_view(), name="api_rfq"),
    path("rfqs/<uuid:rfq_id>/cancel", api.Cancel.as_view(), name="api_rfq_cancel"),
    path("quotes/<uuid:quote_id>", api.OneQuote.as_view(), name="api_quote"),
    path("quotes/<uuid:quote_id>/accept", api.Accept.as_view(), name="api_quote_accept"),
]
