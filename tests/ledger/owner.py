"""What only the owner of the database can do: change history with the guards switched off."""

from __future__ import annotations

import psycopg
from django.db import connection

from tests.database import OWNER_URL, with_name

TABLES = ("account", "balance", "entry", "line", "hold", "hold_resolution")
_DROP_FOREIGN_KEYS = """
DO $$
DECLARE
    known record;
BEGIN
    FOR known IN SELECT conname, conrelid::regclass AS name FROM pg_constraint
                 WHERE contype = 'f' AND conrelid::regclass::text LIKE 'ledger_%' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', known.name, known.conname);
    END LOOP;
END $$
"""


def as_owner(*statements: str, **parameters: object) -> None:
    """Run ``statements`` without triggers and, from then on, without foreign keys: a test's own copy only."""
    name = str(connection.settings_dict["NAME"])
    connection.close()
    with psycopg.connect(with_name(OWNER_URL, name)) as owner:
        owner.execute(_DROP_FOREIGN_KEYS)
        for table in TABLES:
            owner.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(statement, parameters or None)
        for table in TABLES:
            owner.execute(f"ALTER TABLE ledger_{table} ENABLE TRIGGER USER")
