"""Who may do what to trades, hedge orders and residuals."""

from tradeops.access.policies import policy
from tradeops.access.roles import CLIENT_TRADER, CLIENT_VIEWER, DEALER, HOUSE_ROLES

# An accept books in the client's own name.
policy("oms.book_trade", roles={CLIENT_TRADER}, scope="trade", system=True)
policy("oms.view_trades", roles={CLIENT_TRADER, CLIENT_VIEWER, *HOUSE_ROLES}, scope="read")

policy("oms.view_orders", roles=HOUSE_ROLES)
policy("oms.hedge", roles={DEALER}, system=True)
for command in ("oms.send", "oms.report_order", "oms.record_execution", "oms.open_residual"):
    policy(command, roles=set(), system=True)

policy("oms.view_residuals", roles=HOUSE_ROLES)
policy("oms.assign_residual", roles={DEALER})
policy("oms.hedge_residual", roles={DEALER})
policy("oms.close_residual", roles={DEALER}, system=True)
