"""The transition tables of hedge orders, their children and residuals, and the stages of a hedge."""

from tradeops.workflow.registry import register
from tradeops.workflow.types import Stage, Transition, Workflow

ORDER = register(
    Workflow(
        kind="order",
        title="Hedge order",
        model="oms.Order",
        state_field="lifecycle",
        initial="DRAFT",
        terminal=frozenset({"DENIED", "DONE"}),
        transitions=(
            Transition("deny", ("DRAFT",), "DENIED", "oms.hedge", "order.denied"),
            Transition("release", ("DRAFT",), "PENDING_NEW", "oms.hedge", "order.created"),
            Transition("work", ("PENDING_NEW",), "NEW", "oms.report_order", "order.working"),
            Transition("finish", ("PENDING_NEW", "NEW"), "DONE", "oms.report_order", "order.done"),
        ),
        stages=(
            Stage(
                "hedge",
                title="Create and route the hedge",
                owner="oms",
                budget_ms=100,
                starts="trade.booked",
                ends=("order.created", "order.denied"),
                subscriber="oms.hedge",
                fallback="Without a market for 10 s the trade becomes a residual that the dealers own",
                redundancy="Two execution workers; the relay rings again; the effect happens once",
            ),
        ),
    )
)

CHILD_ORDER = register(
    Workflow(
        kind="child_order",
        title="Order at a venue",
        model="oms.ChildOrder",
        state_field="lifecycle",
        initial="DRAFT",
        terminal=frozenset({"DENIED", "DONE"}),
        transitions=(
            Transition("send", ("DRAFT",), "PENDING_NEW", "oms.send", "order.sent"),
            Transition("deny", ("DRAFT",), "DENIED", "oms.send", "order.child_denied"),
            Transition("accept", ("PENDING_NEW",), "NEW", "oms.report_order", "order.accepted"),
            Transition("reject", ("PENDING_NEW", "NEW"), "DONE", "oms.report_order", "order.rejected"),
            Transition("finish", ("NEW",), "DONE", "oms.report_order", "order.child_done"),
        ),
        stages=(
            Stage(
                "send",
                title="Send to venue",
                owner="gateway",
                budget_ms=150,
                starts="order.child_created",
                ends=("order.accepted", "order.rejected", "order.child_denied"),
                subscriber="oms.send_child",
                waits="venue",
                fallback="Without an answer the order is UNKNOWN and asked for by its client id, never sent again",
                redundancy="The reply, the user stream and polling each bring the same evidence",
            ),
            Stage(
                "fill",
                title="Fill",
                owner="gateway",
                budget_ms=250,
                starts="order.accepted",
                ends=("order.child_done",),
                waits="venue",
                fallback="A remainder is routed once more with newer books, then it is a residual",
                redundancy="Executions come by reply, user stream and polling, and count once",
            ),
        ),
    )
)

RESIDUAL = register(
    Workflow(
        kind="residual",
        title="Residual",
        model="oms.Residual",
        initial="OPEN",
        terminal=frozenset({"CLOSED"}),
        transitions=(
            Transition("assign", ("OPEN", "ASSIGNED"), "ASSIGNED", "oms.assign_residual", "residual.assigned"),
            Transition("close", ("OPEN", "ASSIGNED"), "CLOSED", "oms.close_residual", "residual.closed"),
        ),
        stages=(
            Stage(
                "residual",
                title="Look after a residual",
                owner="dealer",
                budget_ms=300_000,
                starts="residual.opened",
                ends=("residual.closed",),
                waits="person",
                fallback="The position shows it and the inventory skew prices against it",
                redundancy="Every dealer sees every open residual",
            ),
        ),
    )
)
