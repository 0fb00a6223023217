"""Who may do what to requests and quotes."""

from tradeops.access.policies import policy
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER, CLIENT_VIEWER, DEALER, HOUSE_ROLES, RISK_OFFICER

policy("rfq.request", roles={CLIENT_TRADER}, scope="trade")
policy("rfq.accept", roles={CLIENT_TRADER}, scope="trade")
policy("rfq.cancel", roles={CLIENT_TRADER, DEALER}, scope="trade", system=True)
policy("rfq.pull_quotes", roles={DEALER}, system=True)
policy("rfq.view", roles={CLIENT_TRADER, CLIENT_VIEWER, *HOUSE_ROLES}, scope="read")
policy("rfq.price", roles=set(), system=True)
policy("rfq.expire", roles=set(), system=True)
policy("rfq.set_pricing_policy", roles={ADMINISTRATOR, RISK_OFFICER}, system=True)
