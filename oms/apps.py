from django.apps import AppConfig


class OmsConfig(AppConfig):
    name = "oms"
    label = "oms"

    def ready(self) -> None:
        from oms import handlers, policies, topics, workflow  # noqa: F401 - fills the registries
