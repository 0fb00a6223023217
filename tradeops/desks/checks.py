"""What risk measured, as lines of a list: on the trader's page for a quote, on a deal's for all its steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from risk.types import Verdict
from tradeops.desks.measured import PLACES
from tradeops.desks.reasons import reason
from tradeops.kernel.money import round_down
from tradeops.web.formatting import quantity, rounded, trimmed

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# From here up whole units are enough to compare a figure with its limit.
LARGE = 1_000
# What a refusal's line says of its context in its own words; the account is the client's, by its balance.
TOLD_BY_CHECK = frozenset(
    {
        "account",
        "available",
        "category",
        "formula",
        "largest",
        "limit",
        "refusals",
        "required",
        "reserved",
        "used",
        "value",
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """``measured`` is value against limit, ``formula`` what had to hold, ``largest`` the size that would pass."""

    label: str
    code: str
    passed: bool
    measured: str
    formula: str
    largest: str


def checks(verdicts: tuple[Verdict, ...]) -> list[Check]:
    """Every rule, in the order of judgement."""
    return [
        Check(
            label=_label(verdict.rule),
            code=verdict.code,
            passed=verdict.passed,
            measured=_against(verdict.value, verdict.limit),
            formula=verdict.formula,
            largest=_largest(verdict.largest),
        )
        for verdict in verdicts
    ]


def refused_check(code: str, context: Mapping[str, Any]) -> Check:
    """The line of a refusal, from what the journal kept of it."""
    return Check(
        label=reason(code).text,
        code=code,
        passed=False,
        measured=_known(context),
        formula=str(context.get("formula", "")),
        largest=_largest(context.get("largest")),
    )


def _known(context: Mapping[str, Any]) -> str:
    """What the refusal measured: the use of a limit with this request in it, need and balance, or value and limit."""
    if {"used", "reserved", "value", "limit"} <= context.keys():
        use = sum((Decimal(str(context[name])) for name in ("used", "reserved", "value")), Decimal(0))
        return _against(use, context["limit"])
    has = _figures(str(context.get("available", "")))
    if has and "required" in context:
        return f"needs {_figures(str(context['required']))}, has {has}"
    if has:
        return f"{has} available"
    return _against(context.get("value"), context.get("limit"))


def _largest(size: object) -> str:
    """Cut, not rounded: more than this would not pass."""
    return "" if size in (None, "", "None") else quantity(round_down(Decimal(str(size)), PLACES), 0)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _against(value: object, limit: object) -> str:
    """``3.9 of 150``, ``5.88 bps of 500 bps``, ``250,000 · prefunded``."""
    texts = [_figures(str(text)) for text in (value, limit) if text not in (None, "", "None")]
    if len(set(texts)) == 1:
        return texts[0]
    joint = " of " if texts and texts[-1][0].isdigit() else " · "
    return joint.join(texts)


def _figures(text: str) -> str:
    """The numbers in a text grouped and without needless zeros; words in lower case."""
    return _NUMBER.sub(lambda found: _figure(Decimal(found[0])), text.replace("_", " ").lower())


def _figure(number: Decimal) -> str:
    return rounded(number, 0) if abs(number) >= LARGE else trimmed(number, PLACES)
