from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    label = "risk"

    def ready(self) -> None:
        from risk import handlers, policies, workflow  # noqa: F401 - fills the registries
