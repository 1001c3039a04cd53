"""Counts of a grid, changed in the transaction that changes its people, and the news of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Q

from outpace.kernel.events import publish
from outpace.kernel.locks import lock_rows
from outpace.kernel.scope import AreaPath, minimal
from outpace.kernel.subtrees import within
from outpace.registry.data import ResidentsChanged
from outpace.registry.models import Area, AreaCount, Household, Person
from outpace.registry.rules.counts import AWAY, PRESENT, RESIDENT, CountDelta

_UPDATE = """
UPDATE registry_areacount k
   SET residents = k.residents + d.residents, present = k.present + d.present, away = k.away + d.away,
       households = k.households + d.households, version = k.version + 1
  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[]) AS d (area_id, residents, present, away, households)
 WHERE k.area_id = d.area_id
RETURNING k.area_id, k.version
"""


@dataclass(slots=True)
class Change:
    """What happened in one grid: whose record changed, and by how much the counts."""

    people: list[int] = field(default_factory=list)
    delta: CountDelta = field(default_factory=CountDelta)

    def add(self, person_id: int, delta: CountDelta) -> None:
        """Take one more person's change in."""
        self.people.append(person_id)
        self.delta = self.delta.plus(delta)


def apply(changes: Mapping[int, Change]) -> None:
    """Change the counts of these grids and tell who listens, one event per grid.

    Grids are locked in the order of their ids, whoever comes first, so that two changes cannot wait for each other for ever.
    """
    grids = sorted(changes)
    versions = _update(grids, [changes[grid].delta for grid in grids])
    paths = dict(Area.objects.filter(pk__in=grids).values_list("pk", "path"))
    for grid in grids:
        change = changes[grid]
        publish(
            ResidentsChanged(
                grid_id=grid,
                path=AreaPath(paths[grid]),
                person_ids=tuple(change.people),
                residents_delta=change.delta.residents,
                present_delta=change.delta.present,
                version=versions[grid],
            )
        )


def hold_counts(paths: Iterable[AreaPath]) -> tuple[int, int]:
    """How many persons are present in these areas, and in how many households? Neither changes until the transaction ends.

    Whoever keeps a sum of its own asks this before it locks that sum: changes of residents lock counts first, and sums after.
    Raises LockBusy.
    """
    rows = lock_rows(AreaCount.objects.all(), AreaCount.objects.filter(within(minimal(paths), "area__path")).values_list("pk", flat=True))
    return sum(row.present for row in rows), sum(row.households for row in rows)


def recount(grid_ids: Iterable[int]) -> dict[int, CountDelta]:
    """What do these grids really hold, counted from the people and households themselves?"""
    grids = list(grid_ids)
    people = {
        row["grid_id"]: row
        for row in Person.objects.filter(grid_id__in=grids)
        .values("grid_id")
        .annotate(
            residents=Count("id", filter=Q(presence__in=sorted(RESIDENT))),
            present=Count("id", filter=Q(presence=PRESENT)),
            away=Count("id", filter=Q(presence=AWAY)),
        )
    }
    homes = dict(Household.objects.filter(grid_id__in=grids).values_list("grid_id").annotate(Count("id")))
    none = {"residents": 0, "present": 0, "away": 0}
    return {
        grid: CountDelta(
            residents=people.get(grid, none)["residents"],
            present=people.get(grid, none)["present"],
            away=people.get(grid, none)["away"],
            households=homes.get(grid, 0),
        )
        for grid in grids
    }


def _update(grids: Sequence[int], deltas: Sequence[CountDelta]) -> dict[int, int]:
    AreaCount.objects.bulk_create([AreaCount(area_id=grid) for grid in grids], ignore_conflicts=True)
    lock_rows(AreaCount.objects.all(), grids)
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE,
            [
                list(grids),
                [delta.residents for delta in deltas],
                [delta.present for delta in deltas],
                [delta.away for delta in deltas],
                [delta.households for delta in deltas],
            ],
        )
        return {int(area): int(version) for area, version in cursor.fetchall()}
