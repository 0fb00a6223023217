"""Four eyes: one person asks for a command, another agrees, and it is carried out once."""

from tradeops.access.approvals.deciding import approve, reject
from tradeops.access.approvals.registry import command_handler
from tradeops.access.approvals.requesting import request_approval

__all__ = ["approve", "command_handler", "reject", "request_approval"]
