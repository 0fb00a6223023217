"""Who may do what to reference data."""

from tradeops.access.policies import policy
from tradeops.access.roles import (
    ADMINISTRATOR,
    CLIENT_TRADER,
    CLIENT_VIEWER,
    COMPLIANCE,
    DEALER,
    OPERATIONS,
    OPERATIONS_SUPERVISOR,
    RISK_OFFICER,
)

_HOUSE = {DEALER, RISK_OFFICER, OPERATIONS, OPERATIONS_SUPERVISOR, COMPLIANCE, ADMINISTRATOR}

policy("reference.list_instruments", roles={CLIENT_TRADER, CLIENT_VIEWER, *_HOUSE}, scope="read", system=True)
for command in (
    "reference.create_asset",
    "reference.create_instrument",
    "reference.create_venue",
    "reference.create_venue_account",
    "reference.set_venue_address",
    "reference.list_at_venue",
    "reference.set_fee",
):
    policy(command, roles={ADMINISTRATOR}, system=True)
policy("reference.set_instrument_status", roles={ADMINISTRATOR, OPERATIONS_SUPERVISOR, RISK_OFFICER})
policy("reference.set_venue_status", roles={ADMINISTRATOR, OPERATIONS_SUPERVISOR, RISK_OFFICER}, system=True)
policy("reference.list_counterparties", roles={CLIENT_TRADER, CLIENT_VIEWER, *_HOUSE}, scope="read")
policy("reference.create_counterparty", roles={ADMINISTRATOR, OPERATIONS_SUPERVISOR}, system=True)
policy("reference.set_counterparty_status", roles={OPERATIONS_SUPERVISOR, COMPLIANCE, RISK_OFFICER})
policy("reference.set_counterparty_tier", roles={OPERATIONS_SUPERVISOR, RISK_OFFICER})
