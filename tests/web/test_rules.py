"""House rules of templates, styles and modules, read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
MODULES = sorted((ROOT / "static/js").glob("*.js"))
PYTHON = [
    path
    for folder in ("tradeops", "risk", "oms", "rfq", "settlement")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
relative = lambda path: str(path.relative_to(ROOT))  # noqa: E731


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_keep_to_the_content_policy(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle\s*=", source), "geometry goes into SVG attributes"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), "no inline handlers"
    assert not re.search(r"\|\s*safe(seq)?\b|autoescape off", source)
    assert not re.search(r"\bhx-on|[\"']js:|hx-trigger=\"[^\"]*\[", source), "htmx may not evaluate"
    assert not re.search(r"https?://(?!www\.w3\.org)", source), "nothing from another origin"
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", source, re.DOTALL):
        assert "src=" in attributes or "application/json" in attributes
        assert not body.strip() or "application/json" in attributes
    assert "<style" not in source


@pytest.mark.parametrize("path", STYLES, ids=relative)
def test_styles_load_nothing_and_stay_small(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"url\(|@import|expression\(", source)
    assert source.count("\n") <= 400
    assert source.count("{") == source.count("}")


def test_styles_use_only_tokens_that_exist() -> None:
    everything = "\n".join(path.read_text() for path in STYLES)
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything))
    used = set(re.findall(r"var\((--[\w-]+)", everything))
    assert used - defined == set()


@pytest.mark.parametrize("path", [s for s in STYLES if s.stem not in ("tokens", "print")], ids=relative)
def test_colours_are_tokens(path: Path) -> None:
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_modules_run_no_text_and_write_no_markup(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\beval\b|new Function|document\.write|insertAdjacentHTML|outerHTML\s*=", source)
    assert "innerHTML" not in source or path.stem == "html"
    assert not re.search(r"\.style\b|setAttribute\(\s*[\"']style", source)
    assert not re.search(r"parseFloat", source), "no amount becomes a floating-point number"
    assert source.count("\n") <= 250


def test_server_markup_enters_through_one_module_and_one_caller() -> None:
    importers = [path.stem for path in MODULES if 'from "./html.js"' in path.read_text()]
    assert importers == ["regions"]


def test_modules_import_without_cycles() -> None:
    graph = {path.stem: set(re.findall(r'from "\./([\w-]+)\.js"', path.read_text())) for path in MODULES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, f"{' -> '.join(above)} -> {name}"
        if name not in done:
            for below in graph[name]:
                visit(below, (*above, name))
            done.add(name)

    visit("boot", ())
    assert done == set(graph), "a module that nothing starts"


def test_markup_is_trusted_in_one_python_module() -> None:
    trusting = [
        relative(path)
        for path in PYTHON
        if re.search(r"\bmark_safe\(|\bSafeString\(|format_html\(f[\"']", path.read_text())
    ]
    assert trusting == ["tradeops/web/atoms.py"]


def test_every_class_of_a_component_is_styled() -> None:
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", "\n".join(path.read_text() for path in STYLES)))
    used: set[str] = set()
    for path in (ROOT / "templates/web").rglob("*.html"):
        for value in re.findall(r'class="([^"{]+)"', path.read_text()):
            used |= set(value.split())
    hooks = {"shell-signals"}
    assert used - styled - hooks == set()
