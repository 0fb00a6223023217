from tradeops.access.services.authenticate_key import authenticate_key
from tradeops.access.services.firms import create_firm, set_firm_status
from tradeops.access.services.keys import issue_api_key, revoke_api_key, rotate_api_key
from tradeops.access.services.role_assignments import assign_role, revoke_role
from tradeops.access.services.users import create_user, set_user_active

__all__ = [
    "assign_role",
    "authenticate_key",
    "create_firm",
    "create_user",
    "issue_api_key",
    "revoke_api_key",
    "revoke_role",
    "rotate_api_key",
    "set_firm_status",
    "set_user_active",
]
