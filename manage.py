#!/usr/bin/env python
"""Django's command line for tradeops."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from deploy import beside, pipes

if __name__ == "__main__":
    beside.adopt()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradeops.settings")
    try:
        with pipes.may_be_cut():
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
