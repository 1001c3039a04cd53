"""The custody timeline of a tube: every fact about it from every table, in the order it was observed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Max, Min

from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.screening.choices import CorrectionKind, Outcome, TubeEventKind
from outpace.screening.models import HandoverTube, PositivePool, Result, Sample, SampleCorrection, Tube, TubeEvent
from outpace.screening.selectors.tubes import get_tube


class Happening(StrEnum):
    """What can happen to a tube."""

    SCANNED = "scanned"
    SEALED = "sealed"
    PACKED = "packed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    TESTED = "tested"
    RESULT = "result"
    CORRECTED = "corrected"
    NOTIFIED = "notified"
    SPOILED = "spoiled"
    LEAKED = "leaked"
    LOST = "lost"
    FOUND = "found"
    VOIDED = "voided"
    RESTORED = "restored"
    SCAN_VOIDED = "scan_voided"
    SCAN_RESTORED = "scan_restored"
    POOL_FOUND = "pool_found"
    POOL_WITHDRAWN = "pool_withdrawn"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the timeline. ``giver`` and ``taker`` are station names; ``outcome`` is set on results, ``count`` on scans (people)."""

    kind: Happening
    at: datetime
    recorded_at: datetime
    station: str = ""
    giver: str = ""
    taker: str = ""
    actor: str = ""
    note: str = ""
    outcome: Outcome | None = None
    count: int = 0
    announced: bool = True


EVENTS: Mapping[int, Happening] = {
    TubeEventKind.SEALED: Happening.SEALED,
    TubeEventKind.PACKED: Happening.PACKED,
    TubeEventKind.TESTED: Happening.TESTED,
    TubeEventKind.NOTIFIED: Happening.NOTIFIED,
    TubeEventKind.SPOILED: Happening.SPOILED,
    TubeEventKind.LEAKED: Happening.LEAKED,
    TubeEventKind.LOST: Happening.LOST,
    TubeEventKind.FOUND: Happening.FOUND,
    TubeEventKind.VOIDED: Happening.VOIDED,
    TubeEventKind.RESTORED: Happening.RESTORED,
}


def tube_timeline(actor: Actor, code: str) -> list[Fact]:
    """What happened to this tube, in the order it was observed? Names no people. Raises NotFound outside the actor's scope."""
    tube = Tube.objects.get(pk=get_tube(actor, code).id)
    sides = list(HandoverTube.objects.filter(tube=tube).select_related("handover"))
    results = list(Result.objects.filter(tube=tube))
    events = list(TubeEvent.objects.filter(tube=tube))
    numbers = {tube.site_id, *(row.laboratory_id for row in results), *(row.station_id for row in events)}
    numbers |= {number for side in sides for number in (side.handover.giver_id, side.handover.taker_id)}
    names = registry.station_names([number for number in numbers if number])
    facts = [
        *_scans(tube, names),
        *(fact for side in sides for fact in _sides(side, names)),
        *(_event(row, names) for row in events),
        *(_result(row, names) for row in results),
        *_corrections(tube),
        *_pool(tube),
        *_told(tube, events),
    ]
    order = list(Happening)
    return sorted(facts, key=lambda fact: (fact.at, fact.recorded_at, order.index(fact.kind)))


def _scans(tube: Tube, names: Mapping[int, str]) -> Iterator[Fact]:
    seen = Sample.objects.filter(tube=tube).aggregate(first=Min("taken_at"), recorded=Max("recorded_at"), people=Count("person_id"))
    site = names.get(tube.site_id or 0, "")
    if seen["first"] is not None:
        yield Fact(Happening.SCANNED, seen["first"], seen["recorded"], site, taker=site, count=seen["people"])
    if tube.sealed_at is not None:
        yield Fact(Happening.SEALED, tube.sealed_at, max(tube.sealed_at, tube.recorded_at), site, taker=site)


def _sides(side: HandoverTube, names: Mapping[int, str]) -> Iterator[Fact]:
    given = side.handover
    giver, taker = names.get(given.giver_id or 0, ""), names.get(given.taker_id or 0, "")
    if side.offered and given.offered_at is not None:
        held_by = "" if side.accepted else giver  # once accepted, the acceptance tells of a break
        yield Fact(Happening.OFFERED, given.offered_at, given.recorded_at, giver, giver=held_by, actor=given.offered_by, note=taker)
    if side.accepted and given.accepted_at is not None:
        recorded = max(given.accepted_at, given.recorded_at)
        yield Fact(
            Happening.ACCEPTED,
            given.accepted_at,
            recorded,
            taker,
            giver=giver,
            taker=taker,
            actor=given.accepted_by,
            announced=side.offered,
        )


def _event(row: TubeEvent, names: Mapping[int, str]) -> Fact:
    station = names.get(row.station_id or 0, "")
    taker = station if row.kind == TubeEventKind.TESTED else ""
    return Fact(EVENTS[row.kind], row.at, row.recorded_at, station, taker=taker, actor=row.actor, note=row.note)


def _result(row: Result, names: Mapping[int, str]) -> Fact:
    kind = Happening.CORRECTED if row.corrects else Happening.RESULT
    laboratory = names.get(row.laboratory_id, "")
    taker = "" if row.corrects else laboratory
    return Fact(
        kind, row.tested_at, row.recorded_at, laboratory, taker=taker, actor=row.actor, note=row.reason, outcome=Outcome(row.outcome)
    )


def _corrections(tube: Tube) -> Iterator[Fact]:
    for row in SampleCorrection.objects.filter(tube=tube).exclude(actor=""):
        kind = Happening.SCAN_VOIDED if row.kind == CorrectionKind.VOID else Happening.SCAN_RESTORED
        yield Fact(kind, row.at, row.recorded_at, actor=row.actor, note=row.reason, count=1)


def _pool(tube: Tube) -> Iterator[Fact]:
    pool = PositivePool.objects.filter(tube=tube).first()
    if pool is None:
        return
    yield Fact(Happening.POOL_FOUND, pool.found_at, pool.found_at, count=pool.members)
    if pool.withdrawn_at is not None:
        yield Fact(Happening.POOL_WITHDRAWN, pool.withdrawn_at, pool.withdrawn_at)


def _told(tube: Tube, events: list[TubeEvent]) -> Iterator[Fact]:
    if tube.notified_at is not None and not any(row.kind == TubeEventKind.NOTIFIED for row in events):
        yield Fact(Happening.NOTIFIED, tube.notified_at, tube.notified_at)
