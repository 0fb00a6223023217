from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from deploy import reset, secrets


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    (data / "postgresql").mkdir(parents=True)
    (data / "postgresql" / "PG_VERSION").write_text("18")
    for name in ("venues", "demo-keys"):
        (data / name).mkdir()
    secrets.load(data)
    monkeypatch.setenv("DATA_DIR", str(data))
    return data


def test_it_forgets_everything(data: Path) -> None:
    reset.main()
    assert not data.exists()
    reset.main()


def test_it_leaves_what_is_not_ours(data: Path) -> None:
    (data / "thesis.txt").write_text("words")
    reset.main()
    assert [path.name for path in data.iterdir()] == ["thesis.txt"]


def test_it_refuses_while_the_product_runs(data: Path) -> None:
    with (data / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SystemExit, match="stop it first"):
            reset.main()
    assert (data / "secrets.json").exists()
