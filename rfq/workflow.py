"""The transition tables of requests and quotes, and the stages of a deal that rfq owns."""

from tradeops.workflow.registry import register
from tradeops.workflow.types import Stage, Transition, Workflow

OPEN = ("PENDING_NEW", "QUOTING", "QUOTED")

RFQ = register(
    Workflow(
        kind="rfq",
        title="Request for quote",
        model="rfq.Rfq",
        initial="PENDING_NEW",
        terminal=frozenset({"FILLED", "REJECTED", "CANCELED", "EXPIRED"}),
        transitions=(
            Transition("price", ("PENDING_NEW",), "QUOTING", "rfq.price", "rfq.quoting"),
            Transition("quote", ("QUOTING",), "QUOTED", "rfq.price", "rfq.quoted"),
            Transition("reject", ("PENDING_NEW", "QUOTING"), "REJECTED", "rfq.price", "rfq.rejected"),
            Transition("accept", ("QUOTED",), "PENDING_FILL", "rfq.accept", "rfq.accepted"),
            Transition("fill", ("PENDING_FILL",), "FILLED", "rfq.accept", "rfq.filled"),
            Transition("cancel", OPEN, "CANCELED", "rfq.cancel", "rfq.canceled"),
            Transition("expire", OPEN, "EXPIRED", "rfq.expire", "rfq.expired"),
        ),
        stages=(
            Stage(
                "price",
                title="Price the request",
                owner="engine",
                budget_ms=120,
                starts="rfq.requested",
                ends=("rfq.quoted", "rfq.rejected", "rfq.expired", "rfq.canceled"),
                subscriber="rfq.price",
                fallback="A request that nobody priced in time is closed as expired",
                redundancy="Two engine processes; the relay rings again for a lost bell",
            ),
            Stage(
                "decide",
                title="Client decides",
                owner="client",
                # A quote lives ten seconds, and its end is noticed a moment later.
                budget_ms=10_500,
                starts="rfq.quoted",
                ends=("rfq.accepted", "rfq.canceled", "rfq.expired"),
                waits="person",
                fallback="The quote expires and its reservation is released",
                redundancy="Portal, API and socket show the same quote",
            ),
            Stage(
                "book",
                title="Accept, trade and post",
                owner="ledger",
                budget_ms=120,
                starts="rfq.accepted",
                ends=("rfq.filled",),
                fallback="One transaction: it happens whole or not at all",
                redundancy="Any web process; the client's own order id makes a repeat safe",
            ),
        ),
    )
)

QUOTE = register(
    Workflow(
        kind="quote",
        title="Quote",
        model="rfq.Quote",
        initial="ACTIVE",
        terminal=frozenset({"TRADED", "CANCELED", "EXPIRED"}),
        transitions=(
            Transition("trade", ("ACTIVE",), "TRADED", "rfq.accept", "quote.accepted"),
            Transition("cancel", ("ACTIVE",), "CANCELED", "rfq.cancel", "quote.canceled"),
            Transition("expire", ("ACTIVE",), "EXPIRED", "rfq.expire", "quote.expired"),
        ),
    )
)
