"""Lists of stays: sent in on a legal basis, taken in row by row; good rows stay, bad rows come back to be mended."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from epiworks.protocol import SharedPlace
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import FAULTS, LoadState, RowFault
from outpace.casework.data.tracing import StayOrder, Taken
from outpace.casework.models import StayLoad
from outpace.casework.rules.cases_contacts import basis_holds
from outpace.casework.rules.held_stays import HEADINGS, LOADED, Terms, columns, kept_from, missing, read_row
from outpace.casework.rules.legal_basis import LONGEST_ORDER, needs_order, order_holds
from outpace.casework.selectors.tracing.loads import require_load
from outpace.casework.services.tracing.rows import Sound, write
from outpace.kernel import audit, clock, crypto, jobs, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.files import FileRefused, Limits, Mistake, Row, Table, csv_bytes, error_file, read_table
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry

STAYS_JOB = "casework.stays"
AT_ONCE = 3_000
"""Rows that are taken in while somebody waits; a longer list is taken in by a background run."""
BATCH, MAX_MISTAKES = 2_000, 20_000
LIMITS = Limits(rows=500_000)
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Reading:
    """What reading a list row by row needs and finds; `told`: how many rows are held, known and to mend, once it is read."""

    actor: Actor
    load: StayLoad
    found: Mapping[str, int]
    terms: Terms
    areas: dict[str, AreaPath | None] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    rows: int = 0
    rejected: int = 0
    told: Mapping[str, int] = field(default_factory=dict)

    def reject(self, row: Row, faults: Sequence[RowFault]) -> None:
        """Keep a bad row with what is wrong with it, in the reader's language."""
        self.rejected += 1
        if len(self.mistakes) < MAX_MISTAKES:
            problem = " ".join(str(FAULTS[fault]) for fault in faults)
            self.mistakes.append(Mistake(number=row.number, cells=row.cells, problem=problem))

    def area(self, code: str) -> AreaPath | None:
        """In which area is this? None for one that is not inside the load's own."""
        if not code:
            return AreaPath(self.load.area_path)
        if code not in self.areas:
            self.areas[code] = _inside(self.actor, self.load, code)
        return self.areas[code]


def stays_template() -> bytes:
    """Which empty file has the right headings?"""
    return csv_bytes([aliases[0] for aliases in HEADINGS.values()], [])


@locks.taken_again
def load_stays(actor: Actor, order: StayOrder, content: bytes) -> Taken:
    """Take a list of stays (CSV or XLSX) in, at once or by a background run; the same list again adds nothing.

    Raises NotAllowed without CASE_INVESTIGATE in the area, Refusal for a list without basis, purpose or the order it needs and for columns
    that are missing, FileRefused for a file that is no table.
    """
    require_order(actor, order)
    rows = _counted(content)
    with transaction.atomic():
        load = open_load(actor, order, rows=rows, content=content)
        if rows > AT_ONCE:
            return Taken(load.pk, jobs.start(STAYS_JOB, actor, title=load.file_name, payload={"load": load.pk}))
        run_stays(actor, load.pk, progress=lambda _done, _total: None)
    return Taken(load.pk)


def require_order(actor: Actor, order: StayOrder) -> None:
    """Let pass who may send such a list in. Raises NotAllowed without CASE_INVESTIGATE there, Refusal without basis, purpose or order."""
    actor.require(Permission.CASE_INVESTIGATE, order.area_path)
    _check(order)


def open_load(actor: Actor, order: StayOrder, *, rows: int, content: bytes = b"") -> StayLoad:
    """Write down that a list of so many rows was sent in, with the file while there is one. For whoever let it pass."""
    load = StayLoad.objects.create(
        area_path=order.area_path,
        file_name=order.file_name[:200],
        evidence=order.evidence,
        legal_basis=order.legal_basis,
        reference=order.reference.strip(),
        purpose=order.purpose.strip(),
        ordered_until=order.ordered_until,
        kind="" if order.kind is None else order.kind.value,
        presumed_minutes=order.presumed_minutes,
        rows=rows,
        file_sealed=crypto.seal(base64.b64encode(content).decode()) if content else None,
        by_id=actor.id,
        by_name=actor.name,
        at=clock.now(),
    )
    details = {"rows": rows, "evidence": str(order.evidence), "basis": str(order.legal_basis), "reference": order.reference.strip()}
    audit.record(actor, "stays.sent", subject=f"stay_load:{load.pk}", path=order.area_path, details=details)
    return load


def run_stays(actor: Actor, load_id: int, *, progress: Progress) -> Mapping[str, int]:
    """Take the rows of a list in, batch by batch; may be called again after any interruption. Raises NotFound, and as `load_stays`."""
    load = require_load(actor, load_id)
    if load.file_sealed is None:
        raise Refusal("state", _("The file is no longer kept."))
    table = read_table(base64.b64decode(crypto.unseal(bytes(load.file_sealed))), limits=LIMITS)
    return take_in(actor, load, table, progress=progress).told


def take_in(actor: Actor, load: StayLoad, table: Table, *, progress: Progress) -> Reading:
    """Hold the sound rows of this table, batch by batch, keep the others to be mended, and close the load."""
    reading = _reading(actor, load, table)
    sound, taken, known = _sound(table, reading), 0, 0
    while batch := list(islice(sound, BATCH)):
        progress(reading.rows, load.rows)
        with transaction.atomic():
            written = write(load, batch)
        for row in written.no_code:
            reading.reject(row, [RowFault.CODE])
        taken, known = taken + written.held, known + written.known
    reading.told = _finish(actor, load, table.headings, reading, held=(taken, known))
    return reading


def stop_stays(load_id: int) -> None:
    """Record that taking a list in was stopped: what is in stays, the file goes, and may be sent again."""
    stop_lists(StayLoad.objects.filter(pk=load_id))


def stop_lists(lists: QuerySet[StayLoad]) -> int:
    """Record of these lists that they are not taken in any more, where they were not yet; returns of how many."""
    return lists.filter(state=LoadState.RUNNING).update(state=LoadState.STOPPED, ended_at=clock.now(), file_sealed=None)


def stop_run(actor: Actor, run_id: int) -> jobs.RunView:
    """Stop a background run of tracing; what is in stays, and the file of a list whose run had not begun goes at once.

    Raises NotFound for a run of somebody else.
    """
    with transaction.atomic():
        run = jobs.cancel(actor, run_id)
        if run.kind == STAYS_JOB and run.over:
            stop_stays(int(str(run.payload["load"])))
    return run


def stay_mistakes(actor: Actor, load_id: int) -> tuple[str, bytes]:
    """Which file holds the rows to mend, under which name, for whoever sent it or sees identities there? The read is logged.

    Raises NotFound, NotAllowed.
    """
    load = require_load(actor, load_id)
    if load.by_id != actor.id and not actor.may(Permission.PERSON_IDENTITY, AreaPath(load.area_path)):
        raise NotAllowed("rows to mend")
    if load.errors_sealed is None:
        raise NotFound("errors")
    content = base64.b64decode(crypto.unseal(bytes(load.errors_sealed)))
    audit.record_read(actor, "stays.mistakes", subject=f"stay_load:{load.pk}", path=AreaPath(load.area_path), people=load.rejected)
    return f"{load.file_name.rsplit('.', 1)[0]}-errors.csv", content


def _check(order: StayOrder) -> None:
    if not order.purpose.strip():
        raise Refusal("no_purpose", _("Say what the list is needed for."), field="purpose")
    if not basis_holds(order.evidence, order.legal_basis, order.reference):
        message = _("What others keep is used with consent, or on a written request: choose the basis and give its number.")
        raise Refusal("no_basis", message, field="reference" if order.legal_basis == "agency_request" else "legal_basis")
    if order.kind is not None and order.kind not in LOADED:
        raise Refusal("not_loaded", str(FAULTS[RowFault.NOT_LOADED]), field="kind")
    if not 1 <= order.presumed_minutes <= 1440:
        raise Refusal("presumed", _("A stay without an end is taken to last from 1 minute to a day."), field="presumed_minutes")
    _check_order(order)


def _check_order(order: StayOrder) -> None:
    """An order that is named has not ended, and what may only come under an order comes under one."""
    today = timezone.localtime(clock.now()).date()
    if order.ordered_until is not None and order.ordered_until < today:
        raise Refusal("order_ended", _("The order has ended."), field="ordered_until")
    rests = order_holds(order.legal_basis, order.reference, order.ordered_until, today=today)
    if needs_order(order.evidence, order.kind) and not rests:
        message = _("Phone locations need a written request with its number and an end within %(days)d days.") % {"days": LONGEST_ORDER}
        raise Refusal("no_order", message, field="ordered_until")


def _counted(content: bytes) -> int:
    """How many rows has this file? Raises FileRefused, Refusal for columns that are missing."""
    table = read_table(content, limits=LIMITS)
    absent = missing(columns(table.headings))
    if absent:
        wanted = ", ".join(HEADINGS[name][0] for name in absent)
        raise Refusal("columns", _("The file lacks these columns: %(names)s.") % {"names": wanted}, field="file")
    return sum(1 for _row in table.rows)


def _reading(actor: Actor, load: StayLoad, table: Table) -> Reading:
    now, zone = clock.now(), timezone.get_current_timezone()
    today = now.astimezone(zone).date()
    has_order = order_holds(LegalBasis(load.legal_basis), load.reference, load.ordered_until, today=today)
    terms = Terms(
        kind=SharedPlace(load.kind) if load.kind else None,
        presumed=timedelta(minutes=load.presumed_minutes),
        now=now,
        zone=zone,
        kept_from=kept_from(today, settings.STAY_DAYS),
        has_order=has_order and Evidence(load.evidence) is Evidence.PHONE,
    )
    return Reading(actor, load, columns(table.headings), terms)


def _sound(table: Table, reading: Reading) -> Iterator[Sound]:
    """The rows that can be taken, one by one; the others are kept as mistakes."""
    for row in table.rows:
        reading.rows += 1
        said, faults = read_row(row.cells, reading.found, reading.terms)
        path = reading.area(said.area)
        problems = [*faults, *([] if path else [RowFault.AREA])]
        if problems or path is None:
            reading.reject(row, problems)
        else:
            yield Sound(row, said, path)


def _inside(actor: Actor, load: StayLoad, code: str) -> AreaPath | None:
    try:
        found = registry.area_by_code(actor, code).path
    except NotFound:
        return None
    return found if found.startswith(load.area_path) else None


def _to_mend(reading: Reading) -> Sequence[Mistake]:
    """The rows to mend; where there are more than are kept, the first one says so."""
    first, *others = reading.mistakes
    left = reading.rejected - len(reading.mistakes)
    if not left:
        return reading.mistakes
    told = _("This file was cut: %(count)d more rows are to be mended and are not in it. Mend these, then send the whole list again.")
    return [replace(first, problem=f"{first.problem} {told % {'count': left}}"), *others]


@transaction.atomic
def _finish(actor: Actor, load: StayLoad, headings: Sequence[str], reading: Reading, *, held: tuple[int, int]) -> dict[str, int]:
    """Close a load: the file is not kept longer than it takes to read it."""
    taken, known = held
    load.state, load.ended_at, load.file_sealed = LoadState.DONE, clock.now(), None
    load.rows, load.taken, load.known, load.rejected = reading.rows, taken, known, reading.rejected
    if reading.mistakes:
        load.errors_sealed = crypto.seal(base64.b64encode(error_file(headings, _to_mend(reading))).decode())
    load.save()
    result = {"taken": taken, "known": known, "rejected": reading.rejected}
    audit.record(actor, "stays.loaded", subject=f"stay_load:{load.pk}", path=AreaPath(load.area_path), details=result)
    return result


__all__ = [
    "STAYS_JOB",
    "FileRefused",
    "Reading",
    "load_stays",
    "open_load",
    "require_order",
    "run_stays",
    "stay_mistakes",
    "stays_template",
    "stop_lists",
    "stop_run",
    "stop_stays",
    "take_in",
]
