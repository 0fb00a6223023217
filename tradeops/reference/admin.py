"""Looking at reference data and its history in Django's admin. Changes go through the services."""

from __future__ import annotations

from django.contrib import admin

from tradeops.access.admin import HistoryAdmin, ReadOnlyAdmin
from tradeops.reference.models import (
    Asset,
    Counterparty,
    FeeSchedule,
    Instrument,
    Venue,
    VenueAccount,
    VenueInstrument,
)


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "kind", "precision", "display_precision")
    list_filter = ("kind",)


@admin.register(Instrument)
class InstrumentAdmin(ReadOnlyAdmin):
    list_display = ("symbol", "kind", "price_tick", "size_step", "min_size", "max_size", "status")
    list_filter = ("status",)


@admin.register(Venue)
class VenueAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "dialect", "base_url", "status")


@admin.register(VenueAccount)
class VenueAccountAdmin(ReadOnlyAdmin):
    list_display = ("venue", "name", "api_key", "status")


@admin.register(VenueInstrument)
class VenueInstrumentAdmin(ReadOnlyAdmin):
    list_display = ("instrument", "venue", "venue_symbol", "tick", "lot", "min_quantity", "min_notional", "status")
    list_filter = ("venue", "status")


@admin.register(FeeSchedule)
class FeeScheduleAdmin(ReadOnlyAdmin):
    list_display = ("venue", "taker_bps", "maker_bps", "valid_from")
    list_filter = ("venue",)


@admin.register(Counterparty)
class CounterpartyAdmin(ReadOnlyAdmin):
    list_display = ("name", "firm", "category", "tier", "funding", "settlement_days", "status")
    list_filter = ("tier", "funding", "status")
    list_select_related = ("firm",)
    search_fields = ("name",)


for _tracked in (Asset, Counterparty, FeeSchedule, Instrument, Venue, VenueAccount, VenueInstrument):
    admin.site.register(_tracked.history.model, HistoryAdmin)
