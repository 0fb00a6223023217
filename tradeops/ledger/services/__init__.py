"""The only writers of the ledger.

They run inside the caller's transaction and raise RuntimeError without one. They do not authorise: the domain
service that calls them has. A refusal (any TradeopsError) leaves nothing written, and the transaction usable.
"""

from tradeops.ledger.services.accounts import lock_accounts
from tradeops.ledger.services.folding import fold
from tradeops.ledger.services.holding import hold, hold_many, release_hold
from tradeops.ledger.services.posting import post, post_many

__all__ = ["fold", "hold", "hold_many", "lock_accounts", "post", "post_many", "release_hold"]
