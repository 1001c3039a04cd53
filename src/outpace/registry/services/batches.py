"""Adding one batch of people from a file, in one transaction, skipping those already known."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from outpace.kernel import clock, crypto
from outpace.kernel.files import Row
from outpace.kernel.locks import advisory
from outpace.kernel.scope import AreaPath
from outpace.registry.choices import HouseholdKind
from outpace.registry.models import Household, LoadedRow, PeopleLoad, Person
from outpace.registry.rules.codes import PAYLOAD_BITS, code_of
from outpace.registry.rules.counts import CountDelta, person_counts
from outpace.registry.rules.rows import PersonRow
from outpace.registry.services import copying, counts
from outpace.registry.services.days import refuse_real

_OPEN = """
INSERT INTO registry_household (grid_id, number, address_sealed, kind)
SELECT grid_id, number, address, %s FROM unnest(%s::bigint[], %s::varchar[], %s::bytea[]) AS h (grid_id, number, address)
 ORDER BY grid_id, number
ON CONFLICT (grid_id, number) DO NOTHING RETURNING grid_id
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that could be taken: what it says, the grid it names, and the keys that tell it from every other row.

    The first key is the one stored; the others are those it may be stored under while blind-index keys rotate.
    """

    row: Row
    said: PersonRow
    grid_id: int
    keys: tuple[bytes, ...]


Indexes = Mapping[Candidate, Sequence[bytes]]
"""The blind indexes under which each candidate's document may be enrolled, the one to store first; none without a document."""


@transaction.atomic
def add_people(load: PeopleLoad, batch: Sequence[Candidate]) -> list[Candidate]:
    """Add the people of a batch who are not known yet, and give back those known outside the area of the load."""
    advisory(*(f"registry.row.{candidate.keys[0].hex()}" for candidate in batch))
    indexes = {candidate: crypto.blind_index_candidates(candidate.said.person.document) for candidate in batch}
    advisory(*(f"registry.document.{found[0].hex()}" for found in indexes.values() if found))
    enrolled = _enrolled([index for found in indexes.values() for index in found])
    fresh = _fresh(batch, indexes, enrolled)
    refuse_real(candidate.said.person.synthetic for candidate in fresh)
    if fresh:
        _enrol(load, fresh, indexes)
    return _known_outside(AreaPath(load.area.path), indexes, enrolled)


def _fresh(batch: Sequence[Candidate], indexes: Indexes, enrolled: Mapping[bytes, str]) -> list[Candidate]:
    """Who is neither in a row that was loaded before nor enrolled under their document?"""
    sent = LoadedRow.objects.filter(key__in=[key for candidate in batch for key in candidate.keys]).values_list("key", flat=True)
    loaded = {bytes(key) for key in sent}
    return [candidate for candidate in batch if loaded.isdisjoint(candidate.keys) and enrolled.keys().isdisjoint(indexes[candidate])]


def _enrol(load: PeopleLoad, fresh: Sequence[Candidate], indexes: Indexes) -> None:
    """Add these people with their households, remember their rows, and let the counts follow."""
    changes: dict[int, counts.Change] = {}
    homes = _households(fresh, changes)
    ids = _insert(fresh, homes, [next(iter(indexes[candidate]), None) for candidate in fresh])
    for candidate, person_id in zip(fresh, ids, strict=True):
        changes.setdefault(candidate.grid_id, counts.Change()).add(person_id, person_counts(candidate.said.person.presence))
    LoadedRow.objects.bulk_create(
        LoadedRow(key=candidate.keys[0], person_id=person_id, load=load) for candidate, person_id in zip(fresh, ids, strict=True)
    )
    counts.apply(changes)


def _known_outside(area: AreaPath, indexes: Indexes, enrolled: Mapping[bytes, str]) -> list[Candidate]:
    """Whose document is enrolled outside this area?"""
    return [candidate for candidate, found in indexes.items() if any(not enrolled.get(index, area).startswith(area) for index in found)]


def _enrolled(indexes: Sequence[bytes]) -> dict[bytes, str]:
    """Who is enrolled under one of these documents, and on which path?"""
    pairs = Person.objects.filter(document_index__in=list(indexes)).values_list("document_index", "grid__path")
    return {bytes(index): path for index, path in pairs if index is not None}


def _households(fresh: Sequence[Candidate], changes: dict[int, counts.Change]) -> dict[tuple[int, str], int]:
    """Open the households a batch names and that are not there, and give the id of each."""
    wanted = {(candidate.grid_id, candidate.said.household): candidate.said.address for candidate in fresh if candidate.said.household}
    if not wanted:
        return {}
    keys = list(wanted)
    with connection.cursor() as cursor:
        addresses = crypto.seal_many([wanted[key] for key in keys])
        cursor.execute(_OPEN, [HouseholdKind.FAMILY.value, [grid for grid, _ in keys], [number for _, number in keys], addresses])
        for (grid,) in cursor.fetchall():
            change = changes.setdefault(grid, counts.Change())
            change.delta = change.delta.plus(CountDelta(households=1))
    rows = Household.objects.filter(grid_id__in={grid for grid, _ in keys}, number__in={number for _, number in keys})
    return {(grid, number): key for key, grid, number in rows.values_list("id", "grid_id", "number")}


def _insert(fresh: Sequence[Candidate], homes: dict[tuple[int, str], int], indexes: Sequence[bytes | None]) -> list[int]:
    ids = copying.draw_ids(copying.PEOPLE.table, len(fresh))
    people = [candidate.said.person for candidate in fresh]
    rows = zip(
        ids,
        [code_of(secrets.randbits(PAYLOAD_BITS)) for _ in fresh],
        [homes.get((candidate.grid_id, candidate.said.household)) for candidate in fresh],
        [candidate.grid_id for candidate in fresh],
        crypto.seal_many([person.name for person in people]),
        crypto.seal_many([person.document for person in people]),
        indexes,
        crypto.seal_many([person.phone for person in people]),
        [person.birth_year for person in people],
        [person.sex for person in people],
        [person.presence for person in people],
        [person.groups for person in people],
        [person.source for person in people],
        [person.synthetic for person in people],
        [clock.now()] * len(fresh),
        strict=True,
    )
    copying.copy_rows(copying.PEOPLE, rows)
    return ids
