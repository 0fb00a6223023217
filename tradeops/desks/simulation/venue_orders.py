"""What the venues themselves say they received, asked by signed requests: the other half of every hedge."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection

from tradeops.connectivity.secrets import secret_of
from tradeops.ledger.types import Difference
from tradeops.reference.selectors import venue_accounts, venue_instruments
from tradeops.reference.types import VenueAccountSpec

PAGE = 1000
SECONDS = 10
ONE_ORDER = "a hedge child is at most one order at its venue"
SAME_FILL = "a hedge child is filled as its venue says"
KNOWN = "an order at a venue is one of ours"

_CHILDREN = """
SELECT child.client_order_id, account.id, child.filled, child.sent_at IS NOT NULL
FROM oms_childorder child JOIN reference_venueaccount account ON account.id = child.venue_account_id
"""


def verify_venues() -> dict[str, list[Difference]]:
    """Our children against every order of every venue account. Raises OSError when a venue does not answer."""
    found: dict[str, list[Difference]] = {ONE_ORDER: [], SAME_FILL: [], KNOWN: []}
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN)
        ours = {(account, client_id): (filled, sent) for client_id, account, filled, sent in cursor.fetchall()}
    theirs: defaultdict[tuple[Any, str], list[Decimal]] = defaultdict(list)
    for account in venue_accounts():
        for order in _orders(account):
            theirs[account.id, order["clientOrderId"]].append(Decimal(order["executedQty"]))
    for key in sorted(theirs.keys() - ours.keys(), key=str):
        found[KNOWN].append(Difference(KNOWN, f"order {key[1]}", "a child", "none"))
    for key, (filled, sent) in ours.items():
        fills = theirs.get(key, [])
        if len(fills) > sent:
            expected = "at most 1" if sent else "0: it was not sent"
            found[ONE_ORDER].append(Difference(ONE_ORDER, f"child {key[1]}", expected, str(len(fills))))
        if sum(fills) != filled:
            found[SAME_FILL].append(Difference(SAME_FILL, f"child {key[1]}", str(sum(fills)), str(filled)))
    return found


def _orders(account: VenueAccountSpec) -> list[dict[str, Any]]:
    """All orders that the account ever had, whatever became of them."""
    listed = sorted({entry.venue_symbol for entry in venue_instruments() if entry.venue == account.venue.code})
    return [order for symbol in listed for order in _pages(account, symbol)]


def _pages(account: VenueAccountSpec, symbol: str) -> list[dict[str, Any]]:
    orders: list[dict[str, Any]] = []
    while True:
        first = orders[-1]["orderId"] + 1 if orders else 1
        page = _signed(account, "allOrders", {"symbol": symbol, "orderId": first, "limit": PAGE})
        orders += page
        if len(page) < PAGE:
            return orders


def _signed(account: VenueAccountSpec, path: str, parameters: dict[str, object]) -> Any:
    query = urllib.parse.urlencode({**parameters, "timestamp": time.time_ns() // 1_000_000})
    signature = hmac.new(secret_of(account).encode(), query.encode(), hashlib.sha256).hexdigest()
    request = urllib.request.Request(
        f"{account.venue.base_url}/api/v3/{path}?{query}&signature={signature}",
        headers={"X-MBX-APIKEY": account.api_key},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)
