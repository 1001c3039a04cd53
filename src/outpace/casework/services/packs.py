"""Deciding which packs hold: by a named human, on a preview; recomputing everybody whom it touches as a job."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from epiworks.protocol import Anchor, Decision, PackLine, Schedule, Schedules, regimen_for
from epiworks.units import PersonCount
from outpace.casework.choices.follow_up import FactKind, FollowUpState, Ongoing
from outpace.casework.data.news import PacksDecided
from outpace.casework.models import FollowUp, FollowUpFact, PacksInForce
from outpace.casework.rules.follow_up import Standing
from outpace.casework.rules.packs import PackPreview, counts_from
from outpace.casework.selectors.packs import joined, protocol_of, split
from outpace.casework.selectors.packs_change import affected, known_packs, preview_packs
from outpace.casework.services.follow_up.cascade import end
from outpace.casework.services.follow_up.rows import Before, Change, before, fact, lay_out, publish_change
from outpace.kernel import audit, clock, events, jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import advisory, lock_rows
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry

TRANSITION_JOB = "casework.transition"
BATCH = 100
"""People recomputed in one transaction: every one of them is told to the apps above in it, and nobody should wait long for their rows."""

REWRITE = """
UPDATE casework_follow_up AS f
SET packs = %s, pack = p.pack, pack_version = p.version, stages = p.stages, test_days = p.test_days, checks_per_day = p.checks,
    place = p.place, stage_until = p.stage_until, until = p.until
FROM jsonb_to_recordset(%s::jsonb) AS p (plan int, pack text, version text, stages jsonb, test_days date[], checks smallint, place text,
                                         stage_until date, until date),
     unnest(%s::bigint[], %s::int[]) AS m (id, plan)
WHERE f.id = m.id AND m.plan = p.plan
"""
"""People with the same class and the same days share one schedule, so a batch writes a few dozen of them and names who has which."""


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
        with transaction.atomic():
            advisory(f"packs of {path}")
            if PacksInForce.objects.filter(area_path=path, pk__gt=decision_id).exists():
                return done
            step = _recompute(actor, batch, split(row.packs), reason=row.reason)
            audit.record(
                actor,
                "packs.applied",
                subject=f"packs:{decision_id}",
                path=path,
                details={"changed": step.changed, "ended": step.ended, "stuck": step.stuck, "from": batch[0], "to": batch[-1]},
            )
        last, seen = batch[-1], seen + len(batch)
        done = Recomputed(
            PersonCount(done.changed + step.changed), PersonCount(done.ended + step.ended), PersonCount(done.stuck + step.stuck)
        )
        if progress is not None:
            progress(seen, total)
    return done


class _Plans:
    """Schedules under the new packs, one for each class and set of days."""

    def __init__(self, packs: tuple[str, ...]) -> None:
        self.packs, self.protocol = packs, protocol_of(packs)
        self._schedules: dict[str, tuple[Schedules, tuple[PackLine, ...]]] = {}
        self._needed: dict[str, frozenset[Anchor]] = {}

    def knows(self, group: str) -> bool:
        """Do the new packs follow this class?"""
        return self.protocol.find("regimen", group) is not None

    def fits(self, row: FollowUp) -> bool:
        """Is every day known that the new packs count from?"""
        if row.group not in self._needed:
            self._needed[row.group] = counts_from(self.protocol, row.group)
        return self._needed[row.group] <= {Anchor(name) for name in row.anchors}

    def plan(self, group: str, anchors: Mapping[Anchor, date]) -> Decision[Schedule]:
        """Which days are this person's now?"""
        found = self._schedules.get(group)
        if found is None:
            regimen = regimen_for(self.protocol, group)
            found = self._schedules[group] = (Schedules(regimen.value), regimen.because)
        return Decision(found[0].of(anchors), found[1])


def _recompute(actor: Actor, numbers: Sequence[int], packs: tuple[str, ...], *, reason: str) -> Recomputed:
    now, plans = clock.now(), _Plans(packs)
    change = Change(actor, now, now, reason, signed=True)
    moved: list[tuple[FollowUp, Before]] = []
    facts: list[FollowUpFact] = []
    gone, stuck = 0, 0
    for row in lock_rows(FollowUp.objects.all(), numbers):
        if row.state != FollowUpState.ACTIVE or row.packs == joined(packs):
            continue
        if not plans.knows(row.group):
            row.packs = joined(packs)  # under the old ones any later news would take the person up again
            row.save(update_fields=["packs"])
            end(row, FollowUpState.WITHDRAWN, change, because=[plans.protocol.absent("regimen", row.group)])
            gone += 1
        elif plans.fits(row):
            was, anchors = before(row), {Anchor(name): date.fromisoformat(day) for name, day in row.anchors.items()}
            plan = plans.plan(row.group, anchors)
            lay_out(row, Standing(row.group, anchors), plan, packs=packs, day=change.day)
            moved.append((row, was))
            facts.append(fact(row, FactKind.RECOMPUTED, change, because=plan.because))
        else:
            stuck += 1
    _rewrite([row for row, _was in moved], joined(packs))
    FollowUpFact.objects.bulk_create(facts, batch_size=BATCH)
    for row, was in moved:
        publish_change(row, was, change)
    return Recomputed(PersonCount(len(moved)), PersonCount(gone), PersonCount(stuck))


def _rewrite(rows: Iterable[FollowUp], packs: str) -> None:
    plans: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
    shared: list[dict[str, object]] = []
    members: list[tuple[int, int]] = []
    for row in rows:
        key = (row.group, tuple(sorted(row.anchors.items())))
        if key not in plans:
            plans[key] = len(shared)
            shared.append(_as_json(row, plans[key]))
        members.append((row.pk, plans[key]))
    if members:
        with connection.cursor() as cursor:
            cursor.execute(REWRITE, [packs, orjson.dumps(shared).decode(), *map(list, zip(*members, strict=True))])


def _as_json(row: FollowUp, plan: int) -> dict[str, object]:
    return {
        "plan": plan,
        "pack": row.pack,
        "version": row.pack_version,
        "stages": row.stages,
        "test_days": row.test_days,
        "checks": row.checks_per_day,
        "place": str(row.place),
        "stage_until": row.stage_until,
        "until": row.until,
    }


def _kept(preview: PackPreview) -> dict[str, object]:
    """What is kept of the preview with the decision that was signed on it?"""
    return {
        "people": preview.people,
        "effects": {effect.value: count for effect, count in preview.effects.items()},
        "free_now": preview.free_now,
        "tests_added": preview.tests_added,
        "tests_dropped": preview.tests_dropped,
        "stuck": preview.stuck,
    }
