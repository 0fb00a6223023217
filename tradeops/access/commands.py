"""The policies of access itself (``policies.py`` is the registry that every app declares in)."""

from __future__ import annotations

from tradeops.access.policies import policy
from tradeops.access.roles import ADMINISTRATOR, ALL_ROLES, COMPLIANCE, HOUSE_ROLES

policy("access.whoami", roles=ALL_ROLES, scope="read")
policy("access.create_firm", roles={ADMINISTRATOR, COMPLIANCE}, system=True)
policy("access.set_firm_status", roles={ADMINISTRATOR, COMPLIANCE})
policy("access.create_user", roles={ADMINISTRATOR}, system=True)
policy("access.set_user_active", roles={ADMINISTRATOR, COMPLIANCE})
policy("access.assign_role", roles={ADMINISTRATOR}, system=True)
policy("access.revoke_role", roles={ADMINISTRATOR, COMPLIANCE})
# No scope: a key can neither make nor end keys.
policy("access.list_keys", roles=ALL_ROLES)
policy("access.issue_key", roles=ALL_ROLES, system=True)
policy("access.revoke_key", roles=ALL_ROLES)
policy("access.list_approvals", roles=HOUSE_ROLES)
policy("access.decide_approval", roles=HOUSE_ROLES)
policy("access.expire_approval", roles=set(), system=True)
policy("access.administer", roles=HOUSE_ROLES)
