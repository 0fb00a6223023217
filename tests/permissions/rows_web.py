"""The ground floor: identity, keys, approvals, signing in, the shell's own pages."""

from __future__ import annotations

from uuid import UUID

from tests.access.people import key
from tests.permissions.table import PUBLIC, SIGNED_IN, STAFF_ONLY, Row
from tests.permissions.world import World
from tradeops.access.roles import CLIENT_TRADER


def key_of_firm_a(world: World) -> dict[str, UUID]:
    return {"key_id": key(world.users["trader A"], CLIENT_TRADER).key.id}


ROWS = [
    Row("api_whoami", "GET", "access.whoami"),
    Row("api_keys", "GET", "access.list_keys"),
    Row("api_keys", "POST", "access.issue_key"),
    Row("api_key_revoke", "POST", "access.revoke_key", owned=key_of_firm_a),
    Row("api_firms", "POST", "access.create_firm"),
    Row("api_users", "POST", "access.create_user"),
    Row("api_user_roles", "POST", "access.assign_role"),
    Row("api_approvals", "GET", "access.list_approvals"),
    Row("api_approval", "GET", "access.list_approvals"),
    Row("api_approval_approve", "POST", "access.decide_approval"),
    Row("api_approval_reject", "POST", "access.decide_approval"),
    *(Row(route, method, PUBLIC) for route in ("api_schema", "api_docs") for method in ("GET", "POST")),
    *(Row(route, method, SIGNED_IN) for route in ("web_signals", "web_ticket") for method in ("GET", "POST")),
    *(Row(route, method, PUBLIC) for route in ("web_gallery", "web_favicon") for method in ("GET", "POST")),
]

# Pages of allauth: whoever is not signed in, or at a later step of signing in, is led back to the start.
ENTRANCE = ("account_login", "account_logout", "account_inactive", "account_signup", "mfa_authenticate")
OWN_ACCOUNT = (
    "account_change_password",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
)
ROWS += [Row(route, method, PUBLIC) for route in ENTRANCE for method in ("GET", "POST")]
ROWS += [Row(route, method, SIGNED_IN) for route in OWN_ACCOUNT for method in ("GET", "POST")]
# One row for all of Django's admin: its pages are tried one by one.
ROWS += [Row("admin:*", method, STAFF_ONLY) for method in ("GET", "POST")]
