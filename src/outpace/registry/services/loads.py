"""Bulk loads of people: checked first, then loaded in batches by a job; good rows stay, bad rows come back to be mended.

Every batch is its own transaction and remembers its rows, so a load that stops half-way, or a file sent twice, adds nobody twice.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outpace.kernel import audit, clock, crypto, jobs
from outpace.kernel.errors import Refusal
from outpace.kernel.files import Limits, Mistake, Row, Table, csv_bytes, error_file, read_table
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound, subtree_bounds
from outpace.registry.choices import FAULTS, LoadState
from outpace.registry.data import LoadView
from outpace.registry.models import Area, KeyGroup, LoadedRow, PeopleLoad
from outpace.registry.rules.people import clean_person
from outpace.registry.rules.rows import HEADINGS, RowFault, columns, identity_text, missing, read_row
from outpace.registry.selectors.areas import require_area
from outpace.registry.selectors.loads import load_view, require_load
from outpace.registry.services.batches import Candidate, add_people

JOB = "registry.load"
BATCH = 500
MAX_MISTAKES = 50_000
LIMITS = Limits(rows=250_000)
"""A county's people at once; a larger list comes by township."""
Progress = Callable[[int, int], None]


class LoadRefused(Refusal):
    """The file cannot be taken at all, or the load is not in the state for this."""


@dataclass(slots=True)
class _Reading:
    """What reading a file row by row needs and finds."""

    found: Mapping[str, int]
    grids: Mapping[str, int]
    groups: Mapping[str, int]
    today: date
    mistakes: list[Mistake] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    rows: int = 0
    rejected: int = 0

    def reject(self, row: Row, faults: Sequence[str]) -> None:
        """Keep a bad row with what is wrong with it, in the reader's language."""
        self.rejected += 1
        if len(self.mistakes) < MAX_MISTAKES:
            problem = " ".join(dict.fromkeys(str(FAULTS[fault]) for fault in faults))
            self.mistakes.append(Mistake(number=row.number, cells=row.cells, problem=problem))


def template() -> bytes:
    """Which empty file has the right headings?"""
    return csv_bytes([aliases[0] for aliases in HEADINGS.values()], [])


@transaction.atomic
def check_people_file(actor: Actor, area_id: int, *, file_name: str, content: bytes) -> LoadView:
    """Read a list of people (CSV or XLSX) and say how many rows could be taken and what is wrong with the others; nobody is added yet.

    Raises FileRefused, LoadRefused (columns), NotFound, NotAllowed.
    """
    area = require_area(actor, Permission.PERSON_MANAGE, area_id)
    table = read_table(content, limits=LIMITS)
    reading = _reading(table, area)
    for _candidate in _candidates(table, reading):
        pass
    load = PeopleLoad.objects.create(
        area=area,
        file_name=file_name[:200],
        file_sealed=crypto.seal(base64.b64encode(content).decode()),
        errors_sealed=_sealed_errors(table.headings, reading.mistakes),
        rows=reading.rows,
        rejected=reading.rejected,
        by_id=actor.id,
        by_name=actor.name,
        at=clock.now(),
    )
    details = {"rows": load.rows, "rejected": load.rejected}
    audit.record(actor, "people.check", subject=f"load:{load.pk}", path=AreaPath(area.path), details=details)
    return load_view(load, mistakes=reading.mistakes[:20])


@transaction.atomic
def start_load(actor: Actor, load_id: int) -> int:
    """Have the good rows of a checked file added in the background, and give the run's id.

    Raises LoadRefused (state), NotFound, NotAllowed.
    """
    load = own_load(actor, load_id, lock=True)
    if load.state != LoadState.CHECKED:
        raise LoadRefused("state", _("This file was loaded already."))
    load.state = LoadState.RUNNING
    load.save(update_fields=["state"])
    audit.record(actor, "people.load", subject=f"load:{load.pk}", path=AreaPath(load.area.path))
    return jobs.start(JOB, actor, title=load.file_name, payload={"load": load.pk, "language": get_language()})


def run_load(actor: Actor, load_id: int, progress: Progress) -> Mapping[str, int]:
    """Add the people of a file, batch by batch; may be called again after any interruption. Raises what `start_load` raises."""
    load = own_load(actor, load_id)
    if load.file_sealed is None:
        raise LoadRefused("state", _("The file is no longer kept."))
    table = read_table(base64.b64decode(crypto.unseal(load.file_sealed)))
    reading = _reading(table, load.area)
    candidates = _candidates(table, reading)
    done = 0
    while batch := list(islice(candidates, BATCH)):
        progress(done, load.rows)
        for candidate in add_people(load, batch):
            reading.reject(candidate.row, [RowFault.KNOWN_ELSEWHERE])
        done += len(batch)
    return _finish(actor, load, table.headings, reading)


def stop_load(load_id: int) -> None:
    """Record that a load was stopped; what is in stays, and the file may be sent again."""
    PeopleLoad.objects.filter(pk=load_id, state=LoadState.RUNNING).update(state=LoadState.STOPPED, ended_at=clock.now())


def mistakes_file(actor: Actor, load_id: int) -> tuple[str, bytes]:
    """Which file holds the rows to mend, under which name? Raises NotFound, NotAllowed. The read is logged."""
    load = own_load(actor, load_id)
    if not load.errors_sealed:
        raise NotFound("errors")
    content = base64.b64decode(crypto.unseal(load.errors_sealed))
    audit.record_read(actor, "people.mistakes", subject=f"load:{load.pk}", path=AreaPath(load.area.path), people=load.rejected)
    return f"{load.file_name.rsplit('.', 1)[0]}-errors.csv", content


def own_load(actor: Actor, load_id: int, *, lock: bool = False) -> PeopleLoad:
    """Which load is this, for whoever sent it, or who may see identities there? Raises NotFound, NotAllowed."""
    load = require_load(actor, load_id, lock=lock)
    if load.by_id != actor.id and not actor.may(Permission.PERSON_IDENTITY, AreaPath(load.area.path)):
        raise NotAllowed("load")
    return load


def _reading(table: Table, area: Area) -> _Reading:
    found = columns(table.headings)
    absent = missing(found)
    if absent:
        wanted = ", ".join(HEADINGS[name][0] for name in absent)
        raise LoadRefused("columns", _("The file lacks these columns: %(names)s.") % {"names": wanted}, field="file")
    low, high = subtree_bounds(AreaPath(area.path))
    grids = Area.objects.filter(path__gte=low, path__lt=high, active=True).exclude(children__active=True)
    groups = {
        name.lower(): bit
        for bit, *names in KeyGroup.objects.filter(active=True).values_list("bit", "code", "name_zh", "name_en")
        for name in names
    }
    return _Reading(found=found, grids=dict(grids.values_list("code", "id")), groups=groups, today=clock.now().date())


def _candidates(table: Table, reading: _Reading) -> Iterator[Candidate]:
    """The rows that could be taken, one by one; the others are kept as mistakes."""
    for row in table.rows:
        reading.rows += 1
        said, faults = read_row(row.cells, reading.found, reading.groups)
        person, wrong = clean_person(said.person, today=reading.today)
        clean = replace(said, person=person)
        grid = reading.grids.get(said.grid)
        keys = tuple(crypto.blind_index_candidates(identity_text(clean)))
        problems = [*([] if grid else [RowFault.GRID]), *faults, *wrong]
        if not problems and keys[0] in reading.seen:
            problems.append(RowFault.ROW_TWICE)
        if problems or grid is None:
            reading.reject(row, problems)
            continue
        reading.seen.add(keys[0])
        yield Candidate(row=row, said=clean, grid_id=grid, keys=keys)


@transaction.atomic
def _finish(actor: Actor, load: PeopleLoad, headings: Sequence[str], reading: _Reading) -> dict[str, int]:
    """Close a load: what is in was counted row by row, so a load that was interrupted and resumed still tells the truth."""
    added = LoadedRow.objects.filter(load=load).count()
    result = {"added": added, "known": reading.rows - reading.rejected - added, "rejected": reading.rejected}
    load.state, load.ended_at, load.file_sealed = LoadState.DONE, clock.now(), None
    load.rows, load.added, load.known, load.rejected = reading.rows, added, result["known"], reading.rejected
    load.errors_sealed = _sealed_errors(headings, reading.mistakes)
    load.save()
    audit.record(actor, "people.loaded", subject=f"load:{load.pk}", path=AreaPath(load.area.path), details=result)
    return result


def _sealed_errors(headings: Sequence[str], mistakes: Sequence[Mistake]) -> bytes | None:
    return crypto.seal(base64.b64encode(error_file(headings, mistakes)).decode()) if mistakes else None


__all__ = [
    "JOB",
    "LoadRefused",
    "check_people_file",
    "mistakes_file",
    "own_load",
    "run_load",
    "start_load",
    "stop_load",
    "template",
]
