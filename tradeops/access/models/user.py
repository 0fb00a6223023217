from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tradeops.access.roles import ADMINISTRATOR
from tradeops.kernel.fields import PublicIdField


class User(AbstractBaseUser):
    """A person, who signs in with an email address. Without a firm they belong to the desk."""

    id = PublicIdField()
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    firm = models.ForeignKey("access.Firm", null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the administration pages.")
    is_demo = models.BooleanField(default=False, help_text="May sign in only on this machine.")
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(condition=Q(is_staff=False) | Q(firm__isnull=True), name="user_staff_is_house"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_superuser(self) -> bool:
        """Nobody is above the policies; libraries that ask are told so."""
        return False

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """For Django's admin alone: staff may look, administrators may change what an admin page offers."""
        if not (self.is_active and self.is_staff):
            return False
        action = permission.rpartition(".")[2].partition("_")[0]
        return action == "view" or self.role_assignments.filter(role=ADMINISTRATOR).exists()

    def has_perms(self, permissions: list[str], obj: object = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, label: str) -> bool:
        return self.is_active and self.is_staff
