"""The queue's side: the one task that does every run, and the housekeeping of the queue."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import structlog
from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.db.models.functions import Coalesce
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from outpace.kernel import clock
from outpace.kernel.jobs.data import JobCancelled, JobProblem, Run
from outpace.kernel.jobs.handlers import UnknownKind, handler_of
from outpace.kernel.jobs.runs import KEEP_DAYS, QUEUE, TASK, retire
from outpace.kernel.locks import LockBusy
from outpace.kernel.models import JobRun, RunState
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant

MAX_RETRIES = 5
TRANSIENT = (OperationalError, InterfaceError, LockBusy)
HOUSEKEEPING_QUEUE = "housekeeping"

log = structlog.get_logger(__name__)


@app.task(
    name=TASK,
    queue=QUEUE,
    pass_context=True,
    retry=RetryStrategy(max_attempts=MAX_RETRIES, exponential_wait=2, retry_exceptions=TRANSIENT),
)
def run_task(context: JobContext, *, run_id: int) -> None:
    """Do one run. A passing trouble (database away, row locked) leaves it running, to be tried again later; any other ends it."""
    run = _begin(run_id)
    if run is None:
        return
    with _Ending(run_id, last_attempt=context.job.attempts >= MAX_RETRIES) as ending:
        ending.result = handler_of(JobRun.objects.only("kind").get(pk=run_id).kind)(run)


@app.periodic(cron="* * * * *")
@app.task(name="outpace.take_up_orphans", queue=HOUSEKEEPING_QUEUE, queueing_lock="outpace.take_up_orphans", pass_context=True)
async def take_up_orphans(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker had in hand when it died (its heartbeat stopped)."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="outpace.forget_runs", queue=HOUSEKEEPING_QUEUE, queueing_lock="outpace.forget_runs", pass_context=True)
async def forget_runs(context: JobContext, timestamp: int) -> None:
    """Delete runs that ended long ago, and the queue's own traces of them."""
    await sync_to_async(retire)()
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=KEEP_DAYS * 24, include_failed=True, include_cancelled=True, include_aborted=True)


def _begin(run_id: int) -> Run | None:
    """Mark the run as running and give what its handler needs; None when it was cancelled or is over."""
    waiting = JobRun.objects.filter(pk=run_id, ended_at__isnull=True)
    changed = waiting.update(state=RunState.RUNNING, attempts=F("attempts") + 1, started_at=Coalesce(F("started_at"), clock.now()))
    if not changed:
        return None
    row = JobRun.objects.get(pk=run_id)
    grants = tuple(Grant(role=role, path=AreaPath(path)) for role, path in row.actor_grants)
    actor = Actor(kind=ActorKind(row.actor_kind), id=row.actor_id, name=row.actor_name, grants=grants, station_id=row.actor_station)
    return Run(id=run_id, actor=actor, payload=row.payload)


class _Ending:
    """Writes down how a run ended, whichever way its handler is left; only a cancelled one is not an error to the queue."""

    def __init__(self, run_id: int, *, last_attempt: bool) -> None:
        self.run_id = run_id
        self.last_attempt = last_attempt
        self.result: Mapping[str, object] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is None:
            self._close(RunState.SUCCEEDED, "")
        elif isinstance(error, JobCancelled):
            self._close(RunState.CANCELLED, "")
        elif isinstance(error, JobProblem):
            self._close(RunState.FAILED, str(error))
        elif not isinstance(error, TRANSIENT) or self.last_attempt:
            # The text of an unforeseen error may quote people's data (a database names the row): keep its kind only.
            log.error("run_failed", run=self.run_id, error=type(error).__name__)
            self._close(RunState.FAILED, type(error).__name__)
        return isinstance(error, JobCancelled | JobProblem | UnknownKind)

    def _close(self, state: RunState, problem: str) -> None:
        JobRun.objects.filter(pk=self.run_id, ended_at__isnull=True).update(
            state=state, problem=problem, result=self.result, ended_at=clock.now()
        )
