"""The permission table against the product: it is complete, and every denial denies and changes nothing.

``UPDATE_MATRIX=1 python -m deploy.under pytest tests/permissions`` rewrites ``matrix.txt``: review its diff.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.permissions.routes import SAMPLE_ID, Route, routes
from tests.permissions.table import PUBLIC, SIGNED_IN, STAFF_ONLY, Row, allowed, groups, matrix, rows
from tests.permissions.world import PERSONAS, World, build

MATRIX = Path(__file__).with_name("matrix.txt")
# Written by the asking itself: who is signed in, and what was answered to which key.
BESIDE = ("django_session", "web_idempotencyrecord")
FIRM_B = "trader B"
# One of each kind: Django asks nothing but who is staff.
NOT_STAFF = ("anonymous", "trader A", "risk officer", "key A")
ADMIN_OPEN = {"admin:login", "admin:logout", "admin:jsi18n"}


@pytest.fixture
def world(db) -> World:
    return build()


def known() -> dict[str, Route]:
    """Our routes by name; Django's admin as the one route ``admin:*``."""
    found = routes()
    admin = Route("admin:*", None, False, {})
    return {name: route for name, route in found.items() if not name.startswith("admin:")} | {"admin:*": admin}


def test_every_route_and_method_has_a_row_and_every_row_a_route():
    table = {(row.route, row.method) for row in rows()}
    product = {(name, method) for name, route in known().items() for method in route.methods}
    assert len(table) == len(rows()), "a row is there twice"
    assert product - table == set(), "routes without a row in tests/permissions/rows_*.py"
    assert table - product == set(), "rows without a route"


def test_a_row_names_the_policy_that_the_view_enforces():
    for row in rows():
        commands = known()[row.route].commands
        if commands is None:
            assert row.command in (PUBLIC, SIGNED_IN, STAFF_ONLY), f"{row}: this view enforces no policy"
        else:
            assert row.command == commands[row.method], str(row)


def test_a_change_of_who_may_what_is_seen_in_review():
    text = matrix(known())
    if os.environ.get("UPDATE_MATRIX"):
        MATRIX.write_text(text)
    assert MATRIX.read_text() == text, "UPDATE_MATRIX=1 rewrites it; review the difference"


@pytest.mark.parametrize("group", sorted(groups()))
@pytest.mark.usefixtures("without_throttle")
def test_the_rows_hold_for_every_persona(group: str, world: World):
    faults: list[str] = []
    for row in groups()[group]:
        if row.route == "admin:*":
            continue
        with transaction.atomic():
            faults += _faults(row, known()[row.route], world)
            transaction.set_rollback(True)
    assert faults == []


def _faults(row: Row, route: Route, world: World) -> Iterator[str]:
    path = reverse(row.route, kwargs=(row.owned(world) if row.owned else route.parameters) or None)
    for persona in PERSONAS:
        before = written()
        answer = world.ask(persona, row.method, path)
        said = f"{persona}: {row} gave {answer.status_code}"
        wrote = written() != before
        if not allowed(row, route, persona):
            if not is_denied(answer) or wrote:
                yield f"{said}, must be denied and change nothing"
        elif row.owned and persona == FIRM_B:
            # 400: an empty body is refused before anything is looked up.
            if answer.status_code not in (400, 404) or wrote:
                yield f"{said} for an object of firm A"
        elif answer.status_code in (401, 403) or (row.command != PUBLIC and leads_to_login(answer)):
            yield f"{said}, must be let in"
        elif row.method == "GET" and wrote:
            yield f"{said} and wrote: a GET changes nothing"


def test_the_administration_pages_are_for_staff(world: World):
    for name, route in routes().items():
        # The sign-in and sign-out of the admin, its words for scripts, and what matches any other address.
        if not name.startswith("admin:") or name in ADMIN_OPEN or "<" in name:
            continue
        path = reverse(name, kwargs=route.parameters or None)
        for persona in NOT_STAFF:
            for method in ("GET", "POST"):
                before = written()
                answer = world.ask(persona, method, path)
                assert is_denied(answer), f"{persona}: {method} {name} gave {answer.status_code}"
                assert written() == before


def test_the_counter_of_writes_counts(world: World):
    before = written()
    world.users["dealer"].save(update_fields=["name"])
    assert written() != before


def test_sample_ids_exist_nowhere(world: World):
    assert all(account.id != SAMPLE_ID for account in world.users.values())


def written() -> dict[str, tuple[int, int, int]]:
    """What this transaction has inserted, updated and deleted so far in each table, undone work included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND NOT relname = ANY(%s)",
            [list(BESIDE)],
        )
        return {name: counts for name, *counts in cursor.fetchall()}


def leads_to_login(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(("/accounts/login/", "/admin/login/"))


def is_denied(answer) -> bool:
    return answer.status_code in (401, 403, 404, 405) or leads_to_login(answer)
