from tradeops.access.models.approval import Approval
from tradeops.access.models.firm import Firm
from tradeops.access.models.key import ApiKey
from tradeops.access.models.role import RoleAssignment
from tradeops.access.models.user import User

__all__ = ["ApiKey", "Approval", "Firm", "RoleAssignment", "User"]
