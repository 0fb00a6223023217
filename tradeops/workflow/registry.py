"""Every workflow of the product. Apps register theirs when they load."""

from __future__ import annotations

from tradeops.workflow.types import Stage, Workflow

_workflows: dict[str, Workflow] = {}


def register(workflow: Workflow) -> Workflow:
    """Make a workflow known. Raises ValueError when its table contradicts itself."""
    if workflow.kind in _workflows:
        raise ValueError(f"workflow {workflow.kind} is registered twice")
    if len(workflow.by_name) != len(workflow.transitions):
        raise ValueError(f"workflow {workflow.kind} names a transition twice")
    for transition in workflow.transitions:
        if workflow.terminal.intersection(transition.source):
            raise ValueError(f"{workflow.kind}.{transition.name} leaves a terminal state")
    _workflows[workflow.kind] = workflow
    return workflow


def workflow(kind: str) -> Workflow:
    """The workflow of a kind of subject; raises KeyError."""
    return _workflows[kind]


def all_workflows() -> tuple[Workflow, ...]:
    """Every workflow, in the order in which the apps loaded."""
    return tuple(_workflows.values())


def all_stages() -> tuple[tuple[Workflow, Stage], ...]:
    """Every stage with the workflow it belongs to."""
    return tuple((entry, stage) for entry in _workflows.values() for stage in entry.stages)
