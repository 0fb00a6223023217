from tradeops.operations.selectors.measures import RECENT_SECONDS, stage_measures
from tradeops.operations.selectors.processes import fresh, latest_runs, processes, queues
from tradeops.operations.selectors.timelines import timeline

__all__ = ["RECENT_SECONDS", "fresh", "latest_runs", "processes", "queues", "stage_measures", "timeline"]
