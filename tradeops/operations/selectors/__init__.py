from tradeops.operations.selectors.measures import stage_measures
from tradeops.operations.selectors.processes import fresh, latest_runs, processes, queues
from tradeops.operations.selectors.timelines import timeline

__all__ = ["fresh", "latest_runs", "processes", "queues", "stage_measures", "timeline"]
