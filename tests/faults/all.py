"""Every process of the desk ended by kill -9, one after the other, while client firms trade.

    .venv/bin/python -m tests.faults.all

Prints how long each was away and what ``simulate`` proved afterwards; exits with 1 when something is broken.
"""

from __future__ import annotations

import sys

from tests.faults.drill import Recovery, drill
from tests.stack import folder, running

WORKERS = tuple(f"worker-{queue}" for queue in ("pricing", "execution", "settlement", "bulk"))
NAMES = ("web", "live", "relay", *WORKERS, "gateway", "feeds-1", "feeds-2", "beat", "venues", "valkey", "postgresql")


def main() -> int:
    """Exit status 0 when everything came back and every proof holds."""
    with folder() as data, running(data) as stack:
        print(f"{'ended':<20}{'back after':>12}{'at work after':>16}", flush=True)
        report = drill(stack, NAMES, seed=14, told=_tell)
    for title in ("outcomes", "codes", "retries"):
        print(f"\n{title}: {', '.join(f'{name} {count}' for name, count in report[title].items())}")
    print(f"drained {report['drained_after']:.1f} s after the last answer")
    for proof in report["proofs"]:
        print(f"  {'broken' if proof['count'] else 'holds':<8}{proof['name']}")
    for text in report["broken"]:
        print(f"broken: {text}")
    return 0 if report["ok"] else 1


def _tell(recovery: Recovery) -> None:
    print(f"{recovery.name:<20}{recovery.back_after:>10.1f} s{recovery.ready_after:>14.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
