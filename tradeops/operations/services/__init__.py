from tradeops.operations.services.deliveries import discard_delivery, retry_delivery
from tradeops.operations.services.heartbeats import beat, forget_heartbeats, prune_heartbeats

__all__ = ["beat", "discard_delivery", "forget_heartbeats", "prune_heartbeats", "retry_delivery"]
