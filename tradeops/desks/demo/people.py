"""The people of the demo: the desk's own, one of each role, and three client firms."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from rfq.pricing.inputs import Policy
from rfq.services.set_pricing_policy import set_pricing_policy
from risk.services.limits import set_limit
from risk.types import LimitKind
from settlement.services.record_deposit import record_deposit
from tradeops.access import roles
from tradeops.access.selectors import firms
from tradeops.access.services.firms import create_firm
from tradeops.access.services.keys import issue_api_key
from tradeops.access.services.users import create_user
from tradeops.kernel.actor import Actor
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Conflict
from tradeops.reference.services.counterparties import create_counterparty
from tradeops.reference.types import Category, Funding, Tier

REASON = "demo"
HOUSE = (
    ("ana@desk.example", "Ana Ruiz", roles.DEALER),
    ("rita@desk.example", "Rita Holm", roles.RISK_OFFICER),
    ("omar@desk.example", "Omar Said", roles.OPERATIONS),
    ("sofia@desk.example", "Sofia Lind", roles.OPERATIONS_SUPERVISOR),
    ("cleo@desk.example", "Cleo Marsh", roles.COMPLIANCE),
    ("adam@desk.example", "Adam Novak", roles.ADMINISTRATOR),
)


@dataclass(frozen=True, slots=True)
class Client:
    """A client firm with its trader, its viewer, and what it brings."""

    firm: str
    domain: str
    trader: str
    tier: Tier
    funding: Funding
    settlement_days: int
    exposure: str
    deposits: tuple[tuple[str, str], ...]


CLIENTS = (
    Client(
        "Northgate Capital",
        "northgate.example",
        "C. Mercer",
        Tier.A,
        Funding.PREFUNDED,
        0,
        "",
        (("USD", "50000000"), ("USDT", "50000000"), ("BTC", "500"), ("ETH", "5000")),
    ),
    Client("Halden AM", "halden.example", "H. Dahl", Tier.B, Funding.CREDIT, 1, "20000000", ()),
    Client("Cobalt Digital", "cobalt.example", "J. Okoye", Tier.C, Funding.PREFUNDED, 0, "", (("USD", "2000000"),)),
)
PER_TRADE = Decimal(15_000_000)
ORDER_NOTIONAL = Decimal(20_000_000)
MARKUP_BPS = {Tier.A: "1", Tier.B: "2.5", Tier.C: "5"}
# In base: beyond it the skew is full.
INVENTORY_LIMIT = {"BTC": "100", "ETH": "2000"}


def seed_house(actor: Actor) -> None:
    """The desk's own people."""
    for email, name, role in HOUSE:
        with contextlib.suppress(Conflict):
            create_user(
                actor=actor,
                email=email,
                name=name,
                password=settings.DEMO_PASSWORD,
                roles=[role],
                is_staff=role in {roles.ADMINISTRATOR, roles.COMPLIANCE},
                is_demo=True,
                reason=REASON,
            )


def seed_clients(actor: Actor) -> int:
    """The client firms with people, terms, limits, deposits and one API key; how many were new."""
    known = {firm.name for firm in firms()}
    new = [client for client in CLIENTS if client.firm not in known]
    for client in new:
        with transaction.atomic():
            _seed_client(actor, client)
    return len(new)


def seed_terms(actor: Actor, symbols: Iterable[str]) -> None:
    """How each tier is priced in these instruments."""
    for symbol in symbols:
        inventory = INVENTORY_LIMIT[symbol.partition("-")[0]]
        for tier, markup in MARKUP_BPS.items():
            policy = Policy(Decimal(markup), Decimal(2), Decimal(inventory), Decimal(400), 10_000)
            set_pricing_policy(actor=actor, tier=tier.value, instrument=symbol, policy=policy, reason=REASON)


def seed_order_limit(actor: Actor) -> None:
    """How large one order of the desk may be."""
    set_limit(actor=actor, kind=LimitKind.ORDER_NOTIONAL, counterparty_id=None, amount=ORDER_NOTIONAL, reason=REASON)


def _seed_client(actor: Actor, client: Client) -> None:
    firm = create_firm(actor=actor, name=client.firm, reason=REASON)
    people = {}
    for local, name, role in (
        ("trader", client.trader, roles.CLIENT_TRADER),
        ("viewer", f"{client.firm} back office", roles.CLIENT_VIEWER),
    ):
        people[local] = create_user(
            actor=actor,
            email=f"{local}@{client.domain}",
            name=name,
            password=settings.DEMO_PASSWORD,
            firm_id=firm.id,
            roles=[role],
            is_demo=True,
            reason=REASON,
        )
    counterparty = create_counterparty(
        actor=actor,
        firm_id=firm.id,
        name=client.firm,
        category=Category.PROFESSIONAL,
        tier=client.tier,
        funding=client.funding,
        settlement_days=client.settlement_days,
        reason=REASON,
    )
    limits = [(LimitKind.PER_TRADE, PER_TRADE)]
    if client.exposure:
        limits.append((LimitKind.COUNTERPARTY_EXPOSURE, Decimal(client.exposure)))
    for kind, amount in limits:
        set_limit(actor=actor, kind=kind, counterparty_id=counterparty.id, amount=amount, reason=REASON)
    for asset, deposited in client.deposits:
        record_deposit(
            actor=actor,
            counterparty_id=counterparty.id,
            asset=asset,
            amount=deposited,
            evidence=f"demo-{client.domain}-{asset}",
        )
    trader = people["trader"]
    issued = issue_api_key(
        actor=Actor("user", str(trader.id), trader.email, firm.id, trader.roles),
        holder_id=trader.id,
        name="demo",
        roles=[roles.CLIENT_TRADER],
        scopes=["read", "trade"],
        expires_at=now() + timedelta(days=300),
        reason=REASON,
    )
    _keep(client.domain.split(".")[0], issued.token)


def _keep(name: str, token: str) -> None:
    """A key is shown once: the demo's are kept where only this machine's user can read them."""
    folder = settings.DATA_DIR / "demo-keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / name
    kept.unlink(missing_ok=True)
    kept.touch(mode=0o600, exist_ok=False)
    kept.write_text(token + "\n")
