"""An institutional crypto desk in one system."""

from tradeops.celery import app as celery_app

__all__ = ["celery_app"]
