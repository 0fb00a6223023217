from tradeops.operations.models.heartbeat import Heartbeat
from tradeops.operations.models.run import ScheduledRun

__all__ = ["Heartbeat", "ScheduledRun"]
