"""Drive the public API as several client firms would, and prove afterwards that nothing broke."""

from __future__ import annotations

import json
import random
from argparse import ArgumentTypeError
from pathlib import Path

import aiohttp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tradeops.desks.simulation.calls import GaveUp
from tradeops.desks.simulation.load import NothingToAskFor
from tradeops.desks.simulation.simulate import simulate


class Command(BaseCommand):
    help = "Run client firms against the desk; exits with 1 when a client saw what it should not or a proof fails."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rfqs", type=_count, default=200, help="requests in all (200), or until Ctrl-C")
        parser.add_argument("--rate", type=_rate, default=10.0, help="requests a second (10)")
        parser.add_argument("--seed", type=int, help="repeat the errands of an earlier run")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--url", default=settings.PUBLIC_ORIGIN, help="the desk (PUBLIC_ORIGIN)")
        parser.add_argument("--live-url", default=settings.LIVE_ORIGIN, help="its sockets (LIVE_ORIGIN)")
        parser.add_argument("--keys", type=Path, default=settings.DATA_DIR / "demo-keys", help="folder of API keys")

    def handle(self, *args: object, **options: object) -> None:
        seed = options["seed"] if isinstance(options["seed"], int) else random.randrange(1_000_000)
        try:
            report = simulate(
                url=str(options["url"]),
                live_url=str(options["live_url"]),
                tokens=_tokens(Path(str(options["keys"]))),
                seed=seed,
                count=int(str(options["rfqs"])),
                rate=float(str(options["rate"])),
            )
        except NothingToAskFor as error:
            raise CommandError(str(error)) from error
        except (aiohttp.ClientError, OSError, GaveUp) as error:
            raise CommandError(f"the desk at {options['url']} cannot be reached: {error!r}") from error
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else report.as_text())
        if report.broken:
            raise CommandError(f"{len(report.broken)} things are broken", returncode=1)


def _tokens(folder: Path) -> list[str]:
    tokens = [path.read_text().strip() for path in sorted(folder.glob("*"))] if folder.is_dir() else []
    if not tokens:
        raise CommandError(f"{folder} holds no API keys: is this the desk's DATA_DIR?")
    return tokens


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise ArgumentTypeError(f"{text} is not a number of requests")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a number") from error
    if not 0 < rate <= 1000:
        raise ArgumentTypeError("the rate is more than 0 and at most 1000 a second")
    return rate
