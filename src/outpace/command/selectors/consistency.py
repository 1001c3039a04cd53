"""What `outpace check` asks command: tasks against their facts, and every task against the cause on which it hangs, both ways."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from epiworks.protocol import Trigger
from outpace.casework import api as casework
from outpace.command.choices import Kind, Step, TaskState
from outpace.command.models import Task, TaskFact
from outpace.command.rules.loop import GROUP_TRIGGERS, gap_cause, needs_transport
from outpace.command.rules.replay import Asked, asked_by_case, orphans
from outpace.command.rules.states import UNFINISHED, NotPossible, state_of
from outpace.command.selectors.protocols import drafts
from outpace.isolation import api as isolation
from outpace.isolation.data import OpenRequest, StandingCauses
from outpace.kernel.consistency import Difference, compare, missing, unexpected
from outpace.screening import api as screening
from outpace.zoning import api as zoning

AT_ONCE = 5_000


def inconsistencies() -> list[Difference]:
    """What does command store that its facts, or the apps below, do not say? Nothing, unless something is broken. Reads every task once."""
    causes = isolation.standing_causes()
    asked = [*_asked_below(), *_asked_of_isolation(causes)]
    return [*_states(), *_orphans(asked, causes), *_not_asked_for(asked), *_nothing_to_move(causes), *_judging()]


def _states() -> list[Difference]:
    """Every task stands where its facts, from the first on, have brought it."""
    steps: dict[int, list[Step]] = defaultdict(list)
    for task, step in TaskFact.objects.order_by("pk").values_list("task_id", "step").iterator(chunk_size=AT_ONCE):
        steps[task].append(Step(step))
    stored = {task: TaskState(state) for task, state in Task.objects.values_list("pk", "state").iterator(chunk_size=AT_ONCE)}
    return compare("state of task", stored, {task: _state_after(steps[task]) for task in stored})


def _state_after(steps: list[Step]) -> TaskState | None:
    try:
        return state_of(steps)
    except (NotPossible, ValueError):
        return None


def _asked_below() -> Iterator[Asked]:
    """Which pools, cases, contacts, late letters and proposals stand, and what do they ask for?"""
    pools = {pool.id: pool for pool in screening.standing_pools()}
    for number, pool in pools.items():
        yield Asked(f"pool:{number}", pool.area_path, ((Trigger.POOL_POSITIVE, pool.found_at),))
    yield from filter(None, map(asked_by_case, casework.known_cases()))
    for brief in casework.standing_follow_ups():
        trigger = GROUP_TRIGGERS.get(brief.group)
        yield Asked(f"follow_up:{brief.id}", brief.area_path, () if trigger is None else ((trigger, brief.group_since),))
    for number, path in casework.late_letters():
        yield Asked(f"letter:{number}", path, kinds=(Kind.CHASE_LETTER,))
    for number, path in zoning.standing_proposals():
        yield Asked(f"proposal:{number}", path, kinds=(Kind.DECIDE_ZONE,))


def _asked_of_isolation(causes: StandingCauses) -> Iterator[Asked]:
    for request in causes.requests:
        yield Asked(f"placement:{request.placement_id}", request.area_path, kinds=(Kind.MOVE_PERSON,) if _is_driven(request) else ())


def _is_driven(request: OpenRequest) -> bool:
    """Does command ask for the drive, or do the case's own first actions?"""
    first = drafts(request.area_path, Trigger.PRELIMINARY_POSITIVE, request.requested_at)
    return needs_transport(request.place, asked_by_case=any(draft.kind is Kind.TRANSFER_CASE for draft in first))


def _orphans(asked: list[Asked], causes: StandingCauses) -> list[Difference]:
    """No task is open whose cause is gone."""
    gaps = {gap_cause(trip, person, delivered=delivered) for trip, person, delivered in causes.gaps}
    standing = frozenset({*(one.ref for one in asked), *gaps, *(f"treatment:{number}" for number in causes.treatments)})
    rows = Task.objects.filter(state__in=UNFINISHED).order_by("pk").values_list("pk", "cause")
    return unexpected("task without a cause", orphans(rows, standing), stored="open", facts="its cause is gone")


def _not_asked_for(asked: list[Asked]) -> list[Difference]:
    """Every cause that stands has each task it asks for, open or done."""
    held: dict[str, set[str]] = defaultdict(set)
    for cause, kind in Task.objects.filter(cause_withdrawn_at=None).values_list("cause", "kind").iterator(chunk_size=AT_ONCE):
        held[cause].add(kind)
    owed = ((one.ref, str(kind)) for one in asked for kind in _kinds(one))
    return missing("task of cause", [(ref, kind) for ref, kind in owed if kind not in held[ref]])


def _kinds(asked: Asked) -> list[Kind]:
    by_pack = [draft.kind for trigger, at in asked.triggers for draft in drafts(asked.path, trigger, at)]
    return [kind for kind in (*asked.kinds, *dict.fromkeys(by_pack)) if kind not in asked.spared]


def _nothing_to_move(causes: StandingCauses) -> list[Difference]:
    """Nobody is to be transferred who is where they should be."""
    rows = Task.objects.filter(kind=Kind.TRANSFER_CASE, state__in=UNFINISHED, person_id__in=causes.settled).order_by("pk")
    return unexpected("transfer of somebody who has arrived", rows.values_list("pk", flat=True), stored="open", facts="done")


def _judging() -> Iterator[Difference]:
    """Nobody judges proposed contacts of a case that has none waiting; of one that has, somebody is asked to, or said that it is done."""
    standing = frozenset(f"case:{number}" for number in casework.cases_with_contacts_to_judge())
    asked = Task.objects.filter(kind=Kind.JUDGE_CONTACTS)
    rows = asked.filter(state__in=UNFINISHED).order_by("pk").values_list("pk", "cause")
    yield from unexpected("judgement of nobody", orphans(rows, standing), stored="open", facts="done")
    yield from missing("judgement of proposed contacts", sorted(standing - _asked_last(asked)))


def _asked_last(asked: QuerySet[Task]) -> frozenset[str]:
    """For which causes is the last task still to be done, or ended by somebody's own word rather than by a fact?"""
    ends = TaskFact.objects.filter(task=OuterRef("pk"), step__in=[Step.DONE, Step.WITHDRAWN], at=OuterRef("ended_at")).exclude(actor="")
    last = asked.filter(cause_withdrawn_at=None).order_by("cause", "-issued_at", "-pk").distinct("cause")
    rows = last.annotate(said=Exists(ends)).values_list("cause", "ended_at", "said")
    return frozenset(cause for cause, ended, said in rows if ended is None or said)
