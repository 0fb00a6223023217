from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from deploy import ports, run
from deploy.failure import CannotRun


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((ports.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_names_itself_and_the_way_out(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", str(taken))
    with pytest.raises(SystemExit, match=rf"Port {taken} is taken: .* WEB_PORT=number"):
        ports.chosen("WEB_PORT", 8000)


@pytest.mark.parametrize("text", ["eighty", "-1", "65536", "\u0663"])
def test_what_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", text)
    with pytest.raises(SystemExit, match="not a port"):
        ports.chosen("WEB_PORT", 8000)


def test_zero_means_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "0")
    assert ports.chosen("WEB_PORT", 8000) in ports.FREE_RANGE


def test_any_port_is_none_that_is_given_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "FREE_RANGE", range(20_000, 20_400))
    given = set(range(20_000, 20_399))
    monkeypatch.setattr(ports, "is_free", lambda port: True)
    monkeypatch.setattr("random.sample", lambda population, count: list(population))
    assert ports.free(besides=given) == 20_399


def test_two_servers_cannot_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    port = str(ports.free())
    for name in ("WEB_PORT", "LIVE_PORT"):
        monkeypatch.setenv(name, port)
    monkeypatch.setenv("VENUES_PORT", "0")
    with pytest.raises(CannotRun, match="must differ"):
        run._ports()
