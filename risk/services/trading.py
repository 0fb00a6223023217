"""Stopping the desk, and asking whether it is open.

Whoever is about to bind the desk shares the advisory locks of its scopes before reading their states; who stops
a scope takes its lock alone. So a stop waits for what is about to commit, and nothing commits behind it.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import Error, connection, transaction

from risk.models import TradingState
from risk.scopes import WHOLE, Scope, covering
from risk.selectors.shapes import trading_state_view
from risk.types import TradingMode, TradingStateView
from risk.workflow import SCOPE
from tradeops.access.policies import authorise
from tradeops.kernel import locks
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import database_now
from tradeops.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from tradeops.kernel.rows import insert_once
from tradeops.reference.selectors import counterparty, instrument, venues
from tradeops.workflow.services import apply

_MOVES = {TradingMode.REDUCING: "reduce", TradingMode.HALTED: "halt"}


def require_open(
    *,
    counterparty_id: UUID | None,
    instrument: str,
    venue: str | None = None,
    reducing_ok: bool = False,
) -> None:
    """Pass while every scope of the deal is open, and keep it so until the caller's transaction ends.

    ``reducing_ok``: the caller knows that the deal makes the desk's position smaller (``selectors.reduces``), or
    fulfils a promise made before. Raises Conflict ``TRADING_HALTED`` or ``TRADING_REDUCING``, Unavailable
    ``TRADING_STATE_UNREADABLE`` when the states cannot be read, RuntimeError outside a transaction.
    """
    scopes = covering(counterparty_id=counterparty_id, instrument=instrument, venue=venue)
    states = _kept(scopes)
    stopped = sorted(scope for scope, state in states.items() if state != TradingMode.ACTIVE)
    if TradingMode.HALTED in states.values():
        raise Conflict("TRADING_HALTED", "trading is halted", scopes=stopped)
    if stopped and not reducing_ok:
        raise Conflict("TRADING_REDUCING", "only trades that reduce risk are taken", scopes=stopped)


def open_venues(*, instrument: str, venues: Collection[str], reducing_ok: bool = False) -> set[str]:
    """Those of ``venues`` where ``require_open`` would let an order of the desk pass, in one look; kept so alike.

    Raises Unavailable ``TRADING_STATE_UNREADABLE``, RuntimeError outside a transaction.
    """
    scopes = {venue: covering(counterparty_id=None, instrument=instrument, venue=venue) for venue in venues}
    states = _kept({scope for several in scopes.values() for scope in several})
    passing = {TradingMode.ACTIVE, TradingMode.REDUCING} if reducing_ok else {TradingMode.ACTIVE}
    return {
        venue
        for venue, several in scopes.items()
        if all(states.get(scope, TradingMode.ACTIVE) in passing for scope in several)
    }


def _kept(scopes: Collection[str]) -> dict[str, str]:
    """The states of those scopes that have one, unchanging until the caller's transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("the scopes stay locked only as long as the caller's transaction")
    if not scopes:
        return {}
    try:
        locks.share_all(locks.TRADING_SCOPE, scopes)
        # A statement of its own: its snapshot is taken after the locks were granted.
        with connection.cursor() as cursor:
            cursor.execute("SELECT scope, state FROM risk_tradingstate WHERE scope = ANY(%s)", [list(scopes)])
            states = dict(cursor.fetchall())
    except Error as error:
        raise Unavailable("TRADING_STATE_UNREADABLE", "whether trading is open cannot be read") from error
    if not states.keys() >= set(WHOLE):
        raise Unavailable("TRADING_STATE_UNREADABLE", "whether trading is open cannot be read")
    return states


@transaction.atomic
def halt(*, actor: Actor, scope: str, state: TradingMode, reason: str) -> TradingStateView:
    """Stop ``scope`` (or let it only reduce): one person, at once, for everything that commits after this.

    Waits for the transactions that passed ``require_open`` before it. Emits ``trading_state.halted``; a scope
    that is so already stays as it is. Raises Denied, Invalid ``REASON_MISSING``, ``SCOPE_UNKNOWN`` or
    ``STATE_UNKNOWN``, NotFound for a scope of nothing, Conflict ``TRANSITION_ILLEGAL`` for HALTED to REDUCING.
    """
    authorise(actor, "risk.halt")
    if state not in _MOVES:
        raise Invalid("STATE_UNKNOWN", "state is HALTED or REDUCING", fields={"state": []})
    if not reason.strip():
        raise Invalid("REASON_MISSING", "say why", fields={"reason": []})
    named = _existing(scope)
    row = lock_scope(named)
    if row.state != state:
        move_scope(row, named, _MOVES[state], actor=actor, reason=reason)
    return trading_state_view(row)


def lock_scope(scope: Scope) -> TradingState:
    """The scope's row with its advisory lock held alone. A stop waits as long as a transaction may last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '30s', true), set_config('statement_timeout', '30s', true)")
    locks.exclude(locks.TRADING_SCOPE, str(scope))
    insert_once(TradingState(scope=str(scope)))
    return TradingState.objects.select_for_update(no_key=True).get(scope=str(scope))


def move_scope(
    row: TradingState, scope: Scope, move: str, *, actor: Actor, reason: str, approval_id: UUID | None = None
) -> None:
    """Apply ``move`` to a row from ``lock_scope`` and tell of it."""
    was = row.state
    apply(
        SCOPE,
        row,
        move,
        actor=actor,
        reason=reason,
        approval_id=approval_id,
        payload={"scope": str(scope), "scope_kind": scope.kind, "scope_key": scope.key, "was": was},
        changes={
            "reason": reason,
            "changed_by": actor.label[:120],
            "changed_at": database_now(),
            "version": row.version + 1,
        },
    )


def _existing(text: str) -> Scope:
    scope = Scope.parse(text)
    if scope.kind == "instrument":
        instrument(scope.key)
    elif scope.kind == "counterparty":
        try:
            counterparty(UUID(scope.key))
        except ValueError as error:
            raise Invalid("SCOPE_UNKNOWN", "a counterparty scope names its id", fields={"scope": []}) from error
    elif scope.kind == "venue" and scope.key not in {venue.code for venue in venues()}:
        raise NotFound("VENUE_NOT_FOUND", f"no venue {scope.key}")
    return scope
