from django.apps import AppConfig


class MarketdataConfig(AppConfig):
    name = "tradeops.marketdata"
    label = "marketdata"
