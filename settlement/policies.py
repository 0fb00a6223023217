"""Who may do what to obligations and deposits."""

from tradeops.access.policies import policy
from tradeops.access.roles import CLIENT_TRADER, CLIENT_VIEWER, HOUSE_ROLES, OPERATIONS, OPERATIONS_SUPERVISOR

policy("settlement.view", roles={CLIENT_TRADER, CLIENT_VIEWER, *HOUSE_ROLES}, scope="read")
for command in ("settlement.settle", "settlement.record_deposit"):
    policy(
        command,
        roles={OPERATIONS, OPERATIONS_SUPERVISOR},
        system=True,
        approval=True,
        approve_roles={OPERATIONS_SUPERVISOR},
    )
