"""Roles of people. Nobody changes their own: whoever administers cannot make themselves a risk officer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tradeops.access import events
from tradeops.access.history import attribute
from tradeops.access.models import RoleAssignment, User
from tradeops.access.policies import authorise
from tradeops.access.roles import CLIENT_ROLES, HOUSE_ROLES
from tradeops.access.services.writing import lock, require_reason, unique
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Denied, Invalid


@transaction.atomic
def assign_role(*, actor: Actor, user_id: UUID, role: str, reason: str) -> None:
    """Give a person a role.

    Raises Denied ``SELF_CHANGE``, NotFound ``USER_NOT_FOUND``, Invalid ``ROLE_UNFIT``, Conflict ``ROLE_HELD``.
    """
    authorise(actor, "access.assign_role")
    grant(actor=actor, user=_subject_of_change(actor, user_id, reason), role=role, reason=reason)


@transaction.atomic
def revoke_role(*, actor: Actor, user_id: UUID, role: str, reason: str) -> None:
    """Take a role away, with effect on the person's next request. Raises NotFound ``ROLE_NOT_HELD``."""
    authorise(actor, "access.revoke_role")
    user = _subject_of_change(actor, user_id, reason)
    assignment: RoleAssignment = lock(RoleAssignment.objects.all(), "ROLE_NOT_HELD", user=user, role=role)
    attribute(assignment, actor=actor, reason=reason)
    assignment.delete()
    _append(events.ROLE_REVOKED, user, role, actor, reason)


def grant(*, actor: Actor, user: User, role: str, reason: str) -> None:
    """As ``assign_role``, for a caller that has authorised already."""
    if role not in (HOUSE_ROLES if user.firm_id is None else CLIENT_ROLES):
        kind = "the desk" if user.firm_id is None else "a client"
        raise Invalid("ROLE_UNFIT", f"A person of {kind} cannot be {role}.", fields={"role": []})
    assignment = RoleAssignment(user=user, role=role)
    attribute(assignment, actor=actor, reason=reason)
    with unique("ROLE_HELD", f"{user.email} is {role} already."):
        assignment.save(force_insert=True)
    _append(events.ROLE_ASSIGNED, user, role, actor, reason)


def _subject_of_change(actor: Actor, user_id: UUID, reason: str) -> User:
    require_reason(reason)
    if actor.id == str(user_id):
        raise Denied("SELF_CHANGE", "Somebody else has to change your own roles.")
    user: User = lock(User.objects.all(), "USER_NOT_FOUND", pk=user_id)
    return user


def _append(event: str, user: User, role: str, actor: Actor, reason: str) -> None:
    append(
        actor=actor,
        name=event,
        subject=Subject("user", user.id),
        firm_id=user.firm_id,
        payload={"role": role},
        reason=reason,
    )
