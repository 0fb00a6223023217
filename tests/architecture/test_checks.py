"""Django's own checks pass. No process runs them when it starts."""

from __future__ import annotations

from django.core.management import call_command


def test_the_framework_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING")
