"""The kernel's tables."""

from outpace.kernel.models.accounts import DeviceToken, RoleGrant, User, UserManager
from outpace.kernel.models.audit import AuditEntry, AuditStrand
from outpace.kernel.models.days import DaysPassed
from outpace.kernel.models.inbox import InboxRecord
from outpace.kernel.models.jobs import JobRun, RunState
from outpace.kernel.models.sealing import Resealing

__all__ = [
    "AuditEntry",
    "AuditStrand",
    "DaysPassed",
    "DeviceToken",
    "InboxRecord",
    "JobRun",
    "Resealing",
    "RoleGrant",
    "RunState",
    "User",
    "UserManager",
]
