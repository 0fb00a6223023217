"""Routes of the ground floor."""

from __future__ import annotations

from django.urls import path

from tradeops.web import views
from tradeops.web.endpoints.approvals import Approval, Approvals, Approve, Reject
from tradeops.web.endpoints.identity import Whoami
from tradeops.web.endpoints.keys import KeyRevocation, Keys
from tradeops.web.endpoints.people import Firms, Roles, Users

api_urlpatterns = [
    path("whoami", Whoami.as_view(), name="api_whoami"),
    path("keys", Keys.as_view(), name="api_keys"),
    path("keys/<uuid:key_id>/revoke", KeyRevocation.as_view(), name="api_key_revoke"),
    path("firms", Firms.as_view(), name="api_firms"),
    path("users", Users.as_view(), name="api_users"),
    path("users/<uuid:user_id>/roles", Roles.as_view(), name="api_user_roles"),
    path("approvals", Approvals.as_view(), name="api_approvals"),
    path("approvals/<uuid:approval_id>", Approval.as_view(), name="api_approval"),
    path("approvals/<uuid:approval_id>/approve", Approve.as_view(), name="api_approval_approve"),
    path("approvals/<uuid:approval_id>/reject", Reject.as_view(), name="api_approval_reject"),
]

page_urlpatterns = [
    path("shell/signals/", views.signals, name="web_signals"),
    path("shell/ticket/", views.ticket, name="web_ticket"),
    path("favicon.ico", views.favicon, name="web_favicon"),
    path("gallery/", views.gallery, name="web_gallery"),
]
