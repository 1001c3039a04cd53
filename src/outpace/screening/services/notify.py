"""Telling people: a tube counts as notified when its negative result was published or everyone in its positive pool was reached."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from outpace.kernel import audit, clock, jobs
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.screening.choices import Outcome, RecallState, Stage
from outpace.screening.models import Pass, RecallMember, Tube
from outpace.screening.rules.flow import reach
from outpace.screening.services.flow import LEDGER_BATCH, Change, hold, with_state, write

NOTIFY_JOB = "screening.notify"


def start_notifying(actor: Actor, pass_id: int) -> int:
    """Tell people their results in the background; returns the run's id. Raises NotAllowed without SCREENING_PLAN over the pass."""
    found = _own(actor, pass_id)
    title = gettext("Results of %(campaign)s told to people") % {"campaign": found.round.campaign.name}
    return jobs.start(NOTIFY_JOB, actor, title=title, payload={"pass": pass_id})


def notify_results(actor: Actor, pass_id: int, *, progress: Callable[[int], None] | None = None) -> int:
    """Publish every result of the pass that may go out; returns how many tubes. Bounded batches, safe to repeat or cut short.

    ``progress`` hears how many tubes are told after every batch, outside its transaction.
    """
    found = _own(actor, pass_id)
    told = 0
    while batch := _ready(pass_id):
        with transaction.atomic():
            now = clock.now()
            held = hold(batch, station_id=0, now=now)
            changes = [
                Change(tube, with_state(tube, reach(tube.state, Stage.NOTIFIED, now)))
                for tube in held.values()
                if tube.state.stage == Stage.UPLOADED
            ]
            told += len(write(changes))
            audit.record(
                actor, "screening.notified", subject=f"pass:{pass_id}", path=AreaPath(found.area_path), details={"tubes": len(changes)}
            )
        if progress is not None:
            progress(told)
    return told


def _own(actor: Actor, pass_id: int) -> Pass:
    """The pass, if the actor may plan it. Raises NotFound where there is none, NotAllowed for who may not."""
    found = Pass.objects.select_related("round__campaign").filter(pk=pass_id).first()
    if found is None:
        raise NotFound(f"pass {pass_id}")
    actor.require(Permission.SCREENING_PLAN, AreaPath(found.area_path))
    return found


def _ready(pass_id: int) -> list[str]:
    """Which uploaded tubes may be notified next: negatives, and positives whose every member was reached."""
    waiting = RecallMember.objects.filter(state=RecallState.TO_REACH).values("pool__tube_id")
    reached = Q(outcome=Outcome.PRELIMINARY_POSITIVE, positive_pool__isnull=False) & ~Q(id__in=waiting)
    tubes = Tube.objects.filter(Q(outcome=Outcome.NEGATIVE, disputed=False) | reached, screening_pass_id=pass_id, stage=Stage.UPLOADED)
    return list(tubes.order_by("id").values_list("code", flat=True)[:LEDGER_BATCH])
