"""Start, follow, cancel and forget background work."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection, transaction
from procrastinate.contrib.django import app

from outpace.kernel import clock
from outpace.kernel.audit import record
from outpace.kernel.jobs.data import JobCancelled, Run, RunView
from outpace.kernel.jobs.handlers import handler_of
from outpace.kernel.locks import advisory
from outpace.kernel.models import JobRun, RunState
from outpace.kernel.paging import Page, keyset
from outpace.kernel.scope import Actor, NotFound

TASK = "outpace.run"
QUEUE = "runs"
NOTHING: Mapping[str, object] = {}
KEEP_DAYS = 90


def start(kind: str, actor: Actor, *, title: str, payload: Mapping[str, object] = NOTHING) -> int:
    """Queue a piece of background work in the caller's transaction (or its own) and give the run's id.

    The caller has checked the permission: a kind of work belongs to a service. The work is done with the rights the actor holds now.
    `title` is shown to people; `payload` must be JSON and names things by id. Raises UnknownKind.
    """
    handler_of(kind)
    with transaction.atomic():
        run = JobRun.objects.create(
            kind=kind,
            title=title[:200],
            payload=dict(payload),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name[:64],
            actor_station=actor.station_id,
            actor_grants=[[grant.role, grant.path] for grant in actor.grants],
            created_at=clock.now(),
        )
        app.configure_task(TASK, queue=QUEUE).defer(run_id=run.pk)
        record(actor, "job.start", subject=f"run:{run.pk}", path=None, details={"kind": kind})
    return int(run.pk)


def start_once(kind: str, actor: Actor, *, title: str, payload: Mapping[str, object] = NOTHING) -> int:
    """As `start`; but where work of this kind with the same payload waits or runs for this actor, that run's id is given back."""
    with transaction.atomic():
        advisory(f"job:{kind}:{actor.kind}:{actor.id}")
        same = JobRun.objects.filter(kind=kind, actor_kind=actor.kind, actor_id=actor.id, payload=dict(payload))
        known = same.filter(ended_at=None, cancel_requested=False).values_list("pk", flat=True).first()
        return known if known is not None else start(kind, actor, title=title, payload=payload)


def progress(run: Run, done: int, total: int | None = None) -> None:
    """Say how far the work is, between two batches. Raises JobCancelled when somebody asked for it to stop.

    Call it outside a batch's transaction, or nobody sees it before the batch commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outpace_kernel_jobrun SET done = %s, total = coalesce(%s, total) WHERE id = %s RETURNING cancel_requested",
            [done, total, run.id],
        )
        row = cursor.fetchone()
    if row is None or row[0]:
        raise JobCancelled(run.id)


def cancel(actor: Actor, run_id: int) -> RunView:
    """Ask for a run to stop: at once if it waits, between two batches if it runs; one that is over stays as it is.

    Raises NotFound for a run of somebody else.
    """
    with transaction.atomic():
        run = JobRun.objects.select_for_update().filter(pk=run_id, actor_kind=actor.kind, actor_id=actor.id).first()
        if run is None:
            raise NotFound(f"run:{run_id}")
        if run.ended_at is None and not run.cancel_requested:
            run.cancel_requested = True
            if run.state == RunState.QUEUED:
                run.state, run.ended_at = RunState.CANCELLED, clock.now()
            run.save(update_fields=["cancel_requested", "state", "ended_at"])
            record(actor, "job.cancel", subject=f"run:{run_id}", path=None)
    return _view(run)


def get(actor: Actor, run_id: int) -> RunView:
    """How is this run of the actor's doing? Raises NotFound for a run of somebody else."""
    run = JobRun.objects.filter(pk=run_id, actor_kind=actor.kind, actor_id=actor.id).first()
    if run is None:
        raise NotFound(f"run:{run_id}")
    return _view(run)


def listing(actor: Actor, cursor: str | None = None, *, size: int = 50) -> Page[RunView]:
    """Which runs did the actor start, newest first?"""
    mine = JobRun.objects.filter(actor_kind=actor.kind, actor_id=actor.id)
    return keyset(mine, ["-pk"], cursor, size=size).map(_view)


def retire(*, older_than: timedelta = timedelta(days=KEEP_DAYS)) -> int:
    """Delete runs that ended longer ago than this; gives how many."""
    deleted, _ = JobRun.objects.filter(ended_at__lt=clock.now() - older_than).delete()
    return deleted


def _view(run: JobRun) -> RunView:
    return RunView(
        id=run.pk,
        kind=run.kind,
        title=run.title,
        payload=run.payload,
        state=RunState(run.state),
        done=run.done,
        total=run.total,
        result=run.result,
        problem=run.problem,
        cancel_requested=run.cancel_requested,
        started_by=run.actor_name,
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )
