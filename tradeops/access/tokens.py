"""The text of an API key: ``tok_<id>.<secret>``. Only a digest keyed by a pepper outside the database is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from uuid import UUID

from django.conf import settings

_TOKEN = re.compile(r"tok_(?P<id>[0-9a-f]{32})\.(?P<secret>[A-Za-z0-9_-]{43})\Z", re.ASCII)


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def compose(key_id: UUID, secret: str) -> str:
    """What the program sends."""
    return f"tok_{key_id.hex}.{secret}"


def split(token: str) -> tuple[UUID, str] | None:
    """The id and the secret, or None when the text is no token."""
    match = _TOKEN.match(token)
    return (UUID(match["id"]), match["secret"]) if match else None


def digest(key_id: UUID, secret: str) -> bytes:
    """HMAC-SHA256 under ``settings.API_KEY_PEPPER``, bound to the key's id."""
    return hmac.digest(settings.API_KEY_PEPPER.encode(), compose(key_id, secret).encode(), hashlib.sha256)


def matches(stored: bytes, key_id: UUID, secret: str) -> bool:
    """Whether ``secret`` is the key's, in constant time."""
    return hmac.compare_digest(bytes(stored), digest(key_id, secret))
