from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tradeops.journal"
    label = "journal"

    def ready(self) -> None:
        from tradeops.journal import positions, ringing  # noqa: F401 - registers the relay's ticks
