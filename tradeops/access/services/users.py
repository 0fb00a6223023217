"""People: created with their first roles, switched off, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tradeops.access import events
from tradeops.access.models import ApiKey, Firm, User
from tradeops.access.policies import authorise
from tradeops.access.services.keys import revoke
from tradeops.access.services.role_assignments import grant
from tradeops.access.services.writing import lock, require_reason, unique
from tradeops.access.types import UserSpec
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Denied, Invalid, NotFound


@transaction.atomic
def create_user(
    *,
    actor: Actor,
    email: str,
    name: str,
    password: str,
    firm_id: UUID | None = None,
    roles: Iterable[str] = (),
    is_staff: bool = False,
    is_demo: bool = False,
    reason: str,
) -> UserSpec:
    """Create a person with a first password and roles; without a firm they belong to the desk.

    Raises Invalid ``EMAIL_INVALID``, ``PASSWORD_WEAK``, ``ROLE_UNFIT``; NotFound ``FIRM_NOT_FOUND``;
    Conflict ``USER_EXISTS``, ``FIRM_IS_HOUSE``.
    """
    authorise(actor, "access.create_user")
    require_reason(reason)
    _check_firm(firm_id, is_staff)
    user = User(email=_email(email), name=name.strip(), firm_id=firm_id, is_staff=is_staff, is_demo=is_demo)
    _check_password(password, user)
    user.set_password(password)
    with unique("USER_EXISTS", f"{user.email} has an account already."):
        user.save(force_insert=True)
    _append(user, events.USER_CREATED, actor, reason, {"email": user.email, "name": user.name})
    granted = frozenset(roles)
    for role in sorted(granted):
        grant(actor=actor, user=user, role=role, reason=reason)
    return UserSpec(user.id, user.email, user.name, user.firm_id, user.is_active, granted)


@transaction.atomic
def set_user_active(*, actor: Actor, user_id: UUID, active: bool, reason: str) -> None:
    """Let a person in again, or shut them out: sessions end with the next request and their keys are revoked."""
    authorise(actor, "access.set_user_active")
    require_reason(reason)
    if actor.id == str(user_id):
        raise Denied("SELF_CHANGE", "Somebody else has to change your own account.")
    user: User = lock(User.objects.all(), "USER_NOT_FOUND", pk=user_id)
    if user.is_active == active:
        raise Conflict("STATUS_UNCHANGED", "The account is in that state already.")
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        for key in ApiKey.objects.as_system().filter(holder=user, revoked_at__isnull=True).order_by("pk"):
            revoke(actor=actor, key=key, reason=reason)
    _append(user, events.USER_ACTIVE_SET, actor, reason, {"active": active})


def _append(user: User, event: str, actor: Actor, reason: str, payload: dict[str, object]) -> None:
    append(
        actor=actor,
        name=event,
        subject=Subject("user", user.id),
        firm_id=user.firm_id,
        payload=payload,
        reason=reason,
    )


def _check_firm(firm_id: UUID | None, is_staff: bool) -> None:
    if firm_id is None:
        return
    firm = Firm.objects.filter(pk=firm_id).first()
    if firm is None:
        raise NotFound("FIRM_NOT_FOUND", "No such firm.")
    if firm.kind == Firm.Kind.HOUSE:
        raise Conflict("FIRM_IS_HOUSE", "People of the desk have no firm.")
    if is_staff:
        raise Invalid("STAFF_IS_HOUSE", "Only people of the desk open the administration pages.")


def _email(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid("EMAIL_INVALID", "This is no email address.", fields={"email": error.messages}) from error
    return email


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("PASSWORD_WEAK", " ".join(error.messages), fields={"password": error.messages}) from error
