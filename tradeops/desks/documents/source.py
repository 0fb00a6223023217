"""The product's source as syntax trees, and where the names in it lead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

PRODUCT = ("tradeops", "risk", "oms", "rfq", "settlement")
Scope = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file. ``name`` is dotted: ``rfq/services/__init__.py`` is ``rfq.services``."""

    name: str
    tree: ast.Module

    @cached_property
    def imported(self) -> dict[str, str]:
        """Local names of imports, those inside functions too, with what they stand for."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        return found

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """Names bound at the top of the module, with what is bound to them."""
        found: dict[str, ast.expr] = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = node.value
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                found[node.target.id] = node.value
        return found

    @cached_property
    def calls(self) -> list[tuple[ast.Call, Scope | None]]:
        """Every call with the innermost function it stands in."""
        return list(_calls(self.tree, None))

    @cached_property
    def functions(self) -> set[str]:
        return {node.name for node in ast.walk(self.tree) if isinstance(node, Scope | ast.ClassDef)}


class Source:
    """Every module of the product, migrations and the simulator apart."""

    def __init__(self) -> None:
        self.modules = {module.name: module for module in _modules(settings.BASE_DIR)}

    def target(self, module: Module, called: ast.expr) -> str:
        """The dotted name of what a call calls: a function of this module, or an imported one at its origin."""
        if isinstance(called, ast.Name):
            if called.id in module.functions:
                return f"{module.name}.{called.id}"
            return self.origin(module.imported.get(called.id, called.id))
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if called.value.id in ("self", "cls"):
                return f"{module.name}.{called.attr}"
            return self.origin(f"{module.imported.get(called.value.id, called.value.id)}.{called.attr}")
        return ""

    def origin(self, dotted: str) -> str:
        """Where a name was defined, through packages that pass it on."""
        package, _, name = dotted.rpartition(".")
        passing = self.modules.get(package)
        if passing is None or name in passing.functions or name in passing.constants:
            return dotted
        further = passing.imported.get(name)
        return self.origin(further) if further else dotted


def _modules(root: Path) -> Iterator[Module]:
    for folder in PRODUCT:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "migrations" not in parts and parts[:2] != ("tradeops", "simulator"):
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                yield Module(name, ast.parse(path.read_text(), filename=str(path)))


def _calls(node: ast.AST, scope: Scope | None) -> Iterator[tuple[ast.Call, Scope | None]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, scope
        yield from _calls(child, child if isinstance(child, Scope) else scope)
