"""What the pages point at exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.docs.pages import ROOT, anchors, code, links, name, pages

FOLDERS = "tradeops|risk|oms|rfq|settlement|tests|deploy|docs|templates|static"
_PATH = re.compile(rf"(?:{FOLDERS})/[\w./*<>-]*[\w*>]/?")
_MANAGE = re.compile(r"manage\.py ([a-z_]+)")
_MAKE = re.compile(r"\bmake ([a-z]+)\b")
_MODULE = re.compile(r"python -m ((?:tradeops|deploy)[\w.]*)")
_API = re.compile(r"/api/v1/[\w/{}-]+")
PAGES = [pytest.param(page, id=name(page)) for page in pages()]
SAMPLE_ID = "01890000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    assert list(_dead_links(page)) == []


def _dead_links(page: Path) -> Iterator[str]:
    for link in links(page):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES)
def test_files_named_as_code_exist(page: Path) -> None:
    named = {found for text in code(page) for found in _PATH.findall(text) if text.startswith(found)}

    # ``rows_<app>.py`` stands for any of them.
    patterns = {re.sub(r"<\w+>", "*", path).rstrip("/") for path in named}
    assert sorted(pattern for pattern in patterns if not any(ROOT.glob(pattern))) == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_named_exist(page: Path) -> None:
    text = "\n".join(code(page))
    known = set(get_commands())
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(_MANAGE.findall(text)) - known == set()
    assert set(_MAKE.findall(text)) - targets == set()
    assert [module for module in set(_MODULE.findall(text)) if find_spec(module) is None] == []


@pytest.mark.parametrize("page", PAGES)
def test_routes_named_are_answered(page: Path) -> None:
    named = {found for text in code(page) for found in _API.findall(text)}

    assert sorted(path for path in named if not _is_answered(path)) == []


def _is_answered(path: str) -> bool:
    """``{id}`` stands for a uuid or, where the route wants one, a number."""
    for sample in (SAMPLE_ID, "1"):
        try:
            resolve(re.sub(r"\{\w+\}", sample, path))
        except Resolver404:
            continue
        return True
    return False


def test_the_decisions_are_listed_in_their_order() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(page.name for page in folder.glob("[0-9]*.md"))

    assert links(folder / "README.md") == records
    assert [int(record[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        text = (folder / record).read_text()
        assert [part in text for part in ("**Context.**", "**Decision.**", "**Consequence.**")] == [True] * 3, record


def test_the_checks_above_see_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n\n[here](#one) [there](#two) [gone](gone.md)\n\n```\n[not](this.md)\n```\n")

    assert list(_dead_links(page)) == ["#two", "gone.md"]
    assert _PATH.findall("rfq/nothing.py") == ["rfq/nothing.py"]
    assert _MANAGE.findall("python manage.py fly") == ["fly"]
    assert _is_answered("/api/v1/rfqs/{id}/cancel")
    assert not _is_answered("/api/v1/rfqs/{id}/fly")
