from django.urls import path

from settlement import api

api_urlpatterns = [
    path("obligations", api.Obligations.as_view(), name="api_obligations"),
    path("obligations/<uuid:obligation_id>/settle", api.Settle.as_view(), name="api_obligation_settle"),
    path("deposits", api.Deposits.as_view(), name="api_deposits"),
    path("balances", api.Balances.as_view(), name="api_balances"),
]
