"""supervisord: its configuration, made from the process list, and its control socket."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import xmlrpc.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from supervisor.states import ProcessStates
from supervisor.xmlrpc import SupervisorTransport

from deploy import folder, marked
from deploy.failure import CannotRun
from deploy.identity import dying_with_parent
from deploy.processes import Process

DESK = "desk"  # the group of the product's processes: they start after and stop before the servers
SOCKET_LIMIT = 100  # bytes; the system allows 107 in the path of a socket
# One end within this many seconds counts as a failed start: the next waits 1 s, 2 s, 3 s and so on.
SETTLED = 5
RETRIES = 1000
UP = {ProcessStates.STARTING, ProcessStates.RUNNING}


@dataclass(frozen=True)
class Server:
    """An embedded server; a lower priority starts earlier and stops later."""

    name: str
    command: tuple[str, ...]
    priority: int


def socket_path(data: Path) -> Path:
    """The control socket of a data folder."""
    path = data / "supervisor.sock"
    if len(os.fsencode(path)) > SOCKET_LIMIT:
        raise CannotRun(f"The path of {data} is too long for a socket: choose a shorter one with DATA_DIR=path")
    return path


def configuration(data: Path, servers: Iterable[Server], processes: Iterable[Process]) -> str:
    """The text of supervisord.conf."""
    processes = tuple(processes)
    general: dict[str, dict[str, object]] = {
        "supervisord": {
            "directory": folder.PROJECT,
            "logfile": data / "log" / "supervisord.log",
            "pidfile": data / "supervisord.pid",
            "nodaemon": "true",
            **({"user": "root"} if os.geteuid() == 0 else {}),
        },
        "unix_http_server": {"file": socket_path(data), "chmod": "0700"},
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
    }
    sections = {name: _escaped(values) for name, values in general.items()}
    for server in servers:
        sections[f"program:{server.name}"] = _server(data, server)
    for process in processes:
        sections[f"program:{process.name}"] = _process(data, process)
    names = ",".join(process.name for process in processes)
    sections[f"group:{DESK}"] = {"programs": names, "priority": "100"}
    return "\n".join(
        f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in values.items())
        for name, values in sections.items()
    )


def _server(data: Path, server: Server) -> dict[str, str]:
    return _program(data, server.name, server.command) | {
        "priority": str(server.priority),
        "stopsignal": "INT",  # with TERM, PostgreSQL would wait for every client
        "autostart": "true",
        "startsecs": "1",
    }


def _process(data: Path, process: Process) -> dict[str, str]:
    command = (*dying_with_parent(process.stop_signal), *process.command)
    copy = "" if process.count == 1 else "-%(process_num)d"
    return _program(data, process.name, command, copy) | {
        "process_name": f"%(program_name)s{copy}",
        "numprocs": str(process.count),
        "numprocs_start": "1",
        "environment": f'TRADEOPS_PROCESS="{process.name}"',
        "stopsignal": process.stop_signal,
        "autostart": "false",
        "startsecs": str(SETTLED),
        "killasgroup": "true",
    }


def _program(data: Path, name: str, command: Iterable[str], copy: str = "") -> dict[str, str]:
    words = (sys.executable, "-S", "-m", "deploy.child", *command)
    log = str(data / "log" / name).replace("%", "%%")
    return {
        "command": shlex.join(words).replace("%", "%%"),
        "stdout_logfile": f"{log}{copy}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "2",
        "redirect_stderr": "true",
        "autorestart": "true",
        "startretries": str(RETRIES),
        "stopwaitsecs": "8",
    }


def _escaped(values: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value).replace("%", "%%") for key, value in values.items()}


def start(data: Path, text: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start supervisord in a session of its own, so that Ctrl-C leaves the order of stopping to it."""
    (data / "log").mkdir(mode=0o700, exist_ok=True)
    path = folder.private_file(data / "supervisord.conf", text)
    return subprocess.Popen(
        [*dying_with_parent("TERM"), sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(path)],
        cwd=folder.PROJECT,
        env={**os.environ, **environment, marked.MARK: str(data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=(data / "log" / "supervisord.err").open("wb"),
        start_new_session=True,
    )


def control(data: Path) -> Any:
    """supervisord's own procedures (``startProcess``, ``getAllProcessInfo`` ...); raises OSError when it is down."""
    transport = SupervisorTransport(None, None, f"unix://{socket_path(data)}")
    return cast(Any, xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)).supervisor


def listing(data: Path) -> list[dict[str, Any]]:
    """Every process with its state, number and times, as supervisord tells them; raises OSError when it is down."""
    try:
        return cast(list[dict[str, Any]], control(data).getAllProcessInfo())
    except xmlrpc.client.Fault as fault:  # it is on its way out
        raise ConnectionError(fault.faultString) from fault


def start_desk(data: Path, *, standbys: bool) -> None:
    """Start the product's processes that do not run yet, with or without those that only stand by; wait for none."""
    for row in listing(data):
        stands_by = re.search(r"-[2-9]$", row["name"]) is not None
        if row["group"] == DESK and row["state"] not in UP and (standbys or not stands_by):
            control(data).startProcess(f"{DESK}:{row['name']}", False)


def failed_to_start(data: Path, name: str) -> bool:
    """Whether a process ended before it had settled, and waits to be tried again."""
    states = {row["name"]: row["state"] for row in listing(data)}
    return states.get(name) in {ProcessStates.BACKOFF, ProcessStates.FATAL, ProcessStates.EXITED}


def answers(data: Path) -> bool:
    """Whether the supervisor can be talked to."""
    try:
        listing(data)
    except OSError:
        return False
    return True


def complaint(data: Path) -> str:
    """Which processes do not run, in a few words."""
    try:
        lame = [f"{row['name']} is {row['statename'].lower()}" for row in listing(data) if row["state"] not in UP]
    except OSError:
        return "the supervisor does not answer"
    return ", ".join(lame) or "every process runs"
