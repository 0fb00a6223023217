"""The personas: one of each kind that can knock at a route."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client

from tests.access.people import firm, key, user
from tradeops.access.actors import actor_of_user
from tradeops.access.models import User
from tradeops.access.roles import (
    ADMINISTRATOR,
    CLIENT_TRADER,
    CLIENT_VIEWER,
    COMPLIANCE,
    DEALER,
    OPERATIONS,
    OPERATIONS_SUPERVISOR,
    RISK_OFFICER,
)
from tradeops.access.services import authenticate_key
from tradeops.kernel.actor import Actor

# Name: the role, whether of firm A, B or the desk.
PEOPLE = {
    "trader A": (CLIENT_TRADER, "A"),
    "viewer A": (CLIENT_VIEWER, "A"),
    "trader B": (CLIENT_TRADER, "B"),
    "dealer": (DEALER, ""),
    "risk officer": (RISK_OFFICER, ""),
    "operations": (OPERATIONS, ""),
    "supervisor": (OPERATIONS_SUPERVISOR, ""),
    "compliance": (COMPLIANCE, ""),
    "administrator": (ADMINISTRATOR, ""),
}
# Name: the scopes of a key of trader A.
KEYS = {"key A": ("read", "trade"), "key A narrow": ("settle",)}
PERSONAS = ("anonymous", *PEOPLE, *KEYS)
SESSIONS = frozenset(PEOPLE)
STAFF = frozenset({"administrator"})


@dataclass
class World:
    """Two client firms, the desk, and a client of the test server for each persona."""

    firms: dict[str, UUID]
    users: dict[str, User]
    actors: dict[str, Actor]
    clients: dict[str, Client]

    def ask(self, persona: str, method: str, path: str) -> Any:
        """Send an empty request of this method. Signing out here does not sign the persona out for others."""
        body = {"data": b"{}", "content_type": "application/json"} if method != "GET" else {}
        client = copy(self.clients[persona])
        client.cookies = deepcopy(client.cookies)
        return getattr(client, method.lower())(path, **body)


def build() -> World:
    firms = {"A": firm("Alpha"), "B": firm("Beta")}
    users = {
        name: user(f"{name.replace(' ', '.').lower()}@x.test", role, firm_id=firms.get(side), is_staff=name in STAFF)
        for name, (role, side) in PEOPLE.items()
    }
    actors = {name: actor_of_user(account) for name, account in users.items()}
    clients = {"anonymous": Client()}
    for name, account in users.items():
        clients[name] = Client()
        clients[name].force_login(account)
    for name, scopes in KEYS.items():
        token = key(users["trader A"], CLIENT_TRADER, scopes=scopes).token
        clients[name] = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
        # Also notes the use, which is then not written again within the minute.
        actors[name] = authenticate_key(token, local=True)
    return World(firms, users, actors, clients)
