"""Which literal values can reach an argument: followed backwards through constants, variables and helpers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tradeops.desks.documents.source import Module, Scope, Source

Values = tuple[str, ...]
UNKNOWN: Values = ()


@dataclass(frozen=True)
class Parameter:
    """The value is whatever the function was called with under this name."""

    name: str


@dataclass(frozen=True)
class Sink:
    """A function with the arguments that matter: each role is one of its parameters, or known already."""

    function: str
    parameters: tuple[str, ...]
    roles: Mapping[str, Values | Parameter]


@dataclass(frozen=True)
class Finding:
    """A call that decides a role. No value means that none could be read there."""

    module: str
    function: str
    values: Mapping[str, Values]


class Flow:
    """Follows sinks to the calls that decide the role ``key``; helpers that only pass it on become sinks."""

    def __init__(self, source: Source, key: str) -> None:
        self._source = source
        self._key = key

    def findings(self, sinks: Iterable[Sink]) -> list[Finding]:
        """Every deciding call, by module."""
        found: list[Finding] = []
        waiting = list(sinks)
        seen = {sink.function for sink in waiting}
        while waiting:
            sink = waiting.pop()
            for module in self._source.modules.values():
                for call, scope in module.calls:
                    if self._source.target(module, call.func) != sink.function:
                        continue
                    reader = Reader(self._source, module, scope)
                    for variant in reader.unpacked(call):
                        further = self._follow(reader, variant, sink, found)
                        if further is not None and further.function not in seen:
                            seen.add(further.function)
                            waiting.append(further)
        return sorted(found, key=lambda entry: (entry.module, entry.function, sorted(entry.values.items())))

    def _follow(self, reader: Reader, call: ast.Call, sink: Sink, found: list[Finding]) -> Sink | None:
        roles = {
            role: reader.argument(call, sink.parameters, origin.name) if isinstance(origin, Parameter) else origin
            for role, origin in sink.roles.items()
        }
        module, scope = reader.module, reader.scope
        if scope is not None and isinstance(roles[self._key], Parameter):
            return Sink(f"{module.name}.{scope.name}", _parameters(scope), roles)
        plain = {role: UNKNOWN if isinstance(value, Parameter) else value for role, value in roles.items()}
        found.append(Finding(module.name, scope.name if scope else "", plain))
        return None


@dataclass(frozen=True)
class Reader:
    """Reads expressions as they stand in one function of one module."""

    source: Source
    module: Module
    scope: Scope | None = None

    def unpacked(self, call: ast.Call) -> list[ast.Call]:
        """The call itself; or, where it unpacks an entry of a table, one call for each entry."""
        if not call.args or not isinstance(call.args[0], ast.Starred):
            return [call]
        choices = [node for node in self._choices(call.args[0].value) if isinstance(node, ast.Tuple)]
        return [ast.Call(call.func, [*node.elts, *call.args[1:]], call.keywords) for node in choices] or [call]

    def argument(self, call: ast.Call, parameters: tuple[str, ...], name: str) -> Values | Parameter:
        """What a call passes for the parameter ``name``."""
        named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
        if named is not None:
            return self.values(named)
        place = parameters.index(name) if name in parameters else len(call.args)
        return self.values(call.args[place]) if place < len(call.args) else UNKNOWN

    def values(self, node: ast.expr) -> Values | Parameter:
        """The texts that an expression may stand for, or the parameter it is."""
        if isinstance(node, ast.Constant):
            return (str(node.value),)
        if isinstance(node, ast.JoinedStr):
            return ("".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values),)
        if isinstance(node, ast.IfExp):
            return self._joined([node.body, node.orelse])
        if isinstance(node, ast.Subscript):
            return self._joined(self._choices(node))
        if isinstance(node, ast.Call):
            return self._subject_kind(node)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return self._attribute(node.value.id, node.attr)
        return UNKNOWN

    def _name(self, name: str) -> Values | Parameter:
        if self.scope is not None:
            if name in _parameters(self.scope) or name in {argument.arg for argument in self.scope.args.kwonlyargs}:
                return Parameter(name)
            if assigned := _assigned(self.scope, name):
                return self._joined(assigned)
        return self._constant(f"{self.module.name}.{name}")

    def _attribute(self, owner: str, name: str) -> Values:
        """``events.KEY_ISSUED``, or ``RESERVATION.kind`` of a workflow or an enumeration's member."""
        dotted = self.module.imported.get(owner, f"{self.module.name}.{owner}")
        if found := self._constant(f"{dotted}.{name}"):
            return found
        module, node = self._bound(dotted)
        declared = node.args[0] if isinstance(node, ast.Call) and node.args else None
        if module is None or not isinstance(declared, ast.Call):
            return UNKNOWN
        wanted = [keyword.value for keyword in declared.keywords if keyword.arg == name]
        return Reader(self.source, module)._joined(wanted)

    def _constant(self, dotted: str) -> Values:
        module, node = self._bound(dotted)
        return UNKNOWN if module is None or node is None else Reader(self.source, module)._joined([node])

    def _bound(self, dotted: str) -> tuple[Module | None, ast.expr | None]:
        package, _, name = self.source.origin(dotted).rpartition(".")
        module = self.source.modules.get(package)
        if module is not None and name in module.imported and name not in module.constants:
            return self._bound(module.imported[name])
        return (module, module.constants.get(name)) if module else (None, None)

    def _choices(self, node: ast.expr) -> list[ast.expr]:
        """What a look-up in a table of the module may give."""
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            table = self.module.constants.get(node.value.id)
            return list(table.values) if isinstance(table, ast.Dict) else []
        return [] if isinstance(node, ast.Subscript) else [node]

    def _subject_kind(self, node: ast.Call) -> Values | Parameter:
        """``Subject("trade", id)`` and reference's ``subject("venue", code)`` stand for their kind."""
        called = self.source.target(self.module, node.func).rpartition(".")[2]
        return self.values(node.args[0]) if called in ("Subject", "subject") and node.args else UNKNOWN

    def _joined(self, nodes: Iterable[ast.expr]) -> Values:
        read = [self.values(node) for node in nodes]
        known = (value for values in read if not isinstance(values, Parameter) for value in values)
        return tuple(dict.fromkeys(known))


def _parameters(scope: Scope) -> tuple[str, ...]:
    names = tuple(argument.arg for argument in (*scope.args.posonlyargs, *scope.args.args))
    return names[1:] if names[:1] in (("self",), ("cls",)) else names


def _assigned(scope: Scope, name: str) -> list[ast.expr]:
    """What is bound to a local name, pair by pair where several are bound at once."""
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs: Iterable[tuple[ast.expr, ast.expr]] = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = zip(target.elts, value.elts, strict=False)
        found += [bound for place, bound in pairs if isinstance(place, ast.Name) and place.id == name]
    return found
