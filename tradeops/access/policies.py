"""Who may do what: one policy per command, declared by each app in its ``policies.py``. No policy, no access."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from tradeops.access.roles import ALL_ROLES
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Denied, Unauthenticated

# Scopes an API key can be given. A command without one cannot be reached by a key at all.
SCOPES = frozenset({"read", "trade", "settle"})


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may give one command.

    ``roles``: any of them suffices. ``scope``: what an API key needs besides. ``system``: whether programs
    of the desk may. ``approval``: a second person, holding one of ``approve_roles``, must agree first.
    """

    command: str
    roles: frozenset[str]
    scope: str | None
    system: bool
    approval: bool
    approve_roles: frozenset[str]


_POLICIES: dict[str, Policy] = {}
_CARRYING_OUT: ContextVar[str] = ContextVar("carrying_out", default="")


def policy(
    command: str,
    *,
    roles: Set[str],
    scope: str | None = None,
    system: bool = False,
    approval: bool = False,
    approve_roles: Set[str] = frozenset(),
) -> Policy:
    """Declare the policy of ``command``. Raises ValueError on an unknown role or scope, or a second policy."""
    if unknown := (roles | approve_roles) - ALL_ROLES:
        raise ValueError(f"{command}: unknown roles {sorted(unknown)}")
    if scope is not None and scope not in SCOPES:
        raise ValueError(f"{command}: unknown scope {scope}")
    checkers = frozenset(approve_roles or roles) if approval else frozenset()
    declared = Policy(command, frozenset(roles), scope, system, approval, checkers)
    if _POLICIES.setdefault(command, declared) != declared:
        raise ValueError(f"{command} has a policy already")
    return declared


def policy_of(command: str) -> Policy:
    """The policy of ``command``; LookupError when nobody declared one, which is a mistake in the program."""
    return _POLICIES[command]


def policies() -> tuple[Policy, ...]:
    """Every policy, by command."""
    return tuple(_POLICIES[command] for command in sorted(_POLICIES))


def may(actor: Actor, command: str) -> bool:
    """Whether ``actor`` may give ``command``, or ask for it when it needs approval."""
    return _may(actor, policy_of(command))


def authorise(actor: Actor | None, command: str) -> None:
    """Let ``actor`` carry out ``command`` now.

    Raises Unauthenticated ``NOT_SIGNED_IN``; Denied ``NOT_PERMITTED``; and Denied ``APPROVAL_REQUIRED``
    unless an approval of this very command is being carried out. Programs need no second person.
    """
    known = may_ask(actor, command)
    if policy_of(command).approval and not known.is_system and _CARRYING_OUT.get() != command:
        raise Denied("APPROVAL_REQUIRED", "A second person has to approve this.", command=command)


def may_ask(actor: Actor | None, command: str) -> Actor:
    """As ``authorise``, for asking alone: a command that needs approval may be requested. The known actor."""
    if actor is None:
        raise Unauthenticated("NOT_SIGNED_IN", "Sign in or send an API key.")
    rule = policy_of(command)
    if not _may(actor, rule):
        reason = "The scope of this key does" if not _in_scope(actor, rule) else "Your role does"
        raise Denied("NOT_PERMITTED", f"{reason} not permit this.", command=command)
    return actor


def may_approve(actor: Actor, command: str) -> bool:
    """Whether ``actor`` may be the second person for ``command``: a person, with one of its approve roles."""
    return actor.kind == "user" and bool(actor.roles & policy_of(command).approve_roles)


@contextmanager
def carrying_out(command: str) -> Iterator[None]:
    """For approvals alone: ``authorise`` lets an approved ``command`` through inside the block."""
    token = _CARRYING_OUT.set(command)
    try:
        yield
    finally:
        _CARRYING_OUT.reset(token)


def _may(actor: Actor, rule: Policy) -> bool:
    if actor.is_system:
        return rule.system
    return _in_scope(actor, rule) and bool(actor.roles & rule.roles)


def _in_scope(actor: Actor, rule: Policy) -> bool:
    return actor.kind != "key" or rule.scope in (actor.scopes or frozenset())
