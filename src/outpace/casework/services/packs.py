"""Deciding which packs hold: by a named human, on a preview; recomputing everybody whom it touches as a job."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import Anchor, Decision, PackLine, Schedules, regimen_for
from epiworks.units import PersonCount
from outpace.casework.choices.follow_up import FollowUpState, Ongoing
from outpace.casework.data.news import PacksDecided
from outpace.casework.models import FollowUp, PacksInForce
from outpace.casework.rules.follow_up import Standing
from outpace.casework.rules.packs import PackPreview, counts_from
from outpace.casework.selectors.packs import joined, protocol_of, split
from outpace.casework.selectors.packs_change import affected, known_packs, preview_packs
from outpace.casework.services.follow_up.rewriting import Moved, Planned, end_all, move_all
from outpace.casework.services.follow_up.rows import Change, before, layout, publish_changes, publish_ends
from outpace.kernel import audit, clock, events, jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import advisory, lock_rows, taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry

TRANSITION_JOB = "casework.transition"
BATCH = 1_000
"""People recomputed in one transaction: told to the apps above in it as one piece of news, and nobody should wait long for their rows."""


@dataclass(frozen=True, slots=True)
class PackOrder:
    """Which packs are to hold in an area, what becomes of those already followed, and why."""

    area_id: int
    packs: tuple[str, ...]
    ongoing: Ongoing
    reason: str


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a recomputation did. Units: persons."""

    changed: PersonCount
    ended: PersonCount
    stuck: PersonCount


def decide_packs(actor: Actor, order: PackOrder) -> int:
    """Sign which packs hold in an area from now on; returns the decision's id. What the preview counts is kept with it.

    Recomputing starts a job in the same transaction. Raises NotAllowed for devices, programs and without PACK_DECIDE over the area,
    NotFound for no area, Refusal for packs that say nothing of follow-up, or no reason.
    """
    path = registry.paths_of([order.area_id]).get(order.area_id)
    if path is None:
        raise NotFound(f"area {order.area_id}")
    actor.require(Permission.PACK_DECIDE, path)
    if actor.kind is not ActorKind.USER:
        raise NotAllowed("packs are decided by a named person")
    packs, reason = known_packs(order.packs), order.reason.strip()
    if not reason:
        raise Refusal("no_reason", _("Say on what ground the packs change."), field="reason")
    with transaction.atomic():
        advisory(f"packs of {path}")
        now = clock.now()
        row = PacksInForce.objects.create(
            area_path=path,
            packs=joined(packs),
            fingerprint=protocol_of(packs).fingerprint(),
            holds_from=now,
            ongoing=order.ongoing,
            decided_by=actor.name,
            decided_by_id=actor.id,
            decided_at=now,
            reason=reason[:200],
            preview=_kept(preview_packs(path, packs)),
        )
        if order.ongoing is Ongoing.RECOMPUTE:
            row.job_id = jobs.start(TRANSITION_JOB, actor, title=_("Follow-up under new packs"), payload={"decision": row.pk})
            row.save(update_fields=["job_id"])
        events.publish(PacksDecided(path, packs, now))
        details = {"packs": row.packs, "ongoing": str(order.ongoing), "decision": row.pk}
        audit.record(actor, "packs.decided", subject=f"packs:{row.pk}", path=path, details=details)
    return int(row.pk)


def apply_packs(actor: Actor, decision_id: int, *, progress: Callable[[int, int], None] | None = None) -> Recomputed:
    """Recompute everybody whom a decision touches, batch by batch; cut short and begun again it goes on where it was.

    Stops by itself when a later decision of the area has been signed. Raises NotFound, NotAllowed.
    """
    row = PacksInForce.objects.filter(pk=decision_id, ongoing=Ongoing.RECOMPUTE).first()
    if row is None:
        raise NotFound(f"decision {decision_id}")
    path = AreaPath(row.area_path)
    actor.require(Permission.PACK_DECIDE, path)
    waiting = affected(path).exclude(packs=row.packs)
    total, last, done = waiting.count(), 0, Recomputed(PersonCount(0), PersonCount(0), PersonCount(0))
    seen = 0
    while batch := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        step = _apply(actor, row, batch)
        if step is None:
            return done
        last, seen = batch[-1], seen + len(batch)
        done = Recomputed(
            PersonCount(done.changed + step.changed), PersonCount(done.ended + step.ended), PersonCount(done.stuck + step.stuck)
        )
        if progress is not None:
            progress(seen, total)
    return done


@taken_again
@transaction.atomic
def _apply(actor: Actor, decision: PacksInForce, batch: Sequence[int]) -> Recomputed | None:
    """Recompute these people in a transaction of their own; None when a later decision of the area has been signed."""
    path = AreaPath(decision.area_path)
    advisory(f"packs of {path}")
    if PacksInForce.objects.filter(area_path=path, pk__gt=decision.pk).exists():
        return None
    # An area below may have decided for itself since the batch was read.
    touched = list(affected(path).filter(pk__any=batch).values_list("pk", flat=True))
    step = _recompute(actor, touched, split(decision.packs), reason=decision.reason)
    details = {"changed": step.changed, "ended": step.ended, "stuck": step.stuck, "from": batch[0], "to": batch[-1]}
    audit.record(actor, "packs.applied", subject=f"packs:{decision.pk}", path=path, details=details)
    return step


class _Plans:
    """Schedules under the new packs as they stand on a day, one for each class and set of days."""

    def __init__(self, packs: tuple[str, ...], day: date) -> None:
        self.packs, self.protocol, self._day = packs, protocol_of(packs), day
        self._schedules: dict[str, tuple[Schedules, tuple[PackLine, ...]]] = {}
        self._needed: dict[str, frozenset[Anchor]] = {}
        self._planned: dict[tuple[str, tuple[tuple[str, str], ...]], Planned | None] = {}

    def knows(self, group: str) -> bool:
        """Do the new packs follow this class?"""
        return self.protocol.find("regimen", group) is not None

    def plan(self, row: FollowUp) -> Planned | None:
        """Which days are this person's now? None where a day is not known that the new packs count from."""
        key = row.group, tuple(row.anchors.items())
        if key not in self._planned:
            self._planned[key] = self._plan(row.group, {Anchor(name): date.fromisoformat(day) for name, day in row.anchors.items()})
        return self._planned[key]

    def _plan(self, group: str, anchors: Mapping[Anchor, date]) -> Planned | None:
        if group not in self._needed:
            self._needed[group] = counts_from(self.protocol, group)
        if not self._needed[group] <= anchors.keys():
            return None
        if group not in self._schedules:
            regimen = regimen_for(self.protocol, group)
            self._schedules[group] = Schedules(regimen.value), regimen.because
        schedules, because = self._schedules[group]
        decision = Decision(schedules.of(anchors), because)
        return Planned(layout(Standing(group, anchors), decision, packs=self.packs, day=self._day), because)


def _recompute(actor: Actor, numbers: Sequence[int], packs: tuple[str, ...], *, reason: str) -> Recomputed:
    now = clock.now()
    change = Change(actor, now, now, reason, signed=True)
    plans = _Plans(packs, change.day)
    moved: list[Moved] = []
    gone: list[FollowUp] = []
    stuck = 0
    for row in lock_rows(FollowUp.objects.all(), numbers):
        if row.state != FollowUpState.ACTIVE or row.packs == joined(packs):
            continue
        if not plans.knows(row.group):
            row.packs = joined(packs)  # under the old ones any later news would take the person up again
            gone.append(row)
            continue
        plan = plans.plan(row)
        if plan is None:
            stuck += 1
            continue
        moved.append(Moved(row, before(row), plan))
        plan.layout.onto(row)
    end_all(gone, FollowUpState.WITHDRAWN, change, because=lambda row: [plans.protocol.absent("regimen", row.group)])
    move_all(moved, change)
    publish_ends(gone, change)
    publish_changes([(found.row, found.was) for found in moved], change)
    return Recomputed(PersonCount(len(moved)), PersonCount(len(gone)), PersonCount(stuck))


def _kept(preview: PackPreview) -> dict[str, object]:
    """What is kept of the preview with the decision that was signed on it?"""
    return {
        "people": preview.people,
        "effects": {effect.value: count for effect, count in preview.effects.items()},
        "free_now": preview.free_now,
        "tests_added": preview.tests_added,
        "tests_dropped": preview.tests_dropped,
        "stuck": preview.stuck,
        "unread": preview.unread,
    }
