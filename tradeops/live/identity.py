"""Who is at the other end of a socket, and whether they still may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tradeops.access.actors import actor_of_user
from tradeops.access.services import authenticate_key
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Denied, Invalid, Unauthenticated
from tradeops.live import tickets
from tradeops.live.actors import actor_since
from tradeops.live.topics import may_listen


@dataclass(frozen=True, slots=True)
class Credential:
    """What the first message proved, kept to be judged again: a session's key, or an API key's token."""

    local: bool
    session_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def actor(self) -> Actor:
        """The actor as of now. Raises Unauthenticated or Denied."""
        if self.token:
            return authenticate_key(self.token, local=self.local)
        user = tickets.signed_in(self.session_key)
        if user.is_demo and not self.local:
            raise Denied("DEMO_ELSEWHERE", "Demo logins work only on the machine that runs the demo.")
        return actor_of_user(user)


@dataclass(frozen=True, slots=True)
class Peer:
    """What the handshake says. ``from_page``: a browser named its page's origin, and it was ours."""

    from_page: bool
    local: bool
    session_key: str = field(repr=False)


def introduce(hello: dict[str, Any], peer: Peer) -> Credential:
    """The credential of a first message: a page shows its ticket, a program its key.

    Raises Unauthenticated, or Invalid ``HELLO_MALFORMED``.
    """
    ticket, key = hello.get("ticket"), hello.get("key")
    if peer.from_page and isinstance(ticket, str):
        tickets.redeem(ticket, peer.session_key)
        return Credential(peer.local, session_key=peer.session_key)
    if not peer.from_page and isinstance(key, str):
        return Credential(peer.local, token=key)
    if ticket is None and key is None:
        raise Invalid("HELLO_MALFORMED", "The first message carries a ticket or a key.")
    raise Unauthenticated("HELLO_REFUSED", "A page shows a ticket, a program a key.")


def welcome(hello: dict[str, Any], peer: Peer) -> tuple[Credential, Actor]:
    """The credential and the actor of a first message. Raises as ``introduce``, or Denied."""
    credential = introduce(hello, peer)
    return credential, credential.actor()


def judge(credential: Credential, topics: Iterable[str], *, since: float) -> list[str]:
    """Those of ``topics`` that the actor may not hear, as of ``since`` (monotonic seconds) or later.

    Raises Unauthenticated or Denied.
    """
    actor = actor_since(credential, credential.actor, since)
    return [topic for topic in topics if not may_listen(actor, topic)]
