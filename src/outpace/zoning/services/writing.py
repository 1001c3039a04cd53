"""The one place where a zone changes: a new version as a fact, and what stands now after it, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from outpace.kernel import clock, locks
from outpace.kernel.scope import Actor, AreaPath, shared_path
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.zoning.choices import Change, Layer, ProposalState
from outpace.zoning.models import Proposal, Zone, ZoneArea, ZoneMeasure, ZoneVersion
from outpace.zoning.rules.cover import cover
from outpace.zoning.selectors.facts import ring_of
from outpace.zoning.selectors.packs import local_day, pooling_zone
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
        people=present,
        drawn_at=entry.valid_from,
        changed_at=entry.valid_from,
        review_on=entry.review_on,
    )
    _cover(zone, areas)
    _write(actor, zone, entry, people=present)
    order_measures(actor, zone, entry.measures, starts_at=entry.valid_from)
    pool(zone, areas)
    return zone


def change(actor: Actor, zone: Zone, entry: Entry) -> None:
    """Give a zone its next version. The caller has locked the zone, and held the counts of its new areas before that."""
    areas = cover(entry.area_paths)
    present = registry.hold_counts(areas)[0]
    before = zone.zone_type
    zone.version += 1
    zone.in_force = bool(entry.zone_type)
    zone.zone_type, zone.regime = entry.zone_type or before, entry.regime or zone.regime
    zone.people, zone.changed_at = present if zone.in_force else 0, entry.valid_from
    zone.area_path = shared_path(areas)
    zone.review_on = entry.review_on or zone.review_on
    if entry.change is Change.STEPPED_DOWN:
        zone.stepped_down_on = local_day(entry.valid_from)
    elif entry.change is Change.RAISED:
        zone.stepped_down_on = None
    zone.save()
    _cover(zone, areas if zone.in_force else ())
    _write(actor, zone, entry, people=present)
    if entry.zone_type != before:
        zone.measures.filter(ended_at=None).exclude(measure="").update(ended_at=entry.valid_from, ended_by=actor.name)
        order_measures(actor, zone, entry.measures, starts_at=entry.valid_from)
    if not zone.in_force:
        _drop_waiting(zone, entry)
        zone.measures.filter(ended_at=None).update(ended_at=entry.valid_from, ended_by=actor.name)
    pool(zone, areas)


def order_measures(actor: Actor, zone: Zone, measures: Iterable[str], *, starts_at: datetime) -> None:
    """Let these measures of the pack hold in the zone; those that hold already stay as they are."""
    rows = [ZoneMeasure(zone=zone, measure=measure, starts_at=starts_at, ordered_by=actor.name) for measure in measures]
    ZoneMeasure.objects.bulk_create(rows, ignore_conflicts=True)


def _drop_waiting(zone: Zone, entry: Entry) -> None:
    """Whatever else waited for a signature about a zone that stands no more is asked of nobody."""
    for waiting in zone.proposals.filter(state=ProposalState.OPEN).order_by("id"):
        if waiting != entry.proposal:
            withdraw(waiting, why="zone_gone")


def pool(zone: Zone, areas: Collection[AreaPath]) -> None:
    """Tubes follow the control zones in force: screening is told in the caller's transaction, and told again without harm.

    A signature dated forward takes hold in screening when it says: until then an area that the zone has already follows it as it did.
    """
    if zone.layer == Layer.CONTROL:
        screening.pool_zone(pooling_zone(zone, zone.changed_at), areas if zone.in_force else (), since=zone.changed_at)


def pool_again(zone_id: int, *, at: datetime) -> None:
    """Tell screening of a zone as it stands, by the rules in force at that moment.

    It was signed before screening kept zones, or the rules have another word for it since.
    """
    for zone in locks.lock_rows(Zone.objects.filter(in_force=True, layer=Layer.CONTROL), [zone_id]):
        told = pooling_zone(zone, max(at, zone.changed_at))
        screening.pool_zone(told, [AreaPath(area.path) for area in zone.areas.all()], since=zone.changed_at)


def _cover(zone: Zone, areas: Iterable[AreaPath]) -> None:
    zone.areas.all().delete()
    ZoneArea.objects.bulk_create(ZoneArea(zone=zone, path=path) for path in areas)


def _write(actor: Actor, zone: Zone, entry: Entry, *, people: int) -> None:
    ZoneVersion.objects.create(
        zone=zone,
        number=zone.version,
        change=entry.change,
        zone_type=entry.zone_type,
        regime=entry.regime if entry.zone_type else "",
        unit=entry.unit,
        area_paths=list(cover(entry.area_paths)),
        shape=entry.shape,
        case_ids=sorted(set(entry.case_ids)),
        people=people,
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
