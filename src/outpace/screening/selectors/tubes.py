"""One tube, one box: where it is, what was read in it, who is inside, and what this actor may do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from outpace.kernel import audit, crypto, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound
from outpace.registry import api as registry
from outpace.registry.data import StationRow
from outpace.screening.choices import Condition, Outcome, Stage
from outpace.screening.data import ResultReading, WaitingTube
from outpace.screening.models import Box, HandoverTube, PositivePool, RecallMember, Result, Sample, Tube, UnidentifiedSample
from outpace.screening.rules.flow import Reading, standing_key

LOOKING = (Permission.SCREENING_READ, Permission.SCREENING_SAMPLE, Permission.TUBE_TRANSPORT, Permission.LAB_RECEIVE)
"""Any of these, over a station that has had the tube, lets its holder see where it is (never who is inside)."""

MEETING_PEOPLE = (Permission.PERSON_READ, Permission.PERSON_IDENTITY)
READING_NOTES = (Permission.PERSON_IDENTITY, Permission.SCREENING_SAMPLE, Permission.POSITIVE_ACT)
"""What a sampler noted about somebody unknown may name them, so a masked reader does not see it."""

MAX_IN_BOX = 500


@dataclass(frozen=True, slots=True)
class TubeSheet:
    """What a tube's page shows. Units: ``people`` are person-times, unidentified ones included."""

    id: int
    code: str
    pass_id: int | None
    stage: Stage
    condition: Condition
    outcome: Outcome | None
    disputed: bool
    people: int
    pool_size: int
    unidentified: int
    site: StationRow | None
    custodian: StationRow | None
    custody_at: datetime | None
    offered_to: StationRow | None
    box: str
    sampled_at: datetime | None
    sealed_at: datetime | None
    readings: tuple[ResultReading, ...]
    standing: UUID | None
    standing_laboratory: int | None
    pool_id: int | None
    retest_of: int | None
    may_mark: bool
    may_correct_scan: bool
    may_correct_result: bool
    may_meet_people: bool

    @property
    def announced(self) -> bool:
        """Has a sampling record named its pass and site?"""
        return self.pass_id is not None


@dataclass(frozen=True, slots=True)
class PersonInside:
    """One person in a tube as far as the reader may see; ``stands`` is false when the scan was taken back."""

    person_id: int
    name: str
    document: str
    phone: str
    home: str
    taken_at: datetime
    stands: bool
    masked: bool


@dataclass(frozen=True, slots=True)
class PeopleInside:
    """Who is in a tube: those the reader may see, and how many more there are whom they may not."""

    people: tuple[PersonInside, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Unidentified:
    """A sample of somebody the registry does not know; ``note`` is empty for readers who may not see what was noted."""

    id: int
    taken_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class BoxSheet:
    """One box: where it was opened, and how many tubes are in it now and with whom."""

    id: int
    code: str
    station: StationRow | None
    created_at: datetime
    tubes: int
    people: int


def find_code(actor: Actor, code: str) -> str:
    """Is this the code of a "tube" or of a "box" that the actor may see? Raises NotFound for neither."""
    plain = code.strip()
    found = Tube.objects.filter(code=plain).first()
    if found is not None and _seen(actor, found):
        return "tube"
    box = Box.objects.filter(code=plain).first()
    if box is not None and _box_seen(actor, box):
        return "box"
    raise NotFound(f"code {plain}")


def get_tube(actor: Actor, code: str) -> TubeSheet:
    """What is there to know about this tube? Raises NotFound when no station that had it lies in the actor's scope."""
    tube = _visible(actor, code)
    pool = PositivePool.objects.filter(tube_id=tube.pk).values_list("pk", flat=True).first()
    retest = RecallMember.objects.filter(retest_tube_id=tube.pk).values_list("pool_id", flat=True).first()
    results = list(Result.objects.filter(tube_id=tube.pk).order_by("recorded_at", "id"))
    numbers = {tube.site_id, tube.custodian_id, tube.offered_to_id, *(result.laboratory_id for result in results)}
    stations = registry.stations_of([number for number in numbers if number])
    names = registry.station_names(stations)
    site, custodian = stations.get(tube.site_id or 0), stations.get(tube.custodian_id)
    standing = _standing(results)
    return TubeSheet(
        id=tube.pk,
        code=tube.code,
        pass_id=tube.screening_pass_id,
        stage=Stage(tube.stage),
        condition=Condition(tube.condition),
        outcome=None if tube.outcome is None else Outcome(tube.outcome),
        disputed=tube.disputed,
        people=tube.people,
        pool_size=tube.pool_size,
        unidentified=UnidentifiedSample.objects.filter(tube_id=tube.pk, person_id=None).count(),
        site=site,
        custodian=custodian,
        custody_at=tube.custody_at,
        offered_to=stations.get(tube.offered_to_id or 0),
        box=tube.box.code if tube.box else "",
        sampled_at=tube.sampled_at,
        sealed_at=tube.sealed_at,
        readings=tuple(_reading(row, names.get(row.laboratory_id, "")) for row in results),
        standing=standing.pk if standing else None,
        standing_laboratory=standing.laboratory_id if standing else None,
        pool_id=pool,
        retest_of=retest,
        may_mark=custodian is not None and _any(actor, (*LOOKING[1:], Permission.SCREENING_CORRECT), [custodian]),
        may_correct_scan=site is not None and _any(actor, (Permission.SCREENING_SAMPLE, Permission.SCREENING_CORRECT), [site]),
        may_correct_result=_any(actor, (Permission.RESULT_CORRECT,), [stations[standing.laboratory_id]] if standing else []),
        may_meet_people=any(actor.holds(right) for right in MEETING_PEOPLE),
    )


def _standing(results: Sequence[Result]) -> Result | None:
    """Which of the tube's readings stands?"""
    key = standing_key(Reading(Outcome(row.outcome), row.tested_at, row.corrects, str(row.pk)) for row in results)
    return next((row for row in results if str(row.pk) == key), None)


def _reading(row: Result, laboratory: str) -> ResultReading:
    return ResultReading(
        id=row.pk,
        laboratory=laboratory,
        outcome=Outcome(row.outcome),
        ct=row.ct,
        tested_at=row.tested_at,
        recorded_at=row.recorded_at,
        corrects=row.corrects,
        reason=row.reason,
        actor=row.actor,
    )


def people_inside(actor: Actor, code: str) -> PeopleInside:
    """Who is in this tube, as far as the actor may see them? The look is logged.

    Raises NotFound outside the actor's scope, NotAllowed for somebody who never meets people.
    """
    if not any(actor.holds(right) for right in MEETING_PEOPLE):
        raise NotAllowed(str(Permission.PERSON_READ))
    tube = _visible(actor, code)
    rows = Sample.objects.filter(tube_id=tube.pk).order_by("taken_at", "person_id").values_list("person_id", "taken_at", "effective")
    samples = {person: (taken_at, effective) for person, taken_at, effective in rows}
    entries = registry.persons_for_ids(actor, list(samples), purpose="screening.tube")
    people = tuple(
        PersonInside(
            person_id=entry.id,
            name=entry.name,
            document=entry.document,
            phone=entry.phone,
            home=" ".join(filter(None, (places.spoken(entry.grid_name, entry.grid_name_en), entry.address))),
            taken_at=samples[entry.id][0],
            stands=samples[entry.id][1],
            masked=entry.masked,
        )
        for entry in entries
    )
    return PeopleInside(people, len(samples) - len(people))


def unidentified_inside(actor: Actor, code: str) -> list[Unidentified]:
    """Which samples in this tube belong to nobody known, and what was noted about them? A look at the notes is logged."""
    tube = _visible(actor, code)
    rows = list(UnidentifiedSample.objects.filter(tube_id=tube.pk, person_id=None).order_by("taken_at", "id"))
    site = registry.station_for_work(tube.site_id) if tube.site_id else None
    reads = site is not None and _any(actor, READING_NOTES, [site])
    if rows and reads and site is not None:
        audit.record_read(actor, "screening.unidentified_read", subject=f"tube:{tube.pk}", path=site.path, people=len(rows))
    return [Unidentified(row.pk, row.taken_at, crypto.unseal(bytes(row.reference_sealed)) if reads else "") for row in rows]


def get_box(actor: Actor, code: str) -> BoxSheet:
    """What is there to know about this box? Raises NotFound when neither it nor a tube in it lies in the actor's scope."""
    box = Box.objects.filter(code=code).first()
    if box is None or not _box_seen(actor, box):
        raise NotFound(f"box {code}")
    sizes = list(Tube.objects.filter(box=box).values_list("people", flat=True))
    return BoxSheet(box.pk, box.code, registry.station_for_work(box.station_id), box.created_at, len(sizes), sum(sizes))


def tubes_in_box(actor: Actor, code: str, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Which tubes are in this box now? Raises NotFound as `get_box` does."""
    box = get_box(actor, code)
    found = keyset(Tube.objects.filter(box_id=box.id), ["code"], cursor, size=size)
    names = registry.station_names({tube.custodian_id for tube in found.items})
    return found.map(lambda tube: waiting_tube(tube, names.get(tube.custodian_id, "")))


def waiting_tube(tube: Tube, custodian: str) -> WaitingTube:
    """Which data object stands for this tube in a list of what a station or box holds?"""
    return WaitingTube(
        id=tube.pk,
        code=tube.code,
        stage=Stage(tube.stage),
        condition=Condition(tube.condition),
        people=tube.people,
        custodian_id=tube.custodian_id,
        custodian=custodian,
        since=tube.custody_at or tube.recorded_at,
        site_id=tube.site_id,
    )


def codes_in(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Which of these codes are boxes, and which are tubes (known or not)?"""
    asked = list(dict.fromkeys(codes))
    boxes = set(Box.objects.filter(code__in=asked).values_list("code", flat=True))
    return [code for code in asked if code in boxes], [code for code in asked if code not in boxes]


def codes_of_tubes(codes: Iterable[str]) -> list[str]:
    """Which tubes are these codes, boxes opened?"""
    boxes, tubes = codes_in(codes)
    return [*tubes, *Tube.objects.filter(box__code__in=boxes).order_by("code").values_list("code", flat=True)[:MAX_IN_BOX]]


def _visible(actor: Actor, code: str) -> Tube:
    tube = Tube.objects.select_related("box").filter(code=code).first()
    if tube is None or not _seen(actor, tube):
        raise NotFound(f"tube {code}")
    return tube


def _seen(actor: Actor, tube: Tube) -> bool:
    """Does a station that has or had the tube, or its pass, lie where the actor looks at tubes?"""
    now = {tube.site_id, tube.custodian_id, tube.offered_to_id}
    if _any(actor, LOOKING, registry.stations_of([number for number in now if number]).values()):
        return True
    sides = HandoverTube.objects.filter(tube_id=tube.pk).values_list("handover__giver_id", "handover__taker_id")
    laboratories = Result.objects.filter(tube_id=tube.pk).values_list("laboratory_id", flat=True)
    before = {number for pair in sides for number in pair if number} | set(laboratories)
    return _any(actor, LOOKING, registry.stations_of(before - now).values()) if before - now else False


def _box_seen(actor: Actor, box: Box) -> bool:
    custodians = Tube.objects.filter(box=box).values_list("custodian_id", flat=True).distinct()[:50]
    return _any(actor, LOOKING, registry.stations_of({box.station_id, *custodians}).values())


def _any(actor: Actor, rights: Iterable[Permission], stations: Iterable[StationRow]) -> bool:
    wanted = tuple(rights)
    return any(actor.may(right, AreaPath(station.path)) for station in stations for right in wanted)
