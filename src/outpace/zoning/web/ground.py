"""Zones on the map: what each page shows of them, in which colour, with which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outpace.kernel.scope import AreaPath
from outpace.ui.charts import Tone
from outpace.ui.maps import AreaMap, Fill, Place, area_map
from outpace.ui.text import number_text
from outpace.zoning import api
from outpace.zoning.data import UnitOption, ZoneRow, ZoneState
from outpace.zoning.web.words import HARDNESS, look, type_text, unit_text

MOST_DAYS = 14


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
    return area_map(places, ground=found.ground, name="zones-map", caption=_("Zones on the map"), schematic=found.schematic)


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
    return area_map(places, ground=terrain.ground, name="town-map", caption=_("Zones by area"), schematic=terrain.schematic)


def options_map(options: Sequence[UnitOption], names: Mapping[AreaPath, str], *, zone_type: str) -> AreaMap | None:
    """Where do the smaller and larger units lie that a zone could be drawn over? The one proposed in its colour, the others empty."""
    terrain = api.terrain({option.path for option in options})
    places = [
        Place(
            label=names.get(option.path, option.path),
            lon=spot.lon,
            lat=spot.lat,
            status=_("proposed") if option.chosen else unit_text(option.unit),
            figure=people_text(option.people),
            size=float(option.people),
            tone=look(zone_type)[0] if option.chosen else Tone.NEUTRAL,
            fill=Fill.WHOLE if option.chosen else Fill.NONE,
            order=1 if option.chosen else 0,
        )
        for option in options
        if (spot := terrain.spots.get(option.path)) is not None
    ]
    return area_map(
        places, ground=terrain.ground, name="options-map", caption=_("Smaller and larger units on the map"), schematic=terrain.schematic
    )


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


def _order(zone_type: str) -> int:
    """Harder types are drawn above milder ones."""
    return len(HARDNESS) - HARDNESS.index(zone_type) if zone_type in HARDNESS else 1


def _id(zone: ZoneState | ZoneRow) -> int:
    return zone.zone_id if isinstance(zone, ZoneState) else zone.id
