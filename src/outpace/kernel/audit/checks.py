"""The chain's routine: verify and say so in the log itself, so that the viewer can tell when it was last found whole."""

from datetime import datetime

from outpace.kernel.audit.append import append
from outpace.kernel.audit.chain import MASTER
from outpace.kernel.audit.selectors import VERIFIED
from outpace.kernel.audit.verify import ChainReport, verify
from outpace.kernel.scope import ROOT, Actor


def verify_and_record(actor: Actor, *, since: datetime | None = None) -> ChainReport:
    """Verify the log (with `since`, from the last anchor before it) and append the outcome to the master strand."""
    report = verify(since=since)
    first = [f"{finding.kind} {finding.strand}/{finding.seq}" for finding in report.findings[:20]]
    details = {"entries": report.entries, "findings": len(report.findings), "first": first, "since": since}
    append(MASTER, actor, VERIFIED, subject="audit", path=ROOT, details=details)
    return report
