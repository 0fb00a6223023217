"""For supervisors, balancers and scrapers."""

from __future__ import annotations

from dataclasses import asdict
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from tradeops.access.policies import authorise
from tradeops.access.services import authenticate_key
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import TradeopsError
from tradeops.operations import metrics, readiness
from tradeops.web.authentication import session_actor
from tradeops.web.locality import is_local


@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Every check with its result; 503 while something required does not pass."""
    checked = readiness.results()
    ready = readiness.is_ready(checked)
    shown = {
        result.name: {name: value for name, value in asdict(result).items() if name != "name"} for result in checked
    }
    return JsonResponse({"ready": ready, "checks": shown}, status=200 if ready else 503)


@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics: open to this machine, else for those the policy permits."""
    if not _is_this_machine(request):
        try:
            authorise(_actor(request), "operations.metrics")
        except TradeopsError as error:
            return HttpResponse(f"{error.code}: {error.detail}\n", status=error.status, content_type="text/plain")
    return HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST)


def _actor(request: HttpRequest) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return authenticate_key(token.strip(), local=is_local(request))
    return session_actor(request)


def _is_this_machine(request: HttpRequest) -> bool:
    """A request that a proxy passed on comes from loopback too, and says so in a header."""
    if request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded"):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
