from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "tradeops.workflow"
    label = "workflow"
