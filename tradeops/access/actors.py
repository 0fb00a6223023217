"""From a signed-in person to the frozen Actor that services receive."""

from __future__ import annotations

from uuid import UUID

from tradeops.access.models import Firm, RoleAssignment, User
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Denied


def actor_of_user(user: User) -> Actor:
    """The person with the roles they hold at this moment. Raises Denied ``FIRM_SUSPENDED``."""
    return Actor(kind="user", id=str(user.id), label=user.email, firm_id=_firm(user), roles=current_roles(user))


def current_roles(user: User) -> frozenset[str]:
    """Read from the database each time: a revoked role is gone with the next request."""
    if not user.is_active:
        return frozenset()
    return frozenset(RoleAssignment.objects.filter(user=user).values_list("role", flat=True))


def require_active(firm_status: str | None) -> None:
    """Raises Denied ``FIRM_SUSPENDED``; None stands for people of the desk, who have no firm."""
    if firm_status not in (None, Firm.Status.ACTIVE):
        raise Denied("FIRM_SUSPENDED", "Your firm's access is suspended.")


def _firm(user: User) -> UUID | None:
    require_active(user.firm.status if user.firm is not None else None)
    return user.firm_id
