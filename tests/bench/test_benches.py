"""``make bench``: every measure beside its peer or floor from the same run. Nothing here fails for being slow.

``BENCH="ledger deals" make bench`` runs some of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.stack import ROOT

BENCHES = ("sweep", "decisions", "ledger", "books", "fanout", "deals")
CHOSEN = os.environ.get("BENCH", "").split()


@pytest.mark.bench
@pytest.mark.parametrize("name", [name for name in BENCHES if not CHOSEN or name in CHOSEN])
def test_bench(name: str) -> None:
    words = [sys.executable, "-m", f"tests.bench.bench_{name}"]
    environment = {"DJANGO_SETTINGS_MODULE": "tradeops.settings"} | os.environ
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{figures.pop('bench')} ({figures.pop('unit', '')}), load {os.getloadavg()[0]:.1f}")
    for figure, value in figures.items():
        print(f"  {figure:<32}{value}")
    assert figures.get("sound", True), "a measure of something broken is none"
