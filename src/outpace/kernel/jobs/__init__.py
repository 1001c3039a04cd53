"""Background work with progress, cancelling and retries, on the PostgreSQL queue.

A handler is registered by its app's `jobs.py` (imported at start-up); a service starts it inside its own transaction, so that work
is queued only when the change that asked for it commits. Handlers run outside any transaction and make their own, one per batch.
A worker that dies has its work taken up again by another: a handler must be able to start over, or to continue where it was.
"""

from outpace.kernel.jobs.data import JobCancelled, JobProblem, Run, RunView
from outpace.kernel.jobs.handlers import handler, kinds
from outpace.kernel.jobs.runs import cancel, get, listing, progress, retire, start, start_once
from outpace.kernel.jobs.work import work

__all__ = [
    "JobCancelled",
    "JobProblem",
    "Run",
    "RunView",
    "cancel",
    "get",
    "handler",
    "kinds",
    "listing",
    "progress",
    "retire",
    "start",
    "start_once",
    "work",
]
