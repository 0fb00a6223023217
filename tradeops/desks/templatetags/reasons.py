"""``{% load reasons %}``: a code in words, with the code itself in the title."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tradeops.desks import reasons

register = template.Library()


@register.simple_tag
def reason(code: str, whole: bool = False) -> SafeString:
    """A few words, or the ``whole`` sentence where there is room."""
    found = reasons.reason(code)
    return format_html('<span title="{}">{}</span>', found.title, found.text if whole else found.short)
