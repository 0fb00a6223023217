from __future__ import annotations

from pathlib import Path

import pytest

from deploy import environment, secrets

pytestmark = pytest.mark.usefixtures("bare_environment")


def test_the_product_never_holds_the_owners_address(tmp_path: Path) -> None:
    kept = secrets.load(tmp_path)
    built = environment.build(tmp_path, kept, environment.Ports(postgres=1111, valkey=2222))
    assert built["DATABASE_URL"] == f"postgres://tradeops:{kept.postgres_application}@127.0.0.1:1111/tradeops"
    assert built["DATABASE_OWNER_URL"].startswith("postgres://tradeops_owner:")
    product = environment.without_owner(built)
    assert not any(kept.postgres_owner in value or kept.postgres_superuser in value for value in product.values())
    assert environment.as_owner(built)["DATABASE_URL"] == built["DATABASE_OWNER_URL"]


def test_servers_of_the_callers_own_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:x@db/desk")
    monkeypatch.setenv("REDIS_URL", "redis://broker/3")
    assert not environment.wants_postgres()
    assert not environment.wants_valkey()
    built = environment.build(tmp_path, secrets.load(tmp_path), environment.Ports(postgres=None, valkey=None))
    assert built["DATABASE_URL"] == built["DATABASE_OWNER_URL"] == "postgres://me:x@db/desk"
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner:y@db/desk")
    built = environment.build(tmp_path, secrets.load(tmp_path), environment.Ports(postgres=None, valkey=None))
    assert built["DATABASE_OWNER_URL"] == "postgres://owner:y@db/desk"


def test_origins_follow_the_ports_unless_a_proxy_stands_in_front(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_ORIGIN", "https://desk.example")
    chosen = environment.Ports(postgres=1, valkey=2, web=9000, live=9001, venues=9010)
    built = environment.build(tmp_path, secrets.load(tmp_path), chosen)
    assert built["PUBLIC_ORIGIN"] == "https://desk.example"
    assert built["LIVE_ORIGIN"] == "ws://127.0.0.1:9001"
    assert built["VENUES_URL"] == "http://127.0.0.1:9010"


def test_books_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKS", str(tmp_path / "missing.json"))
    with pytest.raises(SystemExit, match="BOOKS"):
        environment.build(tmp_path, secrets.load(tmp_path), environment.Ports(postgres=1, valkey=2))
