"""The product's Celery application with the reactions of these tests."""

import django

django.setup()

from tests.journal import reactions  # noqa: E402, F401 - registers
from tradeops.celery import app  # noqa: E402

__all__ = ["app"]
