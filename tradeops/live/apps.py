"""Pushing outwards: what happened reaches every screen and program that may know of it."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "tradeops.live"
    label = "live"

    def ready(self) -> None:
        from tradeops.journal import readers
        from tradeops.live import publisher, selectors, tickets
        from tradeops.web.shell import register_live

        register_live(tickets.issue, selectors.cursor)
        readers.register(publisher.NAME, selectors.published_position, publisher.hear)
