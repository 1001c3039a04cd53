"""The kernel's tables."""

from outpace.kernel.models.accounts import DeviceToken, RoleGrant, User, UserManager
from outpace.kernel.models.audit import AuditEntry, AuditStrand
from outpace.kernel.models.inbox import InboxRecord
from outpace.kernel.models.jobs import JobRun, RunState

__all__ = ["AuditEntry", "AuditStrand", "DeviceToken", "InboxRecord", "JobRun", "RoleGrant", "RunState", "User", "UserManager"]
