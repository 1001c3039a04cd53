"""The chain's routine: verify and say so in the log itself, so that the viewer can tell when it was last found whole."""

from outpace.kernel.audit.append import append
from outpace.kernel.audit.chain import MASTER
from outpace.kernel.audit.selectors import VERIFIED
from outpace.kernel.audit.verify import ChainReport, verify
from outpace.kernel.scope import ROOT, Actor


def verify_and_record(actor: Actor) -> ChainReport:
    """Verify the whole log and append the outcome to the master strand."""
    report = verify()
    first = [f"{finding.kind} {finding.strand}/{finding.seq}" for finding in report.findings[:20]]
    details = {"entries": report.entries, "findings": len(report.findings), "first": first}
    append(MASTER, actor, VERIFIED, subject="audit", path=ROOT, details=details)
    return report
