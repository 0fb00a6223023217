"""Signing in: allauth's email login and second factors, without its sign-up, email and reset pages.

People are created by an administrator; a page that nobody may use is not routed at all.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import include, path

from tradeops.access import selectors
from tradeops.kernel.errors import Denied
from tradeops.web import errors
from tradeops.web.locality import is_local

DEMO_ELSEWHERE = Denied("DEMO_ELSEWHERE", "Demo logins work only on the machine that runs the demo.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; demo people get in on this machine only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and not is_local(request):
            raise ImmediateHttpResponse(errors.refusal(request, DEMO_ELSEWHERE))
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class LoginView(views.LoginView):
    """Shows the demo's people beside the form, where they could sign in."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["login"].widget.attrs["autofocus"] = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if is_local(self.request):
            context["demo_logins"] = demo_logins()
        return context


def demo_logins() -> list[dict[str, str]]:
    """Name, role, email and password of the demonstration's people."""
    return [
        {
            "name": user.name,
            "role": ", ".join(sorted(role.replace("_", " ").capitalize() for role in user.roles)),
            "email": user.email,
            "password": settings.DEMO_PASSWORD,
        }
        for user in selectors.demo_users()
    ]


def _closed(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("login/", LoginView.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    # allauth's pages link to it.
    path("signup/", _closed, name="account_signup"),
    path("2fa/", include("allauth.mfa.urls")),
]
