"""Each mechanism exists once, and nobody goes around it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from tests.architecture.source import ROOT, calls, files, imports, module, name, tree
from tradeops.celery import app
from tradeops.journal.queues import QUEUES
from tradeops.journal.subscribers import all_subscribers

NETWORK = ("ccxt", "aiohttp", "requests", "httpx", "urllib.request", "socket", "smtplib", "websockets", "http.client")


def test_tasks_are_dispatched_in_the_journal_alone() -> None:
    wrong = [
        f"{name(path)}:{call.lineno} {called}"
        for path in files()
        if "journal" not in path.parts
        for call, called in calls(path)
        if called in {"delay", "apply_async", "send_task", "delay_on_commit"}
    ]

    assert wrong == []


def test_the_channel_layer_is_touched_in_live_alone() -> None:
    wrong = [
        name(path)
        for path in files()
        if "live" not in path.parts and any(found.startswith("channels.layers") for found, _ in imports(path))
    ]

    assert wrong == []


def test_every_task_is_routed_and_limited() -> None:
    app.loader.import_default_modules()
    ours = {key: task for key, task in app.tasks.items() if not key.startswith("celery.")}

    assert ours
    for key, task in ours.items():
        assert task.soft_time_limit, key
        assert task.time_limit > task.soft_time_limit, key
    assert {queue.name for queue in app.conf.task_queues} == set(QUEUES)
    assert app.conf.task_create_missing_queues is False


def test_effects_cannot_reach_the_outside() -> None:
    """Whatever an effect's module imports of the product, to any depth, imports no network library.

    The desk's own Redis is part of the inside: it is read for books and never a system of record.
    """
    by_module = {module(path): path for path in files()}
    wrong = []
    for subscriber in all_subscribers():
        if subscriber.effect is None:
            continue
        for reached in _reachable(_service_modules(subscriber.effect), by_module):
            for found, line in imports(by_module[reached]):
                if found.startswith(NETWORK):
                    wrong.append(f"{subscriber.name}: {reached}:{line} imports {found}")

    assert wrong == []


def test_rows_are_locked_without_blocking_those_who_refer_to_them() -> None:
    wrong = [
        f"{name(path)}:{call.lineno}"
        for path in files()
        for call, called in calls(path)
        if called == "select_for_update" and "no_key" not in {keyword.arg for keyword in call.keywords}
    ]

    assert wrong == []


def test_no_domain_effect_hides_in_a_signal() -> None:
    wrong = [
        f"{name(path)}:{line} {found}"
        for path in files()
        for found, line in imports(path)
        if found.startswith("django.db.models.signals") or found == "django.dispatch.receiver"
    ]

    assert wrong == []


def test_services_are_synchronous() -> None:
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in files()
        if "services" in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef) and "connectivity" not in path.parts
    ]

    assert wrong == []


def _service_modules(function: object) -> list[str]:
    """The modules of the names that the effect itself uses: its own module also holds calls."""
    source = inspect.getmodule(function)
    assert source is not None
    used = set(inspect.unwrap(function).__code__.co_names)  # type: ignore[arg-type]
    return [
        found.__module__
        for key, found in vars(source).items()
        if key in used
        and getattr(found, "__module__", "").split(".")[0] in {"tradeops", "rfq", "risk", "oms", "settlement"}
    ]


def _reachable(start: list[str], by_module: dict[str, Path]) -> set[str]:
    seen: set[str] = set()
    ahead = list(start)
    while ahead:
        current = ahead.pop()
        if current in seen or current not in by_module:
            continue
        seen.add(current)
        ahead += [found for found, _ in imports(by_module[current]) if found in by_module]
    return seen


def test_the_walk_above_would_see_a_venue_client() -> None:
    by_module = {module(path): path for path in files()}
    reached = _reachable(["tradeops.connectivity.services"], by_module)

    assert any(found.startswith("ccxt") for entry in reached for found, _ in imports(by_module[entry]))
    assert ROOT.exists()
