"""How far everything has been pushed: here at once, in the table a moment later.

A successor goes on from the table's position: what was pushed in between is pushed twice, never left out.
"""

from __future__ import annotations

from django.db import connection

from tradeops.journal.selectors import last_position

_MOVE = """
UPDATE live_publishercursor SET position = %s, moved_at = clock_timestamp() WHERE name = %s AND position = %s
"""
# The first publisher of all begins with what happens from now on.
_BEGIN = """
INSERT INTO live_publishercursor (name, position, moved_at) VALUES (%s, %s, clock_timestamp()) ON CONFLICT DO NOTHING
"""
_READ = "SELECT position FROM live_publishercursor WHERE name = %s"


class Progress:
    """The position of the publisher ``name``; a new one knows nothing until it has settled."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stored: int | None = None
        self._pushed: int | None = None

    def continues_with(self, position: int) -> bool:
        """Whether everything before ``position`` has been pushed, as far as this process knows."""
        return self._pushed is not None and position == self._pushed + 1

    def reached(self, position: int) -> None:
        """Everything up to ``position`` has been pushed."""
        self._pushed = position

    def settle(self) -> int:
        """Write down how far it is; the position to go on from, which is the table's."""
        with connection.cursor() as cursor:
            if self._pushed is not None and self._pushed != self._stored:
                # Conditional: a relay that was thought dead must not move the cursor of its successor back.
                cursor.execute(_MOVE, [self._pushed, self._name, self._stored])
            cursor.execute(_READ, [self._name])
            row = cursor.fetchone()
            if row is None:
                cursor.execute(_BEGIN, [self._name, last_position()])
                cursor.execute(_READ, [self._name])
                row = cursor.fetchone()
        stored: int = row[0]
        self._stored = self._pushed = stored
        return stored
