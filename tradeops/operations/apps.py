"""Running the desk: who is alive, how long things take, what is stuck."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "tradeops.operations"
    label = "operations"

    def ready(self) -> None:
        from tradeops.operations import policies, pulses, readiness  # noqa: F401 - fills the registries
