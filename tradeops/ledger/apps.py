from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tradeops.ledger"
    label = "ledger"

    def ready(self) -> None:
        from tradeops.ledger import handlers  # noqa: F401 - registers the relay's tick
