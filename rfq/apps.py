from django.apps import AppConfig


class RfqConfig(AppConfig):
    name = "rfq"
    label = "rfq"

    def ready(self) -> None:
        from rfq import handlers, policies, topics, workflow  # noqa: F401 - fills the registries
