"""Filling a county with synthetic residents: grids under its villages, households, people, counts. All or nothing, per county."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import numpy as np
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock, crypto
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import advisory
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, subtree_bounds
from outpace.registry import generator
from outpace.registry.choices import HouseholdKind, Source
from outpace.registry.data import SyntheticCounty
from outpace.registry.models import Area, KeyGroup, Person
from outpace.registry.rules.areas import child_path, short_name
from outpace.registry.rules.codes import codes_of
from outpace.registry.rules.counts import CountDelta, person_counts
from outpace.registry.selectors.areas import require_area
from outpace.registry.services import copying, counts
from outpace.registry.services.areas import TREE

SLICE = 20_000
"""People sealed and copied at a time: what bounds the memory."""


class CountyRefused(Refusal):
    """The county cannot be filled: it has no villages, or it has people already."""


class NotSynthetic(Refusal):
    """There are real people here: made-up people, and users with known passwords, must not be set up beside them."""

    def __init__(self) -> None:
        super().__init__("not_synthetic", _("There are real people in this installation; a demonstration needs an empty one."))


def refuse_beside_real_people() -> None:
    """Raise NotSynthetic where the registry holds one real person: nothing made up is to be counted with them."""
    if Person.objects.filter(synthetic=False).exists():
        raise NotSynthetic


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: so many people in so many grids, from one seed, aged as of a day."""

    people: int
    grids: int
    seed: int
    as_of: date


@dataclass(frozen=True, slots=True)
class _Place:
    """A grid just made, and what its addresses begin with."""

    id: int
    address: str


@transaction.atomic
def fill_county(actor: Actor, county_id: int, order: Order) -> SyntheticCounty:
    """Make grids under a county's villages and fill them with synthetic people; sums are exact.

    Raises NotSynthetic, CountyRefused (no_villages, inhabited), NotFound, NotAllowed, ValueError when the numbers cannot be shared out.
    """
    county = require_area(actor, Permission.AREA_MANAGE, county_id)
    actor.require(Permission.PERSON_MANAGE, AreaPath(county.path))
    refuse_beside_real_people()
    advisory(TREE)
    villages = _villages(county)
    sizes = generator.village_sizes([_village(row) for row in villages], order.people, seed=order.seed)
    shares = generator.grid_sizes(sizes, order.grids, seed=order.seed)
    places = _make_grids(villages, [len(grids) for grids in shares])
    bits = dict(KeyGroup.objects.filter(active=True).values_list("code", "bit"))
    made = generator.populate(county.code, np.concatenate(shares), seed=order.seed, as_of=order.as_of, group_bits=bits)
    people = _insert(made, places, clock.now())
    _count(made, places, people)
    result = SyntheticCounty(made.people, made.households, len(places), int((made.presence == 1).sum()))
    audit.record(
        actor,
        "county.fill",
        subject=f"area:{county.pk}",
        path=AreaPath(county.path),
        details={"people": result.people, "grids": result.grids, "seed": order.seed},
    )
    return result


def _villages(county: Area) -> list[Area]:
    low, high = subtree_bounds(AreaPath(county.path))
    rows = list(
        Area.objects.filter(path__gte=low, path__lt=high, kind_id__in=("village", "community"), active=True)
        .select_related("parent")
        .order_by("path")
    )
    if not rows:
        raise CountyRefused("no_villages", _("The county has no villages; load its divisions first."))
    if Person.objects.filter(grid__path__gte=low, grid__path__lt=high).exists():
        raise CountyRefused("inhabited", _("The county has people already."))
    return rows


def _village(row: Area) -> generator.Village:
    return generator.Village(code=row.code, name=row.name, community=row.kind_id == "community")


def _make_grids(villages: Sequence[Area], per_village: Sequence[int]) -> list[_Place]:
    """Make the grids of each village, numbered within it after those it has."""
    there = dict(Area.objects.filter(parent__in=villages).values_list("parent_id").annotate(Count("id")))
    rows = [
        (village, number, f"{village.code}G{number:02d}")
        for village, count in zip(villages, per_village, strict=True)
        for number in range(there.get(village.pk, 0) + 1, there.get(village.pk, 0) + count + 1)
    ]
    made = Area.objects.bulk_create(
        [
            Area(
                code=code,
                parent=village,
                kind_id="grid",
                name=f"{short_name(village.name)}第{number}网格",
                name_en=f"{village.name_en or village.code} Grid {number}",
                path=child_path(village.path, code),
                depth=village.depth + 1,
            )
            for village, number, code in rows
        ],
        batch_size=2_000,
    )
    return [
        _Place(id=grid.pk, address=f"{village.parent.name if village.parent else ''}{short_name(village.name)}{number}组")
        for grid, (village, number, _code) in zip(made, rows, strict=True)
    ]


def _insert(made: generator.Population, places: Sequence[_Place], at: datetime) -> list[int]:
    """Copy households and people in slices, and give the people's ids in their order."""
    homes = copying.draw_ids(copying.HOUSEHOLDS.table, made.households)
    people = copying.draw_ids(copying.PEOPLE.table, made.people)
    copying.copy_rows(copying.HOUSEHOLDS, _household_rows(made, places, homes))
    rows = _person_rows(made, places, homes, people=people, at=at)
    while batch := list(islice(rows, SLICE)):
        copying.copy_rows(copying.PEOPLE, batch)
    return people


def _household_rows(made: generator.Population, places: Sequence[_Place], homes: Sequence[int]) -> Iterator[tuple[object, ...]]:
    addresses = generator.addresses(made, [place.address for place in places])
    grids = made.household_grid.tolist()
    for start in range(0, made.households, SLICE):
        stop = min(start + SLICE, made.households)
        sealed = crypto.seal_many(addresses[start:stop])
        for index in range(start, stop):
            yield homes[index], places[grids[index]].id, f"H{index + 1:06d}", sealed[index - start], HouseholdKind.FAMILY.value


def _person_rows(
    made: generator.Population, places: Sequence[_Place], homes: Sequence[int], *, people: Sequence[int], at: datetime
) -> Iterator[tuple[object, ...]]:
    names, documents, phones = generator.names(made), generator.documents(made), generator.phones(made)
    numbers = generator.code_numbers(made)
    years = (made.birth.astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    for start in range(0, made.people, SLICE):
        part = slice(start, min(start + SLICE, made.people))
        columns = zip(
            people[part],
            codes_of(numbers[part]),
            [homes[index] for index in made.household[part].tolist()],
            [places[index].id for index in made.grid[part].tolist()],
            crypto.seal_many(names[part]),
            crypto.seal_many(documents[part]),
            crypto.blind_index_many(documents[part]),
            crypto.seal_many(phones[part]),
            years[part],
            np.where(made.male[part], "m", "f").tolist(),
            made.presence[part].tolist(),
            made.groups[part].tolist(),
            strict=True,
        )
        for row in columns:
            yield (*row, Source.GENERATED.value, True, at)


def _count(made: generator.Population, places: Sequence[_Place], people: Sequence[int]) -> None:
    """Count the new people per grid and tell who listens, grid by grid."""
    by_presence = {code: np.bincount(made.grid[made.presence == code], minlength=len(places)).tolist() for code in (1, 2, 3)}
    homes = np.bincount(made.household_grid, minlength=len(places)).tolist()
    ends = np.searchsorted(made.grid, np.arange(len(places)), side="right").tolist()
    changes = {}
    for index, place in enumerate(places):
        delta = CountDelta(households=homes[index])
        for code, totals in by_presence.items():
            one, times = person_counts(code), totals[index]
            delta = delta.plus(CountDelta(one.residents * times, one.present * times, one.away * times))
        changes[place.id] = counts.Change(list(people[ends[index - 1] if index else 0 : ends[index]]), delta)
    counts.apply(changes)
