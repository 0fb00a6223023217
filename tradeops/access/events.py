"""What access tells the journal. Subjects: ``firm``, ``user``, ``key``, ``approval``."""

from __future__ import annotations

FIRM_CREATED = "firm.created"
FIRM_STATUS_SET = "firm.status_set"
USER_CREATED = "user.created"
USER_ACTIVE_SET = "user.active_set"
ROLE_ASSIGNED = "user.role_assigned"
ROLE_REVOKED = "user.role_revoked"
KEY_ISSUED = "key.issued"
KEY_REVOKED = "key.revoked"
APPROVAL_REQUESTED = "approval.requested"
APPROVAL_APPROVED = "approval.approved"
APPROVAL_REJECTED = "approval.rejected"
APPROVAL_EXECUTED = "approval.executed"
APPROVAL_EXPIRED = "approval.expired"
APPROVAL_VOID = "approval.void"
