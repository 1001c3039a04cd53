"""Zones on the map: what each page shows of them, in which colour, with which words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outpace.kernel.scope import AreaPath, shared_path
from outpace.ui.charts import Tone
from outpace.ui.maps import AreaMap, Fill, Place, Shape, area_map
from outpace.ui.text import number_text
from outpace.zoning import api
from outpace.zoning.data import Inside, ProposalRow, ZoneRow, ZoneState
from outpace.zoning.web.words import HARDNESS, look, type_text

MOST_DAYS = 14
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which zones changed: the hour of its last change, how many hours saw one, and whether it is the one shown."""

    day: date
    at: str
    changes: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """What leads through the past: the change before and after the hour shown, and the days with changes."""

    earlier: str
    later: str
    days: tuple[Day, ...]


def zones_map(zones: Sequence[ZoneState] | Sequence[ZoneRow], names: Mapping[AreaPath, str], *, around: AreaPath | None) -> AreaMap | None:
    """Where do these zones stand? A mark for each area of each, the hardest on top. None where nothing has a place on the map."""
    found = api.terrain({path for zone in zones for path in zone.area_paths}, around=around)
    places = [
        Place(
            label=names.get(path, path),
            lon=spot.lon,
            lat=spot.lat,
            status=type_text(zone.zone_type),
            figure=people_text(zone.people),
            url=reverse("zoning:zone", args=[_id(zone)]),
            tone=look(zone.zone_type)[0],
            size=float(zone.people) / len(zone.area_paths),
            order=_order(zone.zone_type),
        )
        for zone in zones
        for path in zone.area_paths
        if (spot := found.spots.get(path)) is not None
    ]
    drawn = [shape_of(zone.zone_type, ring, reverse("zoning:zone", args=[_id(zone)])) for zone, ring in _rings(zones)]
    caption = _("Zones on the map")
    return area_map(places, ground=found.ground, name="zones-map", caption=caption, shapes=drawn, schematic=found.schematic)


def town_places(found: api.TownMap, hardest: Mapping[AreaPath, tuple[str, bool, str, str]]) -> AreaMap | None:
    """Where does each part of an area lie, in the colour of its hardest zone? `hardest`: type, if whole, name, link of each."""
    terrain = api.terrain({part.node.path for part in found.parts}, around=found.area.path)
    places = []
    for part in found.parts:
        spot = terrain.spots.get(part.node.path)
        if spot is not None:
            zone_type, is_whole, label, url = hardest[part.node.path]
            places.append(
                Place(
                    label=label,
                    lon=spot.lon,
                    lat=spot.lat,
                    status=type_text(zone_type),
                    figure=people_text(part.people),
                    url=url,
                    size=float(part.people),
                    tone=look(zone_type)[0] if zone_type else Tone.NEUTRAL,
                    fill=Fill.NONE if not zone_type else Fill.WHOLE if is_whole else Fill.PART,
                    order=_order(zone_type) if zone_type else 0,
                )
            )
    drawn = [shape_of(zone.zone_type, zone.ring, reverse("zoning:zone", args=[zone.zone_id])) for zone in found.zones if zone.ring]
    caption = _("Zones by area")
    return area_map(places, ground=terrain.ground, name="town-map", caption=caption, shapes=drawn, schematic=terrain.schematic)


def drawing_map(paths: Sequence[AreaPath], *, ring: Ring, inside: Inside | None, names: Mapping[AreaPath, str]) -> AreaMap | None:
    """On what is a shape drawn? The units of the reader's areas as dots, and once it was looked at, those it touches as marks."""
    around = shared_path(paths)
    found = api.terrain({unit.path for unit in inside.units} if inside else set(), around=around)
    places = [
        Place(
            label=names.get(unit.path, unit.path),
            lon=spot.lon,
            lat=spot.lat,
            status=_("in the zone") if unit.chosen else _("left out"),
            figure=people_text(unit.people),
            size=float(unit.people),
            tone=Tone.WARN if unit.chosen else Tone.NEUTRAL,
            fill=Fill.NONE if not unit.chosen else Fill.WHOLE if unit.is_whole else Fill.PART,
            order=1 if unit.chosen else 0,
        )
        for unit in (inside.units if inside else ())
        if (spot := found.spots.get(unit.path)) is not None
    ]
    ground = replace(found.ground, fills=found.ground.fills and not ring)
    dots = api.unit_points(paths)
    shapes = [Shape(_("Drawn shape"), ring, Tone.WARN)] if ring else []
    return area_map(places, ground=ground, name="draw-map", caption=_("Draw a zone"), shapes=shapes, dots=dots, schematic=True)


def shape_of(zone_type: str, ring: Ring, url: str = "") -> Shape:
    """How is a drawn zone shown?"""
    return Shape(_("%(type)s, as drawn") % {"type": type_text(zone_type)}, ring, look(zone_type)[0], url)


def proposal_map(row: ProposalRow, names: Mapping[AreaPath, str]) -> AreaMap | None:
    """Where do the smaller and larger units lie that a zone could be drawn over, the areas proposed, and the shape, if one was drawn?

    What is proposed is filled in its colour, the others are empty rings.
    """
    people = {option.path: option.people for option in row.options}
    terrain = api.terrain({*people, *row.area_paths})
    places = [
        Place(
            label=names.get(path, path),
            lon=spot.lon,
            lat=spot.lat,
            status=_("proposed") if path in row.area_paths else _("another unit"),
            figure=people_text(people[path]) if path in people else "",
            size=float(people.get(path, 0)),
            tone=look(row.zone_type)[0] if path in row.area_paths else Tone.NEUTRAL,
            fill=Fill.WHOLE if path in row.area_paths else Fill.NONE,
            order=1 if path in row.area_paths else 0,
        )
        for path, spot in sorted(terrain.spots.items())
    ]
    drawn = [shape_of(row.zone_type, row.ring)] if row.ring else []
    caption = _("What is proposed, and other units")
    return area_map(places, ground=terrain.ground, name="options-map", caption=caption, shapes=drawn, schematic=terrain.schematic)


def legend(types: Iterable[str]) -> list[tuple[str, Tone]]:
    """Which colours stand for which types, the hardest first?"""
    found = set(types)
    return [(type_text(name), look(name)[0]) for name in (*HARDNESS, *sorted(found - set(HARDNESS))) if name in found and name]


def hours(changes: Sequence[datetime], at: datetime, *, query: Mapping[str, str]) -> Hours:
    """Which links lead through the past from this hour? Every one is an ordinary address; `query` is kept in each."""
    earlier = next((moment for moment in changes if moment < at.replace(second=0, microsecond=0)), None)
    later = next((moment for moment in reversed(changes) if moment > at), None)
    days: dict[date, list[datetime]] = {}
    for moment in changes:
        days.setdefault(timezone.localtime(moment).date(), []).append(moment)
    shown = timezone.localtime(at).date()
    return Hours(
        earlier=_address(earlier, query) if earlier else "",
        later=_address(later, query) if later else "",
        days=tuple(Day(day, _address(moments[0], query), len(moments), day == shown) for day, moments in sorted(days.items())[-MOST_DAYS:]),
    )


def people_text(people: int) -> str:
    """How many people, in words?"""
    return ngettext("%(shown)s person", "%(shown)s people", people) % {"shown": number_text(people)}


def _address(moment: datetime, query: Mapping[str, str]) -> str:
    """The minute after a change, so that what changed within a minute is shown."""
    local = timezone.localtime(moment)
    whole = local if local.second == 0 and local.microsecond == 0 else local.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return f"?{urlencode({**query, 'at': whole.strftime('%Y-%m-%dT%H:%M')})}"


def _rings(zones: Sequence[ZoneState] | Sequence[ZoneRow]) -> Iterator[tuple[ZoneState | ZoneRow, Ring]]:
    """The zones that were drawn, with their shapes."""
    now = (
        api.shapes_now([zone.id for zone in zones if isinstance(zone, ZoneRow)]) if any(isinstance(zone, ZoneRow) for zone in zones) else {}
    )
    for zone in zones:
        ring = zone.ring if isinstance(zone, ZoneState) else now.get(zone.id, ())
        if ring:
            yield zone, ring


def _order(zone_type: str) -> int:
    """Harder types are drawn above milder ones."""
    return len(HARDNESS) - HARDNESS.index(zone_type) if zone_type in HARDNESS else 1


def _id(zone: ZoneState | ZoneRow) -> int:
    return zone.zone_id if isinstance(zone, ZoneState) else zone.id
