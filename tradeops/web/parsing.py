"""JSON as strictly as it is meant: what a database or another parser would read differently is refused here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from tradeops.kernel.errors import Invalid


class StrictJsonParser(BaseParser):
    """UTF-8 JSON without NaN, repeated names, NUL, or half of a surrogate pair.

    Raises ParseError, and Invalid ``FIELD_REPEATED`` for a name that an object has twice.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            data = json.loads(stream.read().decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)
            text = json.dumps(data, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if r"\u0000" in text:
            raise ParseError("The body holds a NUL character.")
        return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _ in pairs)
        # A name may hold what cannot be answered: half of a surrogate pair.
        repeated = sorted(name[:100].encode(errors="replace").decode() for name in times if times[name] > 1)
        raise Invalid("FIELD_REPEATED", "A field is given twice.", fields={name: [] for name in repeated})
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
