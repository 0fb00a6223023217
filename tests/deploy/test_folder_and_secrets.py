from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy import folder, secrets


def test_secrets_are_private_distinct_and_stay(tmp_path: Path) -> None:
    first = secrets.load(tmp_path)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert len(set(vars(first).values())) == len(vars(first))
    assert min(map(len, vars(first).values())) >= 40
    assert secrets.load(tmp_path) == first


def test_a_secret_that_an_older_version_did_not_have_is_added(tmp_path: Path) -> None:
    first = secrets.load(tmp_path)
    folder.private_file(tmp_path / "secrets.json", f'{{"valkey": "{first.valkey}"}}')
    second = secrets.load(tmp_path)
    assert second.valkey == first.valkey
    assert second.django != first.django


def test_an_unreadable_secrets_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(SystemExit, match="make reset"):
        secrets.load(tmp_path)


def test_a_private_file_is_never_wider_even_when_it_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o644)
    folder.private_file(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)


def test_a_data_folder_that_is_a_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(SystemExit, match="DATA_DIR=path"):
        folder.prepare(tmp_path / "data")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_another_users_data_folder_says_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    os.chown(tmp_path / "data", 12_345, 12_345)
    with pytest.raises(SystemExit, match="belongs to user 12345"):
        folder.prepare(tmp_path / "data")
