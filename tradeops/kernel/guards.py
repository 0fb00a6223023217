"""Migration operations that let PostgreSQL itself refuse a change. They stay on in tests."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class AppendOnly(RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on ``table``; ``grant_privileges`` also revokes them."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            sql=_FUNCTION
            + f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}"
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}"
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            """,
            reverse_sql=f"""
            DROP TRIGGER append_only ON "{table}";
            DROP TRIGGER append_only_truncate ON "{table}";
            """,
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return (self.__class__.__qualname__, [self.table], {})
