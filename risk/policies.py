"""Who may do what to limits, reservations, positions and the trading switches."""

from tradeops.access.policies import policy
from tradeops.access.roles import (
    CLIENT_TRADER,
    CLIENT_VIEWER,
    DEALER,
    HOUSE_ROLES,
    OPERATIONS_SUPERVISOR,
    RISK_OFFICER,
)

# A client's request and accept reserve and commit in the client's own name.
for command in ("risk.reserve", "risk.commit", "risk.release", "risk.record_position", "risk.decide"):
    policy(command, roles={CLIENT_TRADER, DEALER}, scope="trade", system=True)
policy("risk.discharge", roles=set(), system=True)

policy("risk.view_exposure", roles={CLIENT_TRADER, CLIENT_VIEWER, *HOUSE_ROLES}, scope="read")
policy("risk.view", roles=HOUSE_ROLES)

policy("risk.set_limit", roles={RISK_OFFICER}, system=True)
policy(
    "risk.loosen_limit",
    roles={RISK_OFFICER},
    approval=True,
    approve_roles={RISK_OFFICER, OPERATIONS_SUPERVISOR},
)
policy("risk.halt", roles={RISK_OFFICER, DEALER, OPERATIONS_SUPERVISOR}, system=True)
policy(
    "risk.rearm",
    roles={RISK_OFFICER, DEALER, OPERATIONS_SUPERVISOR},
    approval=True,
    approve_roles={RISK_OFFICER, OPERATIONS_SUPERVISOR},
)
