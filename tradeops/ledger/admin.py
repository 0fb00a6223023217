"""The ledger for people who look: nothing here can be written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tradeops.ledger.models import Balance, Hold, HoldResolution, JournalEntry, LedgerAccount, Line


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LineInline(ReadOnly, admin.TabularInline):
    model = Line
    fields = ["account", "amount", "code"]


class BalanceInline(ReadOnly, admin.StackedInline):
    model = Balance
    exclude = ["folded_to"]


class ResolutionInline(ReadOnly, admin.StackedInline):
    model = HoldResolution


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["code", "asset", "owner", "normal", "mode", "opened_at"]
    list_filter = ["code", "asset"]
    search_fields = ["owner"]
    inlines = [BalanceInline]


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "code", "source_kind", "source_id", "actor_label", "recorded_at"]
    list_filter = ["code"]
    search_fields = ["reference"]
    ordering = ["-recorded_at"]
    exclude = ["payload_hash"]
    show_full_result_count = False
    inlines = [LineInline]


@admin.register(Hold)
class HoldAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "account", "amount", "actor_label", "created_at"]
    search_fields = ["reference"]
    ordering = ["-id"]
    show_full_result_count = False
    inlines = [ResolutionInline]
