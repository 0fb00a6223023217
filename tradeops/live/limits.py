"""What one socket may ask of us."""

from __future__ import annotations

from collections import deque

MESSAGE_BYTES = 4096
TOPICS = 50
MESSAGES_PER_SECOND = 20
HELLO_SECONDS = 5.0
PING_SECONDS = 5.0
SILENCE_SECONDS = 15.0
CLOSE_SECONDS = 2.0
LEASE_SECONDS = 30.0
# Each lease is renewed between these, at random, so that a restart does not bring all at once.
RENEW_SECONDS = (15.0, 20.0)
READING_SECONDS = 1.0

# Close codes: the standard ones where they exist.
UNREADABLE = 1003
TOO_BIG = 1009
TRY_LATER = 1013
SIGN_IN = 4401
LOST_ACCESS = 4403
LEASE_OVER = 4408
TOO_MUCH = 4429


class Rate:
    """At most ``count`` events in any ``seconds``."""

    def __init__(self, count: int = MESSAGES_PER_SECOND, seconds: float = 1.0) -> None:
        self._count = count
        self._seconds = seconds
        self._times: deque[float] = deque()

    def allows(self, now: float) -> bool:
        """Count an event at ``now`` (monotonic seconds); False when it is one too many."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        self._times.append(now)
        return len(self._times) <= self._count
