"""What follows for an order and its parent from what was learned."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Min

from oms.models import ChildOrder, Order
from oms.types import DoneReason, Lifecycle
from oms.workflow import CHILD_ORDER, ORDER
from tradeops.journal.services import Draft, append_many
from tradeops.journal.types import Subject
from tradeops.kernel import rows
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.workflow.services import drafted
from tradeops.workflow.types import Workflow

_SIBLINGS = "SELECT lifecycle, done_reason FROM oms_childorder WHERE parent_id = %s AND id <> %s"


class Progress:
    """A child and its parent, whose locks the caller holds, and what was learned of them.

    The rows change at once and the database at ``write``: one answer of a venue moves both rows several times, and
    each is written once, with all events in the order in which they were noted.
    """

    def __init__(self, actor: Actor, parent: Order, child: ChildOrder) -> None:
        self.actor = actor
        self.parent = parent
        self.child = child
        self._changed: dict[Order | ChildOrder, dict[str, None]] = defaultdict(dict)
        self._told: list[tuple[str, Draft]] = []
        self._at: datetime | None = None

    @property
    def at(self) -> datetime:
        """The database's time once the locks were held."""
        if self._at is None:
            self._at = database_now()
        return self._at

    def seen_at(self, moment: datetime) -> None:
        """A statement of this transaction told the database's time: it need not be asked for."""
        self._at = moment

    def note(self, row: Order | ChildOrder, **changes: Any) -> None:
        """Columns that are no transition, with the FIX status that follows from them."""
        for name, value in row.status_after(**changes).items():
            setattr(row, name, value)
            self._changed[row][name] = None

    def tell(self, draft: Draft, *, reason: str = "") -> None:
        self._told.append((reason, draft))

    def write(self) -> None:
        """Bring everything noted to the database."""
        for row, names in self._changed.items():
            rows.update(row, **{name: getattr(row, name) for name in names})
        for reason, several in groupby(self._told, key=lambda entry: entry[0]):
            append_many(actor=self.actor, drafts=[draft for _, draft in several], reason=reason)
        self._changed.clear()
        self._told.clear()

    def advance(self) -> None:
        """Move child and parent as far as their fills and the venue's last word allow.

        A venue's final report ends a child only when the fills it counts are recorded: a remainder is never judged
        while an execution is still on its way.
        """
        child = self.child
        if not child.is_over:
            full = child.filled >= child.quantity
            if full or (child.final_status and child.filled >= child.final_filled):
                self._finish(DoneReason.FILLED if full else DoneReason(child.final_status))
        self._advance_parent()

    def accept(self) -> None:
        """The venue has the order: by its word, or by an execution, which implies it."""
        if self.child.lifecycle == Lifecycle.PENDING_NEW:
            told = self._about() | {"venue_order_id": self.child.venue_order_id}
            self._move(CHILD_ORDER, self.child, "accept", told)
        if self.parent.lifecycle == Lifecycle.PENDING_NEW:
            self._move(ORDER, self.parent, "work", {})

    def reject(self, *, code: str, detail: str) -> None:
        """The order is proven not to be at the venue."""
        self.resolve_doubt(found=False)
        told = self._about() | {"code": code, "detail": detail[:300]}
        ended = {"done_reason": DoneReason.REJECTED.value, "deny_code": code[:60], "done_at": self.at}
        self._move(CHILD_ORDER, self.child, "reject", told, reason=code, changes=ended)
        self._advance_parent()

    def deny(self, *, code: str) -> None:
        """The order is not sent at all."""
        told = self._about() | {"code": code}
        self._move(CHILD_ORDER, self.child, "deny", told, reason=code, changes={"deny_code": code[:60]})
        self._advance_parent()

    def doubt(self, *, code: str) -> None:
        """Nobody knows whether the venue has the order: it keeps its quantity, and the gateway asks."""
        if self.child.unknown_since is None:
            self.note(self.child, unknown_since=self.at)
            subject, told = Subject("child_order", self.child.id), self._about() | {"code": code}
            self.tell(Draft("order.unknown", subject, None, told), reason=code)
            self._sum_up_doubt()

    def resolve_doubt(self, *, found: bool) -> None:
        """The venue gave evidence on an order that was in doubt."""
        if self.child.unknown_since is not None:
            self.note(self.child, unknown_since=None)
            subject, told = Subject("child_order", self.child.id), self._about() | {"found": found}
            self.tell(Draft("order.resolved", subject, None, told))
            self._sum_up_doubt()

    def _move(
        self,
        workflow: Workflow,
        row: Order | ChildOrder,
        name: str,
        told: dict[str, Any],
        changes: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """One transition of the table, of a row that is locked already."""
        draft = drafted(workflow, name, row.id, actor=self.actor, state=row.lifecycle, payload=told)
        self.note(row, lifecycle=workflow.by_name[name].target, **(changes or {}))
        self.tell(draft, reason=reason)

    def _finish(self, reason: DoneReason) -> None:
        if reason is DoneReason.REJECTED:
            name, more = "reject", {"code": "VENUE_REJECTED"}
        else:
            name, more = "finish", {"reason": reason.value}
        told = self._about() | more | {"filled": self.child.filled}
        ended = {"done_reason": reason.value, "done_at": self.at, "unknown_since": None}
        self._move(CHILD_ORDER, self.child, name, told, changes=ended)

    def _advance_parent(self) -> None:
        """End the parent when all its children are over."""
        parent, child = self.parent, self.child
        if parent.is_over or not child.is_over:
            return
        children = [(child.lifecycle, child.done_reason), *self._siblings()]
        if any(lifecycle not in (Lifecycle.DONE, Lifecycle.DENIED) for lifecycle, _ in children):
            return
        if parent.filled >= parent.quantity:
            reason = DoneReason.FILLED
        elif not parent.filled and all(reason in ("", DoneReason.REJECTED) for _, reason in children):
            reason = DoneReason.REJECTED
        else:
            reason = DoneReason.EXPIRED
        told: dict[str, Any] = {"reason": reason.value, "filled": parent.filled}
        told |= {"remainder": parent.quantity - parent.filled}
        told |= {"trade_id": parent.trade_id, "residual_id": parent.residual_id, "attempt": parent.attempt}
        told |= {"instrument": parent.instrument_id, "side": parent.side}
        ended = {"done_reason": reason.value, "done_at": self.at, "unknown_since": None}
        self._move(ORDER, parent, "finish", told, changes=ended)

    def _siblings(self) -> list[tuple[str, str]]:
        """Lifecycle and end of the parent's other children; none when this one is the whole of it."""
        if self.child.quantity >= self.parent.quantity:
            return []
        with connection.cursor() as cursor:
            cursor.execute(_SIBLINGS, [self.parent.id, self.child.id])
            return list(cursor.fetchall())

    def _sum_up_doubt(self) -> None:
        """The parent is in doubt since the first of its children that is."""
        others = self.parent.children.exclude(pk=self.child.id).aggregate(first=Min("unknown_since"))["first"]
        since = [moment for moment in (others, self.child.unknown_since) if moment is not None]
        self.note(self.parent, unknown_since=min(since, default=None))

    def _about(self) -> dict[str, Any]:
        child = self.child
        return {"order_id": child.parent_id, "venue": child.venue_id, "quantity": child.quantity}
