"""What `outpace check` asks zoning: zones against their signed versions, people inside, and the ground of everything that is proposed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q

from outpace.casework import api as casework
from outpace.kernel import clock
from outpace.kernel.consistency import Difference, compare, unexpected
from outpace.kernel.scope import AreaPath, minimal
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.zoning.choices import Change, Layer, ProposalState
from outpace.zoning.models import CaseSeen, Proposal, Zone, ZoneArea, ZoneMeasure, ZoneVersion
from outpace.zoning.rules.replay import Stands, Version, zone_after, zone_before
from outpace.zoning.selectors.packs import local_day, pooling_zone

LATE = timedelta(minutes=5)
"""A signature dated forward that waits so long after its hour was forgotten: the job looks every minute."""


def inconsistencies() -> list[Difference]:
    """What does zoning store that its facts do not say? Nothing, unless something is broken. Reads every zone and proposal once."""
    return [*_zones(), *_ahead(), *_people(), *_measures(), *_cases(), *_proposals(), *_pools()]


def standing_proposals() -> list[tuple[int, AreaPath]]:
    """Which proposals wait for a signature, and over which area? For checks of the apps above."""
    rows = Proposal.objects.filter(state=ProposalState.OPEN).order_by("pk").values_list("pk", "area_path")
    return [(number, AreaPath(path)) for number, path in rows]


def _zones() -> list[Difference]:
    held: dict[int, list[Version]] = defaultdict(list)
    signed: dict[int, Version] = {}
    ahead = set(Zone.objects.filter(ahead__isnull=False).values_list("ahead", flat=True))
    for row in ZoneVersion.objects.order_by("zone_id", "number"):
        paths = tuple(AreaPath(path) for path in row.area_paths)
        version = Version(row.number, Change(row.change), row.zone_type, row.regime, paths, row.valid_from, local_day(row.valid_from))
        signed.setdefault(row.zone_id, version)
        if row.pk not in ahead and row.taken_back_at is None:
            held[row.zone_id].append(version)
    areas: dict[int, list[AreaPath]] = defaultdict(list)
    for zone, path in ZoneArea.objects.order_by("path").values_list("zone_id", "path"):
        areas[zone].append(AreaPath(path))
    stored = {row.pk: _stands(row, tuple(areas[row.pk])) for row in Zone.objects.order_by("pk")}
    facts = {number: zone_after(held[number]) if held[number] else zone_before(first) for number, first in signed.items()}
    return compare("zone", stored, facts)


def _ahead() -> list[Difference]:
    """A signature holds from its hour, or from the minute after; one that was taken back waits for nothing."""
    late = Q(ahead__valid_from__lt=clock.now() - LATE) | Q(ahead__taken_back_at__isnull=False) | ~Q(ahead__zone=F("pk"))
    rows = Zone.objects.filter(late, ahead__isnull=False).order_by("pk").values_list("pk", flat=True)
    return unexpected("signature that waits past its hour about zone", rows)


def _stands(row: Zone, areas: tuple[AreaPath, ...]) -> Stands:
    return Stands(
        version=row.version,
        in_force=row.in_force,
        zone_type=row.zone_type,
        regime=row.regime,
        area_paths=areas,
        drawn_at=row.drawn_at,
        changed_at=row.changed_at,
        stepped_down_on=row.stepped_down_on,
    )


def _people() -> list[Difference]:
    """Persons present inside, by the registry's own counts."""
    stored, facts = {}, {}
    for zone in Zone.objects.prefetch_related("areas").order_by("pk"):
        areas = minimal(AreaPath(area.path) for area in zone.areas.all()) if zone.in_force else ()
        stored[zone.pk] = zone.people
        facts[zone.pk] = sum(registry.counts_under(path).present for path in areas)
    return compare("people of zone", stored, facts)


def _measures() -> list[Difference]:
    held = ZoneMeasure.objects.filter(ended_at=None, zone__in_force=False).order_by("pk").values_list("pk", flat=True)
    return unexpected("measure of a zone that does not stand", held)


def _pools() -> list[Difference]:
    """Screening fills tubes by every control zone that stands, over its areas, under the word of the rules as the zone was told last."""
    now, facts = clock.now(), {}
    for zone in Zone.objects.filter(layer=Layer.CONTROL, in_force=True).prefetch_related("areas").order_by("pk"):
        told = pooling_zone(zone, now)
        if told.is_known:
            facts.update({(zone.pk, AreaPath(area.path)): (told.pool_as, told.rank) for area in zone.areas.all()})
    return compare("tubes that follow zone", screening.pooling_zones(), facts)


def _cases() -> list[Difference]:
    """Zoning knows every case, where it lives, and whether it still is one."""
    stored = {row.case_id: (row.area_path, row.excluded_at is not None) for row in CaseSeen.objects.all()}
    return compare("case known to zoning", stored, {case.id: (str(case.area_path), case.is_excluded) for case in casework.known_cases()})


def _proposals() -> Iterator[Difference]:
    """What waits is about a zone that stands, and rests on a case that still is one where it was proposed because of cases."""
    gone = set(CaseSeen.objects.filter(excluded_at__isnull=False).values_list("pk", flat=True))
    waiting = list(Proposal.objects.filter(state=ProposalState.OPEN).select_related("zone").order_by("pk"))
    lost = [row.pk for row in waiting if row.zone is not None and not row.zone.in_force]
    yield from unexpected("proposal about a zone that does not stand", lost)
    bare = [row.pk for row in waiting if not row.relieves and row.case_ids and set(row.case_ids) <= gone]
    yield from unexpected("proposal without a case", bare)
