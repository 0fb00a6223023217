from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tradeops.web"
    label = "web"

    def ready(self) -> None:
        from tradeops.web import ticks  # noqa: F401
