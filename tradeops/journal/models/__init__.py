from tradeops.journal.models.delivery import Delivery
from tradeops.journal.models.event import Event
from tradeops.journal.models.position import Position

__all__ = ["Delivery", "Event", "Position"]
