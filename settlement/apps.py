from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "settlement"
    label = "settlement"

    def ready(self) -> None:
        from settlement import handlers, policies, topics, workflow  # noqa: F401 - fills the registries
