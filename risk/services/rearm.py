"""Opening again what was stopped: asked for by one person, carried out when another agrees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from risk.models import TradingState
from risk.scopes import Scope
from risk.selectors.shapes import trading_state_view
from risk.services.trading import lock_scope, move_scope
from risk.types import TradingMode, TradingStateView
from tradeops.access.approvals import command_handler, request_approval
from tradeops.access.policies import authorise, may_ask
from tradeops.access.types import ApprovalSpec
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict


def request_rearm(*, actor: Actor, scope: str, reason: str) -> ApprovalSpec:
    """Ask to open ``scope``. The request names the stop it answers: another stop meanwhile makes it void.

    Raises Conflict ``TRADING_ALREADY_ACTIVE``, Invalid ``SCOPE_UNKNOWN``, and what ``request_approval`` raises.
    """
    may_ask(actor, "risk.rearm")
    named = Scope.parse(scope)
    row = TradingState.objects.filter(scope=str(named)).first()
    if row is None or row.state == TradingMode.ACTIVE:
        raise Conflict("TRADING_ALREADY_ACTIVE", f"{named} is not stopped")
    return request_approval(
        actor=actor,
        command="risk.rearm",
        payload={"scope": str(named), "version": row.version, "reason": reason},
        subject=Subject("scope", row.id),
        reason=reason,
    )


def _changed_since(payload: dict[str, Any]) -> str | None:
    version = TradingState.objects.values_list("version", flat=True).get(scope=payload["scope"])
    return None if version == payload["version"] else "the scope was stopped or opened since"


@command_handler("risk.rearm", drift_check=_changed_since)
def rearm(*, actor: Actor, approval_id: UUID, scope: str, version: int, reason: str) -> TradingStateView:
    """Open ``scope`` once two people agreed. Emits ``trading_state.rearmed``.

    Raises Conflict ``TRADING_STATE_CHANGED`` when it changed after the approval was checked.
    """
    authorise(actor, "risk.rearm")
    named = Scope.parse(scope)
    row = lock_scope(named)
    if row.version != version:
        raise Conflict("TRADING_STATE_CHANGED", f"{named} was stopped or opened since")
    move_scope(row, named, "rearm", actor=actor, reason=reason, approval_id=approval_id)
    return trading_state_view(row)
