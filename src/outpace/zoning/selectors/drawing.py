"""Who is inside a drawn shape? Counted by the server from points in the jurisdiction, before anybody signs and again when asked for."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from epiworks.geometry import inside_ring, square_kilometres
from epiworks.protocol import Unit
from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, shared_path
from outpace.registry import api as registry
from outpace.registry.data import Box
from outpace.zoning.data import Inside, UnitInside, UnitOption
from outpace.zoning.models import ZoneVersion
from outpace.zoning.rules.cover import cover
from outpace.zoning.rules.shapes import (
    BadShape,
    Fault,
    Located,
    Ring,
    Share,
    Tally,
    box_of,
    from_geojson,
    read_ring,
    require_within,
    shares,
)
from outpace.zoning.rules.units import options
from outpace.zoning.selectors.facts import cases_inside, knows, ring_of
from outpace.zoning.selectors.packs import protocol_at

MOST_CASES = 20
"""Cases whose smallest legal unit is looked up; a shape over more of them is a large zone anyway."""

MESSAGES: dict[Fault, str | Promise] = {
    Fault.NO_NUMBERS: _("Each line needs two numbers: longitude and latitude, in degrees."),
    Fault.FEW: _("A shape needs at least %(least)s corners."),
    Fault.MANY: _("A shape may have at most %(most)s corners; draw it more simply."),
    Fault.RANGE: _("Corner %(corner)s is no longitude and latitude. Are the two swapped?"),
    Fault.TWICE: _("Corner %(corner)s lies where another one does; take it away."),
    Fault.FLAT: _("The corners lie on one line; a zone needs an area."),
    Fault.CROSSES: _("Lines %(first)s and %(second)s cross or touch; move a corner so that they do not."),
    Fault.LARGE: _("The shape covers %(size)s km², more than %(most)s km²; ask for the area by its name instead."),
    Fault.OUTSIDE: pgettext_lazy("shape", "Corner %(corner)s lies %(kilometres)s km outside your area; draw within its border."),
}


def require_ring(actor: Actor, corners: Collection[tuple[float, float]]) -> Ring:
    """Which shape is this, if it is one and lies where the actor may ask for zones? Raises Refusal with what is wrong, NotAllowed."""
    actor.require_anywhere(Permission.ZONE_PROPOSE)
    ground = registry.ground_of(shared_path(actor.paths(Permission.ZONE_PROPOSE)))
    try:
        ring = read_ring(list(corners))
        require_within(tuple(corners), [[ring for part in border.parts for ring in part] for border in ground.own])
    except BadShape as bad:
        raise Refusal(f"shape_{bad.fault.value}", str(MESSAGES[bad.fault]) % bad.params, field="corners") from bad
    return ring


def look_inside(actor: Actor, ring: Ring, *, zone_type: str) -> Inside:
    """Who is inside this shape, which units would a zone over it hold, and how many fewer would the smallest legal unit restrict?

    Only units in which the actor may ask for zones are seen. Memory is bounded by a batch of homes. Raises NotAllowed, and Refusal
    (shape_empty) where nobody's place is inside.
    """
    actor.require_anywhere(Permission.ZONE_PROPOSE)
    found = _shares(actor, ring)
    paths = registry.peopled_areas([share.unit for share in found])
    units = tuple(
        UnitInside(paths[share.unit], share.people, share.located, share.inside, share.is_whole, share.is_mostly)
        for share in found
        if share.unit in paths
    )
    if not units:
        raise Refusal("shape_empty", _("Nobody's place in your areas is known to lie inside this shape."), field="corners")
    chosen = [unit.path for unit in units if unit.chosen]
    cases = cases_inside(chosen) if chosen else []
    smaller = _smallest(cover(AreaPath(case.area_path) for case in cases[:MOST_CASES]), zone_type=zone_type)
    return Inside(
        units=units,
        people_inside=PersonCount(sum(unit.inside for unit in units)),
        restricted=PersonCount(sum(unit.people for unit in units if unit.chosen)),
        cases=len(cases),
        least=PersonCount(sum(option.people for option in smaller)),
        smaller=smaller,
        square_kilometres=square_kilometres(np.array(ring)),
    )


def shapes_now(zone_ids: Collection[int]) -> dict[int, Ring]:
    """Which of these zones are drawn shapes, as they stand now? For callers that may show the zones; one question."""
    rows = ZoneVersion.objects.filter(zone_id__in=list(zone_ids), shape__isnull=False, number=F("zone__version")).order_by("zone_id")
    return {row.zone_id: from_geojson(row.shape) for row in rows}


def _shares(actor: Actor, ring: Ring) -> tuple[Share, ...]:
    """Homes inside by their points, and units without any by their own."""
    allowed, box = actor.paths(Permission.ZONE_PROPOSE), Box(*box_of(ring))
    tally = Tally(ring)
    tally.count(Located(home.grid_id, home.lon, home.lat, home.present) for home in registry.homes_in(allowed, box))
    spots = registry.peopled_in(allowed, box)
    held = inside_ring(np.array(ring), np.array([(spot.lon, spot.lat) for spot in spots.values()]).reshape(-1, 2)).tolist()
    points = [unit for unit, is_inside in zip(spots, held, strict=True) if is_inside]
    touched = {*tally.inside, *points}
    located = registry.located_homes(touched)
    counts = {unit: count.present for path in allowed for unit, count in registry.counts_by_grid_under(path).items() if unit in touched}
    return shares(tally.inside, located, counts, points=points)


def _smallest(places: Collection[AreaPath], *, zone_type: str) -> tuple[UnitOption, ...]:
    """The smallest unit the rules allow for this type at each of these places."""
    found: dict[AreaPath, UnitOption] = {}
    for place in places:
        protocol = protocol_at(place, clock.now())
        if protocol is None or not knows(protocol, zone_type):
            continue
        allowed = protocol.get("zones", zone_type).texts("units")
        wanted = min((Unit(name) for name in allowed), key=list(Unit).index, default=Unit.HOUSEHOLD)
        for option in options(ring_of(place).levels, wanted=wanted, allowed=allowed):
            if option.chosen:
                found[option.path] = option
    kept = [found[path] for path in cover(found)]
    return tuple(replace(option, chosen=len(kept) == 1) for option in kept)
