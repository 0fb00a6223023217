from settlement.models.deposit import Deposit
from settlement.models.obligation import Obligation

__all__ = ["Deposit", "Obligation"]
