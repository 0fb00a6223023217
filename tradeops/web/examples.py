"""Invented values for the component gallery; nothing here is data of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from tradeops.kernel.clock import now
from tradeops.web import states
from tradeops.web.drawings.gantt import Stage
from tradeops.web.drawings.waterfall import Term


class TicketForm(forms.Form):
    """A form as the portal has it, with one field in error."""

    instrument = forms.ChoiceField(choices=[("BTC-USD", "BTC-USD"), ("ETH-USD", "ETH-USD")])
    quantity = forms.DecimalField(decimal_places=8, max_digits=20, help_text="Up to eight decimals")
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    firm = forms.BooleanField(required=False, label="Firm quotes only")


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


def context() -> dict[str, Any]:
    """Everything that ``web/gallery.html`` shows."""
    moment = now()
    form = TicketForm({"instrument": "BTC-USD", "quantity": "2.123456789"})
    form.is_valid()
    return {
        "now": moment,
        "deadline": moment + timedelta(seconds=15),
        "since": moment - timedelta(seconds=5),
        "tick": Decimal("0.01"),
        "bid": Decimal("64292"),
        "offer": Decimal("64338"),
        "amounts": [Decimal("25"), Decimal("1607956.5"), Decimal("-212.4"), Decimal(0), None],
        "offer_terms": _offer_terms(),
        "bid_terms": [Term(t.label, -t.bps, -t.amount, t.kind) for t in _offer_terms()],
        "stages": _stages(),
        "form": form,
        "tabs": [Tab("Orders", "?view=orders", True, 5), Tab("Executions", "?view=executions", count=214)],
        "sides": ["BUY", "SELL", "TWO_WAY"],
        "state_names": list(states.COMMON),
        "trend": [Decimal(value) for value in ("64210", "64255", "64240", "64290", "64305", "64317.6")],
        "limits": [
            (Decimal("9.2"), Decimal("1.61"), Decimal(20)),
            (Decimal("9.68"), Decimal(0), Decimal(12)),
            (Decimal("3.86"), Decimal("0.1"), Decimal(4)),
        ],
        "exposures": [("USDC", Decimal("3120206")), ("BTC", Decimal("2471107")), ("ETH", Decimal("-724761"))],
        "largest": Decimal("4000000"),
        "options": [("TWO_WAY", "Two-way"), ("BUY", "Buy"), ("SELL", "Sell")],
    }


def _offer_terms() -> list[Term]:
    rows: list[tuple[str, str, str, Any]] = [
        ("Sweep 25 BTC", "0.35", "2.24", "cover"),
        ("Venue fees", "0.63", "4.05", "cover"),
        ("Inventory skew", "-0.51", "-3.28", "charge"),
        ("Volatility", "0.94", "6.05", "charge"),
        ("Credit", "0.35", "2.25", "charge"),
        ("Settlement", "0.06", "0.39", "charge"),
        ("Tier A", "1.00", "6.43", "charge"),
        ("Flow toxicity", "0.22", "1.42", "charge"),
        ("Round to tick", "0.03", "0.21", "rounding"),
    ]
    return [Term(label, Decimal(bps), Decimal(amount), kind) for label, bps, amount, kind in rows]


def _stages() -> list[Stage]:
    rows: list[tuple[str, str, Any, str, str, str, str]] = [
        ("Receive request", "Price", "program", "0", "0.8", "5.3", "20"),
        ("Price", "Price", "program", "6.1", "2.4", "28.6", "50"),
        ("Dealer decides, A. Ruiz", "Dealer", "person", "37", "0", "4620", "10000"),
        ("Check risk, reserve", "Publish", "program", "4657", "0", "4.9", "15"),
        ("Publish to client", "Publish", "program", "4662", "1.6", "16.4", "50"),
        ("Client decides", "Client", "person", "4680", "0", "7750", "15000"),
        ("Accept and book", "Trade, hedge", "program", "12430", "0", "11.7", "40"),
        ("Route hedge", "Trade, hedge", "program", "12442", "0", "9.4", "30"),
        ("Venues fill", "Trade, hedge", "venue", "12451", "0", "303", "750"),
        ("Receive 1.61 M USD", "Settle", "venue", "13000", "0", "1041000", "3600000"),
        ("Approve release", "Settle", "person", "1054000", "0", "872000", "600000"),
        ("Release", "Settle", "program", "1926000", "0", "15000", "60000"),
        ("Bitcoin finality", "Settle", "network", "1941000", "0", "480000", "4500000"),
    ]
    return [
        Stage(title, phase, owner, Decimal(start), Decimal(queue), Decimal(work), Decimal(budget), i == len(rows) - 1)
        for i, (title, phase, owner, start, queue, work, budget) in enumerate(rows)
    ]
