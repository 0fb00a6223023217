"""The transition table of obligations and the stage that creates them."""

from tradeops.workflow.registry import register
from tradeops.workflow.types import Stage, Transition, Workflow

OBLIGATION = register(
    Workflow(
        kind="obligation",
        title="Obligation",
        model="settlement.Obligation",
        initial="OPEN",
        terminal=frozenset({"SETTLED"}),
        transitions=(Transition("settle", ("OPEN",), "SETTLED", "settlement.settle", "obligation.settled"),),
        stages=(
            Stage(
                "settle",
                title="Settle the client's legs",
                owner="ledger",
                budget_ms=1_000,
                starts="trade.booked",
                ends=("settlement.legs_settled", "settlement.legs_open"),
                subscriber="settlement.create_obligations",
                fallback="The delivery waits in the journal until a worker takes it",
                redundancy="The relay rings again; the effect happens once",
            ),
        ),
    )
)
