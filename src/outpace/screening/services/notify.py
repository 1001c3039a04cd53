"""Telling people: a tube counts as notified when its negative result was published or everyone in its positive pool was reached."""

from django.db import transaction
from django.db.models import Q

from outpace.kernel import audit, clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.screening.choices import Outcome, RecallState, Stage
from outpace.screening.models import Pass, RecallMember, Tube
from outpace.screening.rules.flow import reach
from outpace.screening.services.flow import LEDGER_BATCH, Change, hold, with_state, write


def notify_results(actor: Actor, pass_id: int) -> int:
    """Publish every result of the pass that may go out; returns how many tubes. Bounded batches, safe to repeat or cut short."""
    found = Pass.objects.filter(pk=pass_id).first()
    if found is None:
        raise NotFound(f"pass {pass_id}")
    actor.require(Permission.SCREENING_PLAN, AreaPath(found.area_path))
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
    return told


def _ready(pass_id: int) -> list[str]:
    """Which uploaded tubes may be notified next: negatives, and positives whose every member was reached."""
    waiting = RecallMember.objects.filter(state=RecallState.TO_REACH).values("pool__tube_id")
    reached = Q(outcome=Outcome.PRELIMINARY_POSITIVE, positive_pool__isnull=False) & ~Q(id__in=waiting)
    tubes = Tube.objects.filter(Q(outcome=Outcome.NEGATIVE, disputed=False) | reached, screening_pass_id=pass_id, stage=Stage.UPLOADED)
    return list(tubes.order_by("id").values_list("code", flat=True)[:LEDGER_BATCH])
