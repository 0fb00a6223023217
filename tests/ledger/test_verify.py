"""Every kind of damage is found; it takes the owner of the database, with the guards off, to do any."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests.ledger.desk import TESTER, fold_everything, fund, new_client, spend
from tests.ledger.owner import as_owner
from tradeops.ledger.services import hold, release_hold
from tradeops.ledger.verify import verify

LINE = "(SELECT max(id) FROM ledger_line)"
CLIENT = "(SELECT id FROM ledger_account WHERE code = '2000')"
HOUSE = "(SELECT id FROM ledger_account WHERE code = '1000')"


@pytest.fixture
def written(committed_assets: str) -> None:
    client = new_client()
    fund(client, "100", reference="in")
    with transaction.atomic():
        for name in ("spent", "open", "released"):
            hold(TESTER, reference=name, account=client, amount=Decimal(10))
        release_hold(TESTER, reference="released")
    spend(client, "9", reference="out", resolves=("spent",))
    fold_everything()
    fund(client, "1", reference="late")


def test_a_sound_ledger_passes(written: None) -> None:
    assert verify() == []
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "3 entries" in out.getvalue()
    out = StringIO()
    call_command("verify_ledger", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"ok": True, "differences": []}


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        ("entry balances in every asset", f"UPDATE ledger_line SET amount = amount + 2 WHERE id = {LINE}"),
        ("entry balances in every asset", f"DELETE FROM ledger_line WHERE id = {LINE}"),
        ("entry has two lines or more", "DELETE FROM ledger_line"),
        ("line is well-formed", "DELETE FROM ledger_entry WHERE reference = 'out'"),
        ("line is well-formed", "UPDATE ledger_line SET amount = amount * 1.0001"),
        ("line is well-formed", f"UPDATE ledger_line SET created_xid = '5' WHERE id = {LINE}"),
        ("line is well-formed", f"UPDATE ledger_line SET account_id = 999 WHERE id = {LINE}"),
        ("posted debits equal posted credits", f"DELETE FROM ledger_balance WHERE account_id = {HOUSE}"),
        ("pending equals open holds", "UPDATE ledger_balance SET debits_pending = debits_pending + 1"),
        ("account has its balance row", f"DELETE FROM ledger_balance WHERE account_id = {CLIENT}"),
        ("account has its balance row", "UPDATE ledger_balance SET may_go_negative = true"),
        ("balance equals its lines", f"UPDATE ledger_balance SET credits_posted = 102 WHERE account_id = {CLIENT}"),
        ("balance equals its lines", f"UPDATE ledger_balance SET debits_posted = 99 WHERE account_id = {HOUSE}"),
        ("balance equals its lines", f"UPDATE ledger_balance SET folded_to = '0' WHERE account_id = {HOUSE}"),
        ("balance equals its lines", "UPDATE ledger_line SET amount = amount * 2"),
        ("pending bucket equals its holds", "DELETE FROM ledger_hold_resolution WHERE state = 'RELEASED'"),
        ("pending bucket equals its holds", "DELETE FROM ledger_hold WHERE reference = 'open'"),
        (
            "hold is spent at most once and within its amount",
            "UPDATE ledger_hold SET amount = 8.99 WHERE reference = 'spent'",
        ),
        (
            "hold is spent at most once and within its amount",
            "UPDATE ledger_hold_resolution SET entry_id = (SELECT id FROM ledger_entry WHERE reference = 'in')"
            " WHERE state = 'CONSUMED'",
        ),
        (
            "available is not negative",
            "ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_available_not_negative;"
            f"UPDATE ledger_balance SET credits_posted = 5 WHERE account_id = {CLIENT}",
        ),
    ],
)  # fmt: skip
def test_damage_is_found(written: None, check: str, damage: str) -> None:
    as_owner(damage)
    found = verify()
    assert check in [difference.check for difference in found]
    with pytest.raises(CommandError) as failure:
        call_command("verify_ledger", stdout=StringIO())
    assert failure.value.returncode == 1
    assert str(failure.value).startswith(str(found[0]))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--json", stdout=out)
    assert json.loads(out.getvalue())["differences"][0]["check"] == found[0].check


def test_it_needs_a_snapshot_of_its_own(db: None) -> None:
    with pytest.raises(RuntimeError):
        verify()
