"""Give the application role exactly what the product does. Run by the owner after migrating."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

_APPEND_ONLY = """
SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'append_only' AND c.relnamespace = 'public'::regnamespace
"""


class Command(BaseCommand):
    help = "Grant the application role what it needs: append-only tables get SELECT and INSERT alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default="tradeops")

    def handle(self, *args: object, **options: str) -> None:
        role = connection.ops.quote_name(options["role"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, 1 FROM pg_roles WHERE rolname = %s", [options["role"]])
            found = cursor.fetchone()
            if found is None or found[0] == options["role"]:
                self.stdout.write(f"No role {options['role']} apart from the owner: nothing to grant.")
                return
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
            cursor.execute(_APPEND_ONLY)
            for (table,) in cursor.fetchall():
                quoted = connection.ops.quote_name(table)
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quoted} FROM {role}")
