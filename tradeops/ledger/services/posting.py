"""Writing journal entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from tradeops.journal.types import Subject
from tradeops.kernel.actor import Actor
from tradeops.kernel.errors import Conflict, Invalid, NotFound
from tradeops.kernel.ids import uuid7
from tradeops.ledger import rules
from tradeops.ledger.rules import LockedAccount
from tradeops.ledger.services.accounts import lock_accounts
from tradeops.ledger.services.holding import find_holds
from tradeops.ledger.services.transactions import require_transaction
from tradeops.ledger.types import Account, Leg, PostedEntry, Posting

_RECORDED = """
SELECT reference, payload_hash, id, code, source_kind, source_id, effective_at, recorded_at
FROM ledger_entry WHERE reference = ANY(%s)
"""


def post(
    actor: Actor,
    *,
    reference: str,
    code: str,
    source: Subject,
    legs: Sequence[Leg],
    effective_at: datetime | None = None,
    resolves: Sequence[str] = (),
) -> PostedEntry:
    """Write one entry: see ``post_many``."""
    posting = Posting(reference, code, source, tuple(legs), effective_at, tuple(resolves))
    return post_many(actor, [posting])[0]


def post_many(actor: Actor, postings: Iterable[Posting]) -> tuple[PostedEntry, ...]:
    """Write entries, all or none, in a handful of statements whatever their number.

    A posting whose reference was already written with the same content returns the entry as written, even if
    the balance would no longer carry it. Accounts are opened on first use. Callers that post several entries
    in one transaction do it in one call: locks are then taken in one order.

    Raises Conflict ``REFERENCE_REUSED`` (other content), LimitBreached ``INSUFFICIENT_BALANCE`` or
    ``HOLD_EXCEEDED``, Conflict ``HOLD_RESOLVED`` or ``HOLD_MISMATCH``, NotFound ``HOLD_UNKNOWN``, and Invalid
    for a malformed posting.
    """
    require_transaction()
    wanted = tuple(postings)
    for posting in wanted:
        rules.check_posting(posting)
    if len({posting.reference for posting in wanted}) < len(wanted):
        raise Invalid("REFERENCE_TWICE", "two postings of one call have the same reference")
    accounts = lock_accounts(leg.account for posting in wanted for leg in posting.legs)
    holds = find_holds([reference for posting in wanted for reference in posting.resolves])
    written: dict[str, PostedEntry] = {}
    fresh = wanted
    try:
        rules.admit(fresh, accounts, holds)
    except (Conflict, NotFound):
        written = _recorded(wanted)
        if not written:
            raise
        fresh = tuple(posting for posting in wanted if posting.reference not in written)
        rules.admit(fresh, accounts, holds)
    made = _insert(actor, fresh, accounts)
    if len(made) < len(fresh):
        written |= _recorded([posting for posting in fresh if posting.reference not in made])
    return tuple((made | written)[posting.reference] for posting in wanted)


def _insert(
    actor: Actor, postings: Sequence[Posting], accounts: Mapping[Account, LockedAccount]
) -> dict[str, PostedEntry]:
    by_id = {uuid7(): posting for posting in postings}
    author = {"kind": actor.kind, "id": actor.id, "label": actor.label}
    entries = [_entry_row(id, posting) for id, posting in by_id.items()]
    spends = [
        {"entry_id": str(id), "reference": reference} for id, posting in by_id.items() for reference in posting.resolves
    ]
    lines = [
        {
            "entry_id": str(id),
            "account_id": accounts[leg.account].id,
            "amount": str(leg.amount),
            "code": leg.code,
        }
        for id, posting in by_id.items()
        for leg in posting.legs
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM ledger_write_entries(%s, %s, %s, %s)",
            [json.dumps(part) for part in (author, entries, spends, lines)],
        )
        return {
            by_id[id].reference: _entry(id, by_id[id], effective_at, recorded_at)
            for id, effective_at, recorded_at in cursor.fetchall()
        }


def _entry_row(id: UUID, posting: Posting) -> dict[str, str | None]:
    return {
        "id": str(id),
        "reference": posting.reference,
        "payload_hash": rules.payload_hash(posting).hex(),
        "code": posting.code,
        "source_kind": posting.source.kind,
        "source_id": str(posting.source.id),
        "effective_at": posting.effective_at.isoformat() if posting.effective_at else None,
    }


def _entry(id: UUID, posting: Posting, effective_at: datetime, recorded_at: datetime) -> PostedEntry:
    return PostedEntry(id, posting.reference, posting.code, posting.source, effective_at, recorded_at)


def _recorded(postings: Sequence[Posting]) -> dict[str, PostedEntry]:
    """Entries already written for these postings; raises Conflict ``REFERENCE_REUSED`` for other content."""
    by_reference = {posting.reference: posting for posting in postings}
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, [list(by_reference)])
        for reference, payload_hash, id, code, kind, source_id, effective_at, recorded_at in cursor.fetchall():
            if bytes(payload_hash) != rules.payload_hash(by_reference[reference]):
                raise Conflict("REFERENCE_REUSED", f"{reference} already names another entry")
            source = Subject(kind, source_id)
            found[reference] = PostedEntry(id, reference, code, source, effective_at, recorded_at)
    return found
