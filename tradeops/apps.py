"""The last application to be loaded: what is done once everything is there."""

import gc
from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from tradeops.kernel import statements

# ccxt takes long to import, so only who speaks to venues does, and before its workers fork.
SPEAK_TO_VENUES = {"worker-execution", "gateway", "feeds"}


class TradeopsConfig(AppConfig):
    name = "tradeops"
    label = "tradeops"

    def ready(self) -> None:
        statements.install()
        if settings.PROCESS in SPEAK_TO_VENUES:
            import_module("tradeops.connectivity.binance")
        # What is loaded by now stays: no later collection looks at it, and workers share its memory.
        gc.freeze()
        gc.enable()
