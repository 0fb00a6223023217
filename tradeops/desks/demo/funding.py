"""What the desk starts with at its venues: the ledger opens with what each venue says it holds."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from tradeops.connectivity.services import run, shared_adapter
from tradeops.connectivity.types import VenueBalance
from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.ledger.codes import CAPITAL, VENUE_BALANCE
from tradeops.ledger.selectors import balances
from tradeops.ledger.services import post
from tradeops.ledger.types import Account, Leg
from tradeops.reference.selectors import assets, venue_accounts
from tradeops.reference.types import VenueAccountSpec


def seed_venue_balances(actor: Actor) -> None:
    """Open the venue accounts in the ledger, each once, against the desk's capital."""
    known = {spec.code for spec in assets()}
    for account in venue_accounts():
        owner = f"venue:{account.venue.code}"
        if balances(owner):
            continue
        holdings = [held for held in run(_held(account)) if held.asset in known and held.free + held.locked]
        with transaction.atomic():
            for holding in holdings:
                _open(actor, owner, account, holding.asset, holding.free + holding.locked)


async def _held(account: VenueAccountSpec) -> list[VenueBalance]:
    adapter = await shared_adapter(account, [])
    return await adapter.balances()


def _open(actor: Actor, owner: str, account: VenueAccountSpec, asset: str, amount: Decimal) -> None:
    post(
        actor,
        reference=f"opening:{owner}:{asset}",
        code="OPENING",
        source=Subject("venue_account", account.id),
        legs=[
            Leg(Account(VENUE_BALANCE, asset, owner), amount, code="OPENING"),
            Leg(Account(CAPITAL, asset), -amount, code="OPENING"),
        ],
    )
