"""Run several of the product's commands in one process, because importing the product is what takes long.

python -m deploy.commands migrate grant_privileges
"""

from __future__ import annotations

import sys

import django
from django.core.management import call_command


def main(names: list[str]) -> None:
    """Run the commands in order; the first that fails ends it."""
    django.setup()
    for name in names:
        call_command(name, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
