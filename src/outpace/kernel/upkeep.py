"""What the kernel does by itself: anchors of the audit log, forgetting of old inbox records, and verification when asked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext as _
from procrastinate import JobContext
from procrastinate.contrib.django import app

from outpace.kernel import audit, clock, inbox, jobs
from outpace.kernel.jobs import Run
from outpace.kernel.jobs.tasks import HOUSEKEEPING_QUEUE
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


@app.periodic(cron="*/10 * * * *")
@app.task(name="outpace.anchor_audit", queue=HOUSEKEEPING_QUEUE, queueing_lock="outpace.anchor_audit", pass_context=True)
def anchor_audit(context: JobContext, timestamp: int) -> None:
    """Anchor the audit log: whatever was written before can then no longer be rewritten unnoticed."""
    audit.anchor()


@app.periodic(cron="41 3 * * *")
@app.task(name="outpace.forget_records", queue=HOUSEKEEPING_QUEUE, queueing_lock="outpace.forget_records", pass_context=True)
def forget_records(context: JobContext, timestamp: int) -> None:
    """Retire old inbox records and ended sessions once a night."""
    forget_old_records()
    SessionStore.clear_expired()
