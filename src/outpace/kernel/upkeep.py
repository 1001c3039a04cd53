"""What the kernel does by itself: anchors of the audit log, forgetting of old inbox records, and verification when asked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from outpace.kernel import audit, clock, inbox, jobs
from outpace.kernel.jobs import Run
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor

VERIFY: Final = "audit.verify"
INBOX_KEPT: Final = timedelta(days=45)  # the longest a device may have lain offline with an unsent batch


def start_verification(actor: Actor) -> int:
    """Have the whole log verified in the background, and give the run's number. Raises NotAllowed."""
    actor.require_anywhere(Permission.AUDIT_READ)
    return jobs.start(VERIFY, actor, title=_("Verification of the audit log"))


@jobs.handler(VERIFY)
def verify_log(run: Run) -> Mapping[str, object]:
    """Verify the whole chain and log the outcome."""
    report = audit.verify_and_record(run.actor)
    return {"entries": report.entries, "findings": len(report.findings)}


def forget_old_records() -> int:
    """Retire inbox records older than INBOX_KEPT, in bounded batches; gives how many."""
    before, total = clock.now() - INBOX_KEPT, 0
    while gone := inbox.retire(before=before):
        total += gone
    return total
