"""Who was sampled and who is missing, from the county down to the grid and by name."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Sum

from epiworks.units import PersonCount
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound, subtree_bounds
from outpace.registry import api as registry
from outpace.registry.data import AreaNode
from outpace.screening.choices import Condition, MissingReason, Outcome
from outpace.screening.data import AreaCoverage, MissingPerson
from outpace.screening.models import Coverage, DenominatorChange
from outpace.screening.rules.coverage import Count, PassComparison, compare, why_missing
from outpace.screening.rules.flow import TubeState, is_valid
from outpace.screening.selectors.passes import get_pass
from outpace.screening.selectors.standing import facts_of, standings

SUM_BY_CHILD = """
SELECT child.id, child.code, child.name, child.path, child.kind_id = 'grid', sum(c.due), sum(c.exempt), sum(c.done), sum(c.extra)
FROM registry_area child
JOIN registry_area grid ON grid.path >= child.path AND grid.path < rtrim(child.path, '/') || '0'
JOIN screening_coverage c ON c.grid_id = grid.id AND c.pass_id = %s
WHERE child.parent_id = %s
GROUP BY child.id ORDER BY child.path
"""

SUM_SUBTREE = """
SELECT COALESCE(sum(c.due), 0), COALESCE(sum(c.exempt), 0), COALESCE(sum(c.done), 0), COALESCE(sum(c.extra), 0)
FROM registry_area grid JOIN screening_coverage c ON c.grid_id = grid.id AND c.pass_id = %s
WHERE grid.path >= %s AND grid.path < %s
"""

MOST_MISSING = """
SELECT grid.id, grid.code, grid.name, grid.path, true, c.due, c.exempt, c.done, c.extra
FROM screening_coverage c JOIN registry_area grid ON grid.id = c.grid_id
WHERE c.pass_id = %s AND grid.path >= %s AND grid.path < %s AND c.due - c.exempt - c.done > 0
ORDER BY c.due - c.exempt - c.done DESC, grid.path LIMIT %s
"""

LAST_TUBES = """
SELECT DISTINCT ON (s.person_id) s.person_id, s.effective, t.condition, t.outcome, t.code
FROM screening_sample s JOIN screening_tube t ON t.id = s.tube_id
WHERE s.pass_id = %s AND s.person_id = ANY(%s)
ORDER BY s.person_id, (s.effective AND screening_is_valid(t.condition, t.outcome)) DESC, s.ordinal DESC
"""


def area_count(actor: Actor, pass_id: int, path: AreaPath) -> Count:
    """How far is this area in this pass? Raises NotFound outside the actor's scope."""
    _require(actor, path)
    with connection.cursor() as cursor:
        cursor.execute(SUM_SUBTREE, [pass_id, *subtree_bounds(path)])
        due, exempt, done, extra = cursor.fetchone()
    return Count(PersonCount(due), PersonCount(exempt), PersonCount(done), PersonCount(extra))


def coverage_below(actor: Actor, pass_id: int, area_id: int) -> list[AreaCoverage]:
    """How far is each area directly below this one? Only areas the actor may read are listed."""
    with connection.cursor() as cursor:
        cursor.execute(SUM_BY_CHILD, [pass_id, area_id])
        rows = cursor.fetchall()
    return [_area(row) for row in rows if actor.may(Permission.SCREENING_READ, AreaPath(row[3]))]


def _area(row: Sequence[Any]) -> AreaCoverage:
    area_id, code, name, path, is_grid, due, exempt, done, extra = row
    count = Count(PersonCount(due), PersonCount(exempt), PersonCount(done), PersonCount(extra))
    return AreaCoverage(
        area_id=area_id,
        code=code,
        name=name,
        path=AreaPath(path),
        is_grid=is_grid,
        due=count.due,
        exempt=count.exempt,
        done=count.done,
        missing=count.missing,
        extra=count.extra,
        share=count.share,
    )


def grid_coverage(actor: Actor, pass_id: int, grid: AreaNode) -> AreaCoverage:
    """How far is this grid? Raises NotFound outside the actor's scope."""
    _require(actor, grid.path)
    row = Coverage.objects.filter(screening_pass_id=pass_id, grid_id=grid.id).values_list("due", "exempt", "done", "extra").first() or (
        0,
        0,
        0,
        0,
    )
    return _area((grid.id, grid.code, grid.name, grid.path, True, *row))


def missing_in_grid(actor: Actor, pass_id: int, grid_id: int) -> list[MissingPerson]:
    """Who in this grid is due and has no valid sample, and why? Names as far as the actor may see them; the read is logged.

    Raises NotFound outside the actor's scope and NotAllowed for an actor who sees numbers only.
    """
    path = registry.paths_of([grid_id]).get(grid_id)
    if path is None:
        raise NotFound(f"area {grid_id}")
    _require(actor, path)
    if not (actor.may(Permission.PERSON_READ, path) or actor.may(Permission.PERSON_IDENTITY, path)):
        raise NotAllowed(str(Permission.PERSON_READ))
    info = get_pass(actor, pass_id)
    due = due_people(info.id, grid_id)
    last = _last_tubes(pass_id, due)
    reasons = {person: _reason(last.get(person)) for person in due if not _is_done(last.get(person))}
    tubes = {person: str(row[3]) for person, row in last.items()}
    entries = registry.persons_for_ids(actor, list(reasons), purpose=f"screening.missing pass {pass_id}")
    priority = registry.priority_mask()
    missing = [
        MissingPerson(
            person_id=entry.id,
            name=entry.name,
            document=entry.document,
            phone=entry.phone,
            address=entry.household,
            reason=reasons[entry.id],
            last_tube=tubes.get(entry.id, ""),
            priority=bool(entry.groups & priority),
        )
        for entry in entries
    ]
    return sorted(missing, key=lambda person: (not person.priority, person.address, person.person_id))


def due_people(pass_id: int, grid_id: int) -> list[int]:
    """Which people of this grid are due in the pass and not exempt?"""
    places = {place.id: place for place in registry.places_in(grid_id)}
    return [person for person, standing in standings(facts_of(pass_id), places).items() if standing.is_due]


def _last_tubes(pass_id: int, people: Sequence[int]) -> dict[int, tuple[bool, int, int | None, str]]:
    """Each person's best sample in the pass: a valid one if there is any, else the last."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_TUBES, [pass_id, list(people)])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _is_done(row: tuple[bool, int, int | None, str] | None) -> bool:
    if row is None:
        return False
    effective, condition, outcome, _ = row
    state = TubeState(condition=Condition(condition), outcome=None if outcome is None else Outcome(outcome))
    return effective and is_valid(state)


def _reason(row: tuple[bool, int, int | None, str] | None) -> MissingReason:
    if row is None:
        return MissingReason.NEVER_SAMPLED
    effective, condition, outcome, _ = row
    return why_missing(
        sampled=True, effective=effective, condition=Condition(condition), outcome=None if outcome is None else Outcome(outcome)
    )


def compare_passes(actor: Actor, before_id: int, after_id: int, path: AreaPath) -> PassComparison:
    """Why did the later pass sample more or fewer persons than the earlier one in this area?"""
    return compare(area_count(actor, before_id, path), area_count(actor, after_id, path))


def denominator_steps(actor: Actor, pass_id: int, path: AreaPath) -> list[tuple[str, int]]:
    """What moved the number of people due in this area, by reason, since the pass opened?"""
    _require(actor, path)
    grids = registry.grid_ids_under(path)
    rows = (
        DenominatorChange.objects.filter(screening_pass_id=pass_id, grid_id__in=grids)
        .values_list("reason")
        .annotate(Sum("persons"))
        .order_by("reason")
    )
    return [(reason, persons) for reason, persons in rows]


def lowest_grids(actor: Actor, pass_id: int, *, most: int = 10) -> list[AreaCoverage]:
    """Which grids in the actor's scope have the most people missing?"""
    rows: list[AreaCoverage] = []
    with connection.cursor() as cursor:
        for path in actor.paths(Permission.SCREENING_READ):
            cursor.execute(MOST_MISSING, [pass_id, *subtree_bounds(path), most])
            rows += [_area(row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: row.missing, reverse=True)[:most]


def _require(actor: Actor, path: AreaPath) -> None:
    if not actor.may(Permission.SCREENING_READ, path):
        raise NotFound(path)
