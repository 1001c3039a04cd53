"""The one place where a zone changes: a new version as a fact, and what stands now from its hour on, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from outpace.kernel import clock, locks
from outpace.kernel.scope import Actor, AreaPath, shared_path
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.zoning.choices import Change, Layer, ProposalState
from outpace.zoning.models import Proposal, Zone, ZoneArea, ZoneMeasure, ZoneVersion
from outpace.zoning.rules.cover import cover
from outpace.zoning.rules.measures import turn
from outpace.zoning.selectors.facts import ring_of
from outpace.zoning.selectors.packs import local_day, pooling_zone
from outpace.zoning.selectors.rows import holding_of
from outpace.zoning.services.proposing import withdraw


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact to be written about a zone. `zone_type` empty: it is lifted."""

    change: Change
    zone_type: str
    regime: str
    area_paths: tuple[AreaPath, ...]
    valid_from: datetime
    unit: str = ""
    reason: str = ""
    exemptions: str = ""
    review_on: date | None = None
    case_ids: tuple[int, ...] = ()
    because: Sequence[Mapping[str, Any]] = ()
    shape: Mapping[str, Any] | None = None
    proposal: Proposal | None = None
    measures: tuple[str, ...] = field(default=())


def draw(actor: Actor, entry: Entry, *, layer: Layer = Layer.CONTROL, name: str = "") -> Zone:
    """Make a zone with its first version. The people inside are counted while their counts are held."""
    areas = cover(entry.area_paths)
    present, _ = registry.hold_counts(areas)
    shared = shared_path(areas)
    zone = Zone.objects.create(
        layer=layer,
        name=name,
        area_path=shared,
        county_path=ring_of(shared).county,
        zone_type=entry.zone_type,
        regime=entry.regime,
        in_force=False,
        version=0,
        drawn_at=entry.valid_from,
        changed_at=entry.valid_from,
    )
    _sign(actor, zone, entry, people=present)
    return zone


def change(actor: Actor, zone: Zone, entry: Entry) -> None:
    """Give a zone its next version. The caller has locked the zone, and held the counts of its new areas before that."""
    _sign(actor, zone, entry, people=registry.hold_counts(cover(entry.area_paths))[0])


def stand(zone: Zone, version: ZoneVersion, *, people: int) -> None:
    """Let a signed version hold: from now on the zone stands as it says. The caller has locked the zone and counted its people."""
    areas = cover(AreaPath(path) for path in version.area_paths)
    before = zone.zone_type if zone.in_force else ""
    zone.area_path, zone.in_force = shared_path(areas), bool(version.zone_type)
    zone.people = people if zone.in_force else 0
    _say(zone, version)
    zone.save()
    _cover(zone, areas if zone.in_force else ())
    _turn_measures(zone, version, before=before)
    if not zone.in_force:
        _drop_waiting(zone, version)
    pool(zone, areas)


def annul(zone: Zone, *, by: str, why: str) -> ZoneVersion | None:
    """Take back the signature that waits about a zone, if there is one: it keeps its number and never holds. The zone is locked."""
    version = zone.ahead
    if version is not None:
        version.taken_back_at, version.taken_back_by, version.taken_back_why = clock.now(), by, why
        version.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
        zone.ahead = None
        zone.save(update_fields=["ahead"])
    return version


def _sign(actor: Actor, zone: Zone, entry: Entry, *, people: int) -> None:
    """Keep the signed fact. It holds at once, or waits for its hour when it is dated forward."""
    version = _write(actor, zone, entry, people=people)
    if version.valid_from <= version.recorded_at:
        stand(zone, version, people=people)
    else:
        zone.ahead = version
        zone.save(update_fields=["ahead"])


def _say(zone: Zone, version: ZoneVersion) -> None:
    """Repeat what the version says; what it leaves open stays as it was."""
    zone.version, zone.ahead, zone.changed_at = version.number, None, version.valid_from
    zone.zone_type, zone.regime = version.zone_type or zone.zone_type, version.regime or zone.regime
    zone.review_on = version.review_on or zone.review_on
    if version.change == Change.STEPPED_DOWN:
        zone.stepped_down_on = local_day(version.valid_from)
    elif version.change == Change.RAISED:
        zone.stepped_down_on = None


def _turn_measures(zone: Zone, version: ZoneVersion, *, before: str) -> None:
    """The measures of one type end, those of the next begin, those ordered by hand go on; in a zone that is lifted every measure ends."""
    holding = [holding_of(row) for row in zone.measures.filter(ended_at=None).order_by("pk")]
    found = turn(before, version.zone_type, measures=version.measures, holding=holding)
    zone.measures.filter(pk__in=found.ends, ended_at=None).update(ended_at=version.valid_from, ended_by=version.signed_by)
    ZoneMeasure.objects.bulk_create(
        [ZoneMeasure(zone=zone, measure=name, starts_at=version.valid_from, ordered_by=version.signed_by) for name in found.begins],
        ignore_conflicts=True,
    )


def _drop_waiting(zone: Zone, version: ZoneVersion) -> None:
    """Whatever else waited for a signature about a zone that stands no more is asked of nobody."""
    for waiting in zone.proposals.filter(state=ProposalState.OPEN).order_by("id"):
        if waiting.pk != version.proposal_id:
            withdraw(waiting, why="zone_gone")


def pool(zone: Zone, areas: Collection[AreaPath]) -> None:
    """Tubes follow the control zones in force: screening is told in the caller's transaction, and told again without harm."""
    if zone.layer == Layer.CONTROL:
        screening.pool_zone(pooling_zone(zone, zone.changed_at), areas if zone.in_force else (), since=zone.changed_at)


def pool_again(zone_id: int, *, at: datetime) -> None:
    """Tell screening of a zone as it stands, by the rules in force at that moment.

    It was signed before screening kept zones; or the rules have another word for it since, which tubes of before do not follow.
    """
    for zone in locks.lock_rows(Zone.objects.filter(in_force=True, layer=Layer.CONTROL), [zone_id]):
        told = pooling_zone(zone, at)
        since = zone.changed_at if told == pooling_zone(zone, zone.changed_at) else max(at, zone.changed_at)
        screening.pool_zone(told, [AreaPath(area.path) for area in zone.areas.all()], since=since)


def _cover(zone: Zone, areas: Iterable[AreaPath]) -> None:
    zone.areas.all().delete()
    ZoneArea.objects.bulk_create(ZoneArea(zone=zone, path=path) for path in areas)


def _write(actor: Actor, zone: Zone, entry: Entry, *, people: int) -> ZoneVersion:
    last = zone.versions.aggregate(last=Max("number"))["last"]
    return ZoneVersion.objects.create(
        zone=zone,
        number=(last or 0) + 1,
        change=entry.change,
        zone_type=entry.zone_type,
        regime=entry.regime if entry.zone_type else "",
        unit=entry.unit,
        area_paths=list(cover(entry.area_paths)),
        shape=entry.shape,
        case_ids=sorted(set(entry.case_ids)),
        people=people,
        measures=list(entry.measures),
        exemptions=entry.exemptions,
        review_on=entry.review_on,
        reason=entry.reason,
        because=list(entry.because),
        proposal=entry.proposal,
        valid_from=entry.valid_from,
        recorded_at=clock.now(),
        signed_by_id=actor.id,
        signed_by=actor.name,
    )
