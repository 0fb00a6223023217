"""Who may look at operations and handle its dead letters."""

from tradeops.access.policies import policy
from tradeops.access.roles import ADMINISTRATOR, HOUSE_ROLES, OPERATIONS, OPERATIONS_SUPERVISOR

policy("operations.view", roles=HOUSE_ROLES, scope="read")
policy("operations.metrics", roles={OPERATIONS, OPERATIONS_SUPERVISOR, ADMINISTRATOR}, scope="read")
policy("operations.retry_delivery", roles={OPERATIONS, OPERATIONS_SUPERVISOR})
policy("operations.discard_delivery", roles={OPERATIONS_SUPERVISOR})
