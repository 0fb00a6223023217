"""Looking at access in Django's admin. Changes go through the services, which authorise and say why."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from tradeops.access.models import ApiKey, Approval, Firm, RoleAssignment, User

# One door: staff sign in where everybody does, second factor included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "tradeops administration"
# Roles say who may do what, and people are changed by services: what could be written past them is not offered.
admin.site.unregister([Group, EmailAddress])


class ReadOnlyAdmin(admin.ModelAdmin):
    """A page to look at rows. Other apps use it for what only their services may write."""

    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return self.model._base_manager.all().order_by(*self.get_ordering(request))


class HistoryAdmin(ReadOnlyAdmin):
    """Every version of a tracked row: when, who, why."""

    list_display = ("history_date", "history_type", "__str__", "history_user_id", "history_change_reason")
    list_filter = ("history_type",)
    date_hierarchy = "history_date"


@admin.register(Firm)
class FirmAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "status", "created_at")
    search_fields = ("name",)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "firm", "is_active", "is_staff", "is_demo", "last_login")
    list_select_related = ("firm",)
    search_fields = ("email", "name")
    exclude = ("password",)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "assigned_at")
    list_filter = ("role",)
    list_select_related = ("user",)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "name", "firm", "holder", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("firm", "holder")
    exclude = ("digest",)


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "command", "state", "maker", "checker", "expires_at")
    list_filter = ("state", "command")
    list_select_related = ("maker", "checker")


for _tracked in (Firm, RoleAssignment, ApiKey):
    admin.site.register(_tracked.history.model, HistoryAdmin)
