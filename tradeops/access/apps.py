from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "tradeops.access"
    label = "access"

    def ready(self) -> None:
        from tradeops.access import commands, ticks  # noqa: F401
