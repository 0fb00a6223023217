"""Firms: made once, suspended and resumed, never deleted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tradeops.access import events
from tradeops.access.history import attribute
from tradeops.access.models import Firm
from tradeops.access.policies import authorise
from tradeops.access.services.writing import lock, require_reason, unique
from tradeops.access.types import FirmSpec
from tradeops.journal.services import append
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid


@transaction.atomic
def create_firm(*, actor: Actor, name: str, kind: str = "CLIENT", reason: str) -> FirmSpec:
    """Open a firm. Raises Invalid ``NAME_MISSING`` or ``FIRM_KIND_UNKNOWN``, Conflict ``FIRM_EXISTS``."""
    authorise(actor, "access.create_firm")
    require_reason(reason)
    name = name.strip()
    if not name:
        raise Invalid("NAME_MISSING", "A firm needs a name.", fields={"name": ["required"]})
    if kind not in Firm.Kind.values:
        raise Invalid("FIRM_KIND_UNKNOWN", f"There is no firm kind {kind}.", fields={"kind": []})
    firm = Firm(name=name, kind=kind)
    attribute(firm, actor=actor, reason=reason)
    with unique("FIRM_EXISTS", f"There is a firm called {name} already."):
        firm.save(force_insert=True)
    return _record(firm, events.FIRM_CREATED, actor, reason)


@transaction.atomic
def set_firm_status(*, actor: Actor, firm_id: UUID, status: str, reason: str) -> FirmSpec:
    """Suspend or resume a firm: while suspended, none of its people and keys can do or see anything."""
    authorise(actor, "access.set_firm_status")
    require_reason(reason)
    firm: Firm = lock(Firm.objects.all(), "FIRM_NOT_FOUND", pk=firm_id)
    if status not in Firm.Status.values:
        raise Invalid("FIRM_STATUS_UNKNOWN", f"There is no firm status {status}.", fields={"status": []})
    if firm.status == status:
        raise Conflict("STATUS_UNCHANGED", f"The firm is {status} already.")
    firm.status = status
    attribute(firm, actor=actor, reason=reason)
    firm.save(update_fields=["status"])
    return _record(firm, events.FIRM_STATUS_SET, actor, reason)


def _record(firm: Firm, event: str, actor: Actor, reason: str) -> FirmSpec:
    append(
        actor=actor,
        name=event,
        subject=Subject("firm", firm.id),
        firm_id=firm.id,
        payload={"name": firm.name, "kind": firm.kind, "status": firm.status},
        reason=reason,
    )
    return FirmSpec(firm.id, firm.name, firm.kind, firm.status)
