"""The audit log: every write and every read of personal data, append-only and hash-chained (docs/adr/0004).

A service calls `record` as the last thing before its transaction ends; the privacy door calls `record_read`. Details name things
by id or code and never hold personal data: the log may be read by people who must not read what it is about.
"""

from outpace.kernel.audit.anchors import anchor, retire
from outpace.kernel.audit.append import MAX_DETAILS, Entry, entry, record, record_read
from outpace.kernel.audit.chain import MASTER, STRANDS, Finding, FindingKind, strand_of
from outpace.kernel.audit.checks import verify_and_record
from outpace.kernel.audit.names import action_name, name_actions, name_choices, name_details, named_actions, told
from outpace.kernel.audit.selectors import AuditFilter, AuditView, ChainStatus, chain_status, entries, readers
from outpace.kernel.audit.verify import ChainReport, verify

__all__ = [
    "MASTER",
    "MAX_DETAILS",
    "STRANDS",
    "AuditFilter",
    "AuditView",
    "ChainReport",
    "ChainStatus",
    "Entry",
    "Finding",
    "FindingKind",
    "action_name",
    "anchor",
    "chain_status",
    "entries",
    "entry",
    "name_actions",
    "name_choices",
    "name_details",
    "named_actions",
    "readers",
    "record",
    "record_read",
    "retire",
    "strand_of",
    "told",
    "verify",
    "verify_and_record",
]
