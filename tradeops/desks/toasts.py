"""Saying in the corner of the page what came of a command."""

from __future__ import annotations

import json
from typing import Literal

from django.http import HttpResponse

from tradeops.kernel.errors import TradeopsError

Tone = Literal["ok", "warn", "bad", "live"]


def with_toast(response: HttpResponse, tone: Tone, title: str, text: str = "") -> HttpResponse:
    """``response`` with a message that the page shows."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"tone": tone, "title": title, "text": text}})
    return response


def with_refusal(response: HttpResponse, error: TradeopsError, title: str) -> HttpResponse:
    """``response`` with an error in client-safe words; 422, so that the page swaps in what it carries."""
    response.status_code = 422
    return with_toast(response, "bad", title, f"{error.detail} ({error.code})")
