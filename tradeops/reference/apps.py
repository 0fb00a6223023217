"""Registers the app."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "tradeops.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tradeops.reference import policies  # noqa: F401
