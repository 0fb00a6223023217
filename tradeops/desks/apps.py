from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "tradeops.desks"
    label = "desks"

    def ready(self) -> None:
        from tradeops.desks import administration, measures, topics  # noqa: F401 - topics registers itself
        from tradeops.desks.map import menu as operations_map
        from tradeops.desks.operations import menu as operations
        from tradeops.desks.operations import topics as _operations_topics  # noqa: F401
        from tradeops.desks.portal import menu as portal
        from tradeops.desks.trader import menu as trader
        from tradeops.desks.trader import prices, signals

        portal.install()
        trader.install()
        signals.install()
        prices.install()
        operations.install()
        operations_map.install()
        administration.install()
        measures.install()
