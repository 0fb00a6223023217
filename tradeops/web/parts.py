"""Pages made of parts: a link to a part names the whole page with the choice in its query.

A click fetches the part alone; a reload, a new tab or a bookmark shows the same part within its page.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse


def page_url(request: HttpRequest, route: str, **chosen: str) -> str:
    """The page's address with ``chosen`` among what it shows already; an empty value is the default and left out."""
    path = reverse(route)
    wanted = _shown(request, path) | chosen
    query = urlencode([(name, value) for name, value in sorted(wanted.items()) if value])
    return f"{path}?{query}" if query else path


def at(response: HttpResponse, request: HttpRequest, url: str) -> HttpResponse:
    """Let the browser show ``url`` as where it is now, when that is news to it."""
    here, there = _here(request), urlsplit(url)
    if here.path and (here.path, QueryDict(here.query)) != (there.path, QueryDict(there.query)):
        response.headers["HX-Push-Url"] = url
    return response


def _shown(request: HttpRequest, path: str) -> dict[str, str]:
    """The query of the page that the reader looks at; nothing when that is another page."""
    if not request.headers.get("HX-Request"):
        return request.GET.dict() if request.path == path else {}
    here = _here(request)
    return QueryDict(here.query).dict() if here.path == path else {}


def _here(request: HttpRequest) -> SplitResult:
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")
