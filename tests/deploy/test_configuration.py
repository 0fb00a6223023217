"""What supervisord itself reads from the generated configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from supervisor.options import ServerOptions

from deploy import processes, supervision
from deploy.environment import Ports

SERVERS = (
    supervision.Server("postgresql", ("postgres", "-c", "log_line_prefix=%m [%p] %u@%d "), priority=10),
    supervision.Server("valkey", ("valkey-server", "it's.conf"), priority=20),
)
# Section 4 of the design; feeds run twice, as leader and standby.
PRODUCT = {
    "web", "live", "relay", "worker-pricing", "worker-execution", "worker-settlement", "worker-bulk",
    "gateway", "feeds-1", "feeds-2", "beat", "venues",
}  # fmt: skip


@pytest.fixture
def groups(tmp_path: Path) -> list[Any]:
    text = supervision.configuration(tmp_path, SERVERS, processes.application(Ports(postgres=1, valkey=2, web=8123)))
    (tmp_path / "log").mkdir()
    path = tmp_path / "supervisord.conf"
    path.write_text(text)
    options = ServerOptions()
    options.realize(["-c", str(path)])
    return sorted(options.process_group_configs)


def test_every_process_of_the_design_is_in_it(groups: list[Any]) -> None:
    assert {program.name for program in groups[-1].process_configs} == PRODUCT


def test_the_servers_start_first_and_stop_last(groups: list[Any]) -> None:
    assert [group.name for group in groups] == ["postgresql", "valkey", supervision.DESK]
    assert [program.autostart for group in groups[:2] for program in group.process_configs] == [True, True]
    assert not any(program.autostart for program in groups[-1].process_configs)


def test_everything_that_ends_is_started_again(groups: list[Any]) -> None:
    for program in (program for group in groups for program in group.process_configs):
        assert program.autorestart
        assert program.startretries >= 1000


def test_each_process_knows_its_name(groups: list[Any]) -> None:
    for program in groups[-1].process_configs:
        assert program.environment["TRADEOPS_PROCESS"] == program.name.removesuffix("-1").removesuffix("-2")


def test_commands_come_through_word_for_word(groups: list[Any]) -> None:
    commands = {program.name: program.command for group in groups for program in group.process_configs}
    assert commands["postgresql"].endswith("postgres -c 'log_line_prefix=%m [%p] %u@%d '")
    assert "-n pricing@%h" in commands["worker-pricing"]
    assert "--port 8123" in commands["web"]
    assert all("127.0.0.1" in commands[name] for name in ("web", "live"))


def test_queues_of_the_workers_are_those_of_the_journal() -> None:
    from tradeops.journal.queues import QUEUES

    assert set(processes.QUEUES) == set(QUEUES)


def test_a_path_too_long_for_a_socket_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="DATA_DIR=path"):
        supervision.socket_path(tmp_path / ("x" * 100))
