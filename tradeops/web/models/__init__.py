from tradeops.web.models.idempotency import IdempotencyRecord

__all__ = ["IdempotencyRecord"]
