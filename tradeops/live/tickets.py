"""Tickets: a page's short-lived proof for its socket. A session cookie alone opens none."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from tradeops.access.models import User
from tradeops.kernel.errors import Unauthenticated

SALT = "live.ticket"
LIFE_SECONDS = 60


def issue(request: HttpRequest) -> str:
    """A ticket for the signed-in person and the session of this request, good for one minute."""
    if not request.user.is_authenticated or request.session.session_key is None:
        raise Unauthenticated("NOT_SIGNED_IN", "Sign in first.")
    return signing.dumps([str(request.user.pk), _mark(request.session.session_key)], salt=SALT)


def redeem(ticket: str, session_key: str) -> User:
    """The person behind a ticket that was issued to this very session.

    Raises Unauthenticated: ``TICKET_INVALID`` (forged, expired, of another session) or ``NOT_SIGNED_IN``.
    """
    try:
        user_id, mark = signing.loads(ticket, salt=SALT, max_age=LIFE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Unauthenticated("TICKET_INVALID", "The ticket is not valid.") from error
    if not constant_time_compare(mark, _mark(session_key)):
        raise Unauthenticated("TICKET_INVALID", "The ticket is not valid.")
    user = signed_in(session_key)
    if str(user.pk) != user_id:
        raise Unauthenticated("TICKET_INVALID", "The ticket is not valid.")
    return user


def signed_in(session_key: str) -> User:
    """Who is signed in with this session now, judged as for any page. Raises Unauthenticated ``NOT_SIGNED_IN``."""
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    if not isinstance(user, User) or not user.is_active:
        raise Unauthenticated("NOT_SIGNED_IN", "Sign in again.")
    return user


def _mark(session_key: str) -> str:
    """What a ticket says of its session without giving the session away."""
    return salted_hmac(SALT, session_key).hexdigest()
