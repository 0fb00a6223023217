"""The one tree of errors. A stable ``code`` is the contract; the text may improve."""

from __future__ import annotations

from typing import Any


class TradeopsError(Exception):
    """A refusal that a caller can act on.

    ``code`` is stable and machine-readable; ``detail`` is a sentence the client may see; ``context``
    holds what only the desk may see (limits, formulas, inputs) and never leaves through a client face.
    """

    status = 500
    title = "Internal error"

    def __init__(self, code: str, detail: str, **context: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.context = context


class Invalid(TradeopsError):
    """The request is malformed or out of its published bounds.

    ``fields`` names where, with what is wrong there; a field without words of its own gets the detail.
    """

    status = 400
    title = "Invalid request"

    def __init__(self, code: str, detail: str, *, fields: dict[str, list[str]] | None = None, **context: Any) -> None:
        super().__init__(code, detail, **context)
        self.fields = {name: said or [detail] for name, said in (fields or {}).items()}


class Unauthenticated(TradeopsError):
    """Nobody known is asking."""

    status = 401
    title = "Not signed in"


class Denied(TradeopsError):
    """The actor is known and may not do this."""

    status = 403
    title = "Not permitted"


class NotFound(TradeopsError):
    """No such object, or one of another firm: the two are told apart nowhere."""

    status = 404
    title = "Not found"


class Conflict(TradeopsError):
    """The object's state, or an earlier call with the same id, rules this out."""

    status = 409
    title = "Conflict"


class LimitBreached(Conflict):
    """A limit would be exceeded. The client learns the category, the desk the numbers."""

    title = "Limit"


class Expired(Conflict):
    """The deadline has passed by the database's clock."""

    title = "Expired"


class Throttled(TradeopsError):
    """Too many requests; ``retry_after`` is in seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, code: str, detail: str, *, retry_after: int = 1, **context: Any) -> None:
        super().__init__(code, detail, **context)
        self.retry_after = retry_after


class Unavailable(TradeopsError):
    """A dependency is down or unknown: fail closed, try later."""

    status = 503
    title = "Unavailable"
