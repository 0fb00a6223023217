"""The transition tables of reservations and of the trading switches."""

from tradeops.workflow.registry import register
from tradeops.workflow.types import Transition, Workflow

RESERVATION = register(
    Workflow(
        kind="reservation",
        title="Reservation",
        model="risk.Reservation",
        initial="HELD",
        terminal=frozenset({"COMMITTED", "RELEASED"}),
        transitions=(
            Transition("commit", ("HELD",), "COMMITTED", "risk.commit", "reservation.committed"),
            Transition("release", ("HELD",), "RELEASED", "risk.release", "reservation.released"),
        ),
    )
)

SCOPE = register(
    Workflow(
        kind="scope",
        title="Trading state of a scope",
        model="risk.TradingState",
        initial="ACTIVE",
        terminal=frozenset(),
        transitions=(
            Transition("reduce", ("ACTIVE",), "REDUCING", "risk.halt", "trading_state.halted"),
            Transition("halt", ("ACTIVE", "REDUCING"), "HALTED", "risk.halt", "trading_state.halted"),
            Transition(
                "rearm",
                ("REDUCING", "HALTED"),
                "ACTIVE",
                "risk.rearm",
                "trading_state.rearmed",
                approval=True,
            ),
        ),
    )
)
