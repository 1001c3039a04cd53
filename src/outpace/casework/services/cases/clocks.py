"""The clocks of an investigation: started by the pack, stopped by a person, escalated when late."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from epiworks.protocol import Protocol, Trigger
from outpace.casework.data.news import DeliverableDone, DeliverableLate
from outpace.casework.models import Case, Deliverable
from outpace.casework.rules.cases_clocks import REPORT, needs_other_person, owed
from outpace.casework.services.cases.held import grounds, hold_case, refresh_next_due, require_person, rules_of
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound

BATCH = 200


def start_clocks(case: Case, protocol: Protocol, trigger: Trigger, *, at: datetime) -> None:
    """Start every clock that this event starts; one that runs already keeps its deadline. Inside the caller's transaction."""
    rows = [
        Deliverable(case=case, name=one.name, owner=one.owner, started_at=at, due_at=one.due_at, because=grounds([one.because]))
        for one in owed(protocol, trigger, at)
    ]
    Deliverable.objects.bulk_create(rows, ignore_conflicts=True)
    refresh_next_due(case)


def drop_clocks(case: Case, *, now: datetime) -> None:
    """Nothing more is owed: the case is excluded. What was done stays done."""
    case.deliverables.filter(done_at=None, dropped_at=None).update(dropped_at=now)
    refresh_next_due(case)


def resume_clocks(case: Case) -> None:
    """What was dropped is owed again, with the deadlines it had: the case came back. What is late by now is told again."""
    case.deliverables.filter(done_at=None).update(dropped_at=None, escalated_at=None)
    refresh_next_due(case)


@locks.taken_again
def finish_deliverable(actor: Actor, case_id: int, name: str, *, note: str = "") -> None:
    """Sign off one deliverable; doing it again keeps the first signature.

    The re-look and the check of the report are a judgement by a second person. Raises NotFound for a case or deliverable out of scope,
    NotAllowed without the permission, Refusal when its first part is not done, or was done by the same person.
    """
    first = needs_other_person(name)
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE if first else Permission.CASE_INVESTIGATE)
        require_person(actor)
        wanted = Deliverable.objects.filter(case=case, name=name, dropped_at=None).first()
        if wanted is None:
            raise NotFound(f"deliverable {name}")
        if wanted.done_at is not None:
            return
        if first is not None:
            _require_second(actor, case, first)
        now = clock.now()
        wanted.done_at, wanted.done_by, wanted.done_by_id, wanted.note = now, actor.name, actor.id, note
        wanted.save(update_fields=["done_at", "done_by", "done_by_id", "note"])
        if name == REPORT:
            _reported(case, now=now)
        refresh_next_due(case)
        details = {"deliverable": name, "late": now > wanted.due_at}
        events.publish(DeliverableDone(case.pk, name, AreaPath(case.area_path), now))
        audit.record(actor, "case.deliverable_done", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)


def escalate_late(actor: Actor) -> int:
    """Tell those above about every deliverable that became late since the last look; each is told once. Returns how many.

    Bounded batches, safe to repeat; a job runs it every few minutes.
    """
    told = 0
    while batch := _late():
        with transaction.atomic():
            for row in locks.lock_rows(_untold().select_related("case"), batch):
                _tell_late(actor, row)
                told += 1
    return told


def _late() -> list[int]:
    return list(_untold().order_by("due_at", "id").values_list("pk", flat=True)[:BATCH])


def _untold() -> QuerySet[Deliverable]:
    """Which deliverables are late and nobody was told? Asked again under the lock: one may have been signed off meanwhile."""
    return Deliverable.objects.filter(done_at=None, dropped_at=None, escalated_at=None, due_at__lt=clock.now())


def _tell_late(actor: Actor, row: Deliverable) -> None:
    row.escalated_at = clock.now()
    row.save(update_fields=["escalated_at"])
    path = AreaPath(row.case.area_path)
    events.publish(DeliverableLate(row.case_id, row.name, row.owner, path, row.due_at, row.escalated_at))
    audit.record(actor, "case.deliverable_late", subject=f"case:{row.case_id}", path=path, details={"deliverable": row.name})


def _require_second(actor: Actor, case: Case, first: str) -> None:
    """The first part must be done, and by somebody else."""
    done = Deliverable.objects.filter(case=case, name=first).first()
    if done is None or done.done_at is None:
        raise Refusal("first_part_open", _("What is to be looked at again is not done yet."))
    if done.done_by_id == actor.id:
        raise Refusal("same_person", _("This is signed off by somebody other than who did it."))


def _reported(case: Case, *, now: datetime) -> None:
    """The report is an anchor of the case, and starts the clock of its check."""
    if case.reported_at is None:
        case.reported_at = now
        case.save(update_fields=["reported_at"])
    start_clocks(case, rules_of(case), Trigger.NETWORK_REPORT, at=now)
