"""Typed reading of the process environment, so that settings state values and not parsing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def text(name: str, default: str | None = None) -> str:
    """The variable, or the default; raises ImproperlyConfigured when there is neither."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set: start with `make run`, name the folder of the desk that runs with DATA_DIR, or set it"
        )
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Whether the variable says yes; raises ImproperlyConfigured when it says neither yes nor no."""
    value = os.environ.get(name, "")
    if value.lower() not in {"", *YES, *NO}:
        raise ImproperlyConfigured(f"{name}={value} is neither yes nor no: use 1 or 0")
    return value.lower() in YES if value else default


def integer(name: str, default: int) -> int:
    """The variable as a whole number, not negative; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value} is not a number: use digits only")
    return int(value)


def choice(name: str, choices: Sequence[str], default: str) -> str:
    """The variable, one of a few words; raises ImproperlyConfigured for another."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value} is not known: use {', '.join(choices)}")
    return value


def postgres(url: str) -> dict[str, Any]:
    """A ``postgres://user:password@host:port/name`` address as Django's database settings."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
