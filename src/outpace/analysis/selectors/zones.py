"""Zones for the question whether it is over in them."""

from collections import Counter
from datetime import date, timedelta

from django.utils import timezone

from epiworks.epi.published import published_interval
from epiworks.units import PersonCount
from outpace.analysis.data.inputs import Assumed, EndingInputs, RoundSeen
from outpace.analysis.rules.series import or_sample
from outpace.analysis.selectors.areas import require_fineness_over
from outpace.analysis.selectors.snapshot import borrowed, morning, today, versions
from outpace.casework import api as casework
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, minimal
from outpace.screening import api as screening
from outpace.zoning import api as zoning
from outpace.zoning.data import ZoneRow

BACK = timedelta(days=60)
"""Cases found so long before the zone was drawn have nothing more to say: longer than any interval kept."""


def zones_here(actor: Actor, path: AreaPath) -> list[ZoneRow]:
    """Which control zones in force lie in this area, the most people first?"""
    standing = [zone for zone in zoning.standing_zones(actor) if zone.area_path.startswith(path)]
    return sorted(standing, key=lambda zone: (-zone.people, zone.id))


def zone_of(actor: Actor, zone_id: int) -> ZoneRow:
    """Which zone is this? Raises NotFound outside the actor's areas, NotAllowed without ANALYSIS_READ over all that it covers.

    Raises NotAllowed without CASE_READ there too, where it is smaller than a township, as areas there do.
    """
    actor.require_anywhere(Permission.ANALYSIS_READ)
    zone = zoning.get_zone(actor, zone_id)
    for area in zone.area_paths:
        actor.require(Permission.ANALYSIS_READ, area)
    require_fineness_over(actor, zone.area_paths)
    return zone


def ending_inputs(actor: Actor, zone: ZoneRow, assumed: Assumed) -> EndingInputs:
    """What is known of this zone's cases and of the rounds over it, now?"""
    now, day = clock.now(), today()
    drawn = timezone.localtime(zone.drawn_at).date()
    areas = minimal(zone.area_paths)
    cells = [
        cell for area in areas for cell in casework.case_cells(actor, area, since=morning(drawn) - BACK, until=now) if cell.found <= day
    ]
    since = max([drawn, *(cell.found for cell in cells)])
    counted: Counter[date] = Counter()
    for cell in cells:
        counted[min(or_sample(cell), cell.found)] += cell.cases
    protocol = casework.protocol_for(zone.county_path)
    rounds = screening.rounds_over(list(areas), since=morning(since))
    return EndingInputs(
        zone_id=zone.id,
        path=zone.area_path,
        areas=areas,
        drawn=drawn,
        since=since,
        as_of=day,
        packs=versions(protocol, casework.packs_for(zone.county_path).packs),
        cases=tuple((fell_ill, PersonCount(counted[fell_ill])) for fell_ill in sorted(counted)),
        rounds=tuple(
            RoundSeen(timezone.localtime(found.ended_at).date(), found.due, found.done)
            for found in rounds
            if found.ended_at is not None and not found.waiting
        ),
        interval=borrowed(published_interval(protocol.packs[-1].disease)),
        assumed=assumed,
    )
