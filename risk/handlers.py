"""The approved commands that risk carries out: importing them fills the registry."""

from risk.services.limits import loosen_limit
from risk.services.rearm import rearm

__all__ = ["loosen_limit", "rearm"]
