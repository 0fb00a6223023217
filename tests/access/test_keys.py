from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.access.people import firm, key, user
from tradeops.access import tokens
from tradeops.access.actors import actor_of_user
from tradeops.access.models import ApiKey
from tradeops.access.roles import ADMINISTRATOR, CLIENT_TRADER, CLIENT_VIEWER, DEALER, RISK_OFFICER
from tradeops.access.services import (
    authenticate_key,
    issue_api_key,
    revoke_api_key,
    revoke_role,
    rotate_api_key,
    set_firm_status,
    set_user_active,
)
from tradeops.kernel.clock import now
from tradeops.kernel.errors import Denied, Invalid, NotFound, TradeopsError, Unauthenticated

pytestmark = pytest.mark.django_db


@pytest.fixture
def trader():
    return user("trader@alpha.test", CLIENT_TRADER, firm_id=firm())


@pytest.fixture
def administrator():
    return actor_of_user(user("admin@desk.test", ADMINISTRATOR))


def refused(token: str) -> str:
    with pytest.raises(Unauthenticated) as caught:
        authenticate_key(token, local=True)
    return caught.value.code


def test_a_key_becomes_an_actor_of_its_firm(trader):
    issued = key(trader, CLIENT_TRADER, scopes=("trade",))
    actor = authenticate_key(issued.token, local=True)
    assert (actor.kind, actor.firm_id) == ("key", trader.firm_id)
    assert (actor.roles, actor.scopes) == ({CLIENT_TRADER}, {"trade"})
    assert ApiKey.objects.as_system().get().last_used_at is not None


def test_what_the_database_holds_cannot_authenticate(trader):
    issued = key(trader, CLIENT_TRADER)
    row = ApiKey.objects.as_system().get()
    assert issued.token.split(".")[1] not in str({f.attname: getattr(row, f.attname) for f in row._meta.fields})
    stored = bytes(row.digest)
    assert refused(f"{issued.key.prefix}.{stored.hex()}") == "KEY_INVALID"
    assert refused(f"{issued.key.prefix}.{tokens.new_secret()}") == "KEY_INVALID"


def test_the_digest_depends_on_the_pepper_and_on_the_key(trader, settings):
    issued = key(trader, CLIENT_TRADER)
    parts = tokens.split(issued.token)
    assert parts is not None
    identifier, secret = parts
    before = tokens.digest(identifier, secret)
    other = key(trader, CLIENT_TRADER)
    assert tokens.digest(other.key.id, secret) != before
    settings.API_KEY_PEPPER = "another"
    assert tokens.digest(identifier, secret) != before
    assert refused(issued.token) == "KEY_INVALID"


def test_secrets_are_compared_in_constant_time(trader, monkeypatch):
    compared = []
    real = tokens.hmac.compare_digest

    def noting(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return real(a, b)

    monkeypatch.setattr(tokens.hmac, "compare_digest", noting)
    authenticate_key(key(trader, CLIENT_TRADER).token, local=True)
    assert [len(side) for side in compared[0]] == [32, 32]


@pytest.mark.parametrize("token", ["", "tok_", "tok_12.x", "Bearer x", "tok_" + "0" * 32 + "." + "a" * 43, "ключ"])
def test_what_is_no_key_is_refused(token):
    assert refused(token) == "KEY_INVALID"


def test_a_key_ends_with_its_time(trader):
    issued = key(trader, CLIENT_TRADER)
    ApiKey.objects.as_system().update(created_at=now() - timedelta(days=2), expires_at=now() - timedelta(seconds=1))
    assert refused(issued.token) == "KEY_INVALID"


def test_a_revoked_key_is_refused_at_once_and_history_says_why(trader, administrator):
    issued = key(trader, CLIENT_TRADER)
    revoke_api_key(actor=administrator, key_id=issued.key.id, reason="laptop lost")
    assert refused(issued.token) == "KEY_INVALID"
    version = ApiKey.history.first()
    assert version.history_change_reason == "laptop lost"
    assert version.history_user_id == f"user:{administrator.id} admin@desk.test"
    assert not hasattr(version, "digest")
    with pytest.raises(TradeopsError, match="KEY_REVOKED"):
        revoke_api_key(actor=administrator, key_id=issued.key.id, reason="again")


def test_rotation_ends_the_old_key(trader):
    own = actor_of_user(trader)
    old = key(trader, CLIENT_TRADER, scopes=("read",))
    new = rotate_api_key(actor=own, key_id=old.key.id, expires_at=now() + timedelta(days=9), reason="monthly")
    assert refused(old.token) == "KEY_INVALID"
    assert authenticate_key(new.token, local=True).scopes == {"read"}


def test_a_key_loses_what_its_holder_loses(trader, administrator):
    issued = key(trader, CLIENT_TRADER)
    revoke_role(actor=administrator, user_id=trader.id, role=CLIENT_TRADER, reason="moved")
    assert authenticate_key(issued.token, local=True).roles == frozenset()
    set_user_active(actor=administrator, user_id=trader.id, active=False, reason="left")
    assert refused(issued.token) == "KEY_INVALID"
    assert ApiKey.objects.as_system().get().revoked_at is not None


def test_a_suspended_firm_is_shut_out(trader, administrator):
    issued = key(trader, CLIENT_TRADER)
    set_firm_status(actor=administrator, firm_id=trader.firm_id, status="SUSPENDED", reason="sanctions hit")
    with pytest.raises(Denied, match="FIRM_SUSPENDED"):
        authenticate_key(issued.token, local=True)


def test_a_demo_key_is_worth_nothing_elsewhere():
    demo = user("demo@alpha.test", CLIENT_TRADER, firm_id=firm(), is_demo=True)
    token = key(demo, CLIENT_TRADER).token
    assert authenticate_key(token, local=True)
    with pytest.raises(Unauthenticated):
        authenticate_key(token, local=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"roles": [CLIENT_VIEWER]}, "KEY_ROLE_UNFIT"),
        ({"roles": []}, "KEY_ROLE_UNFIT"),
        ({"scopes": ["withdraw"]}, "KEY_SCOPE_UNKNOWN"),
        ({"scopes": []}, "KEY_SCOPE_UNKNOWN"),
        ({"expires_at": now() - timedelta(days=1)}, "KEY_EXPIRY_INVALID"),
        ({"expires_at": now() + timedelta(days=367)}, "KEY_EXPIRY_INVALID"),
        ({"expires_at": (now() + timedelta(days=1)).replace(tzinfo=None)}, "KEY_EXPIRY_INVALID"),
        ({"name": " "}, "NAME_MISSING"),
        ({"reason": " "}, "REASON_MISSING"),
    ],
)
def test_a_key_out_of_bounds_is_not_made(trader, change, code):
    good = {"roles": [CLIENT_TRADER], "scopes": ["read"], "expires_at": now() + timedelta(days=1)}
    asked = {"holder_id": trader.id, "name": "bot", "reason": "test"} | good | change
    with pytest.raises(Invalid) as caught:
        issue_api_key(actor=actor_of_user(trader), **asked)
    assert caught.value.code == code
    assert not ApiKey.objects.as_system().exists()


def test_nobody_makes_or_ends_a_key_of_another(trader, administrator):
    colleague = actor_of_user(user("b@alpha.test", CLIENT_TRADER, firm_id=trader.firm_id))
    officer = user("risk@desk.test", RISK_OFFICER)
    asked: dict[str, Any] = {"name": "x", "scopes": ["read"], "expires_at": now() + timedelta(days=1), "reason": "test"}
    with pytest.raises(Denied, match="KEY_OF_ANOTHER"):
        issue_api_key(actor=colleague, holder_id=trader.id, roles=[CLIENT_TRADER], **asked)
    with pytest.raises(Denied, match="KEY_OF_ANOTHER"):
        issue_api_key(actor=administrator, holder_id=officer.id, roles=[RISK_OFFICER], **asked)
    assert issue_api_key(actor=administrator, holder_id=trader.id, roles=[CLIENT_TRADER], **asked)
    with pytest.raises(NotFound):
        revoke_api_key(actor=colleague, key_id=key(trader, CLIENT_TRADER).key.id, reason="mischief")


def test_a_key_cannot_make_keys():
    dealer = user("dealer@desk.test", DEALER)
    bot = authenticate_key(key(dealer, DEALER, scopes=("read", "trade", "settle")).token, local=True)
    with pytest.raises(Denied, match="NOT_PERMITTED"):
        issue_api_key(
            actor=bot,
            holder_id=dealer.id,
            name="x",
            roles=[DEALER],
            scopes=["read"],
            expires_at=now() + timedelta(days=1),
            reason="test",
        )
