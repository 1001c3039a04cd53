"""Adding one batch of people from a file, in one transaction, skipping those already known."""

import secrets
from collections.abc import Sequence
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

_OPEN = """
INSERT INTO registry_household (grid_id, number, address_sealed, kind)
SELECT grid_id, number, address, %s FROM unnest(%s::bigint[], %s::varchar[], %s::bytea[]) AS h (grid_id, number, address)
 ORDER BY grid_id, number
ON CONFLICT (grid_id, number) DO NOTHING RETURNING grid_id
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that could be taken: what it says, the grid it names, and the key that tells it from every other row."""

    row: Row
    said: PersonRow
    grid_id: int
    key: bytes


@transaction.atomic
def add_people(load: PeopleLoad, batch: Sequence[Candidate]) -> list[Candidate]:
    """Add the people of a batch who are not known yet, and give back those known outside the area of the load."""
    advisory(*(f"registry.row.{candidate.key.hex()}" for candidate in batch))
    indexes = dict(zip(batch, crypto.blind_index_many([candidate.said.person.document for candidate in batch]), strict=True))
    advisory(*(f"registry.document.{index.hex()}" for index in indexes.values() if index))
    elsewhere = _elsewhere(load, indexes)
    loaded = {bytes(key) for key in LoadedRow.objects.filter(key__in=[candidate.key for candidate in batch]).values_list("key", flat=True)}
    known = _known([index for index in indexes.values() if index])
    fresh = [candidate for candidate in batch if candidate.key not in loaded and (indexes[candidate] or b"-") not in known]
    if fresh:
        changes: dict[int, counts.Change] = {}
        homes = _households(fresh, changes)
        ids = _insert(fresh, homes, [indexes[candidate] for candidate in fresh])
        for candidate, person_id in zip(fresh, ids, strict=True):
            changes.setdefault(candidate.grid_id, counts.Change()).add(person_id, person_counts(candidate.said.person.presence))
        LoadedRow.objects.bulk_create(
            LoadedRow(key=candidate.key, person_id=person_id, load=load) for candidate, person_id in zip(fresh, ids, strict=True)
        )
        counts.apply(changes)
    return [candidate for candidate in batch if indexes[candidate] in elsewhere]


def _known(indexes: Sequence[bytes]) -> set[bytes]:
    rows = Person.objects.filter(document_index__in=list(indexes)).values_list("document_index", flat=True)
    return {bytes(index) for index in rows if index is not None}


def _elsewhere(load: PeopleLoad, indexes: dict[Candidate, bytes]) -> set[bytes]:
    """Which documents belong to people enrolled outside the area of the load?"""
    rows = Person.objects.filter(document_index__in=[index for index in indexes.values() if index])
    pairs = rows.values_list("document_index", "grid__path")
    return {bytes(index) for index, path in pairs if index is not None and not path.startswith(AreaPath(load.area.path))}


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


def _insert(fresh: Sequence[Candidate], homes: dict[tuple[int, str], int], indexes: Sequence[bytes]) -> list[int]:
    ids = copying.draw_ids(copying.PEOPLE.table, len(fresh))
    people = [candidate.said.person for candidate in fresh]
    rows = zip(
        ids,
        [code_of(secrets.randbits(PAYLOAD_BITS)) for _ in fresh],
        [homes.get((candidate.grid_id, candidate.said.household)) for candidate in fresh],
        [candidate.grid_id for candidate in fresh],
        crypto.seal_many([person.name for person in people]),
        crypto.seal_many([person.document for person in people]),
        [index or None for index in indexes],
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
