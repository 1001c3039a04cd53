"""Facilities on the map: where rooms are free tonight. A facility stands by the point of its area, several in a ring round it."""

from collections import Counter
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outpace.isolation.selectors.answers import FacilityRow
from outpace.isolation.web.words import named
from outpace.kernel.scope import AreaPath, shared_path
from outpace.registry import api as registry
from outpace.registry.data import Spot
from outpace.ui.charts import Tone
from outpace.ui.maps import AreaMap, Fill, Form, Place, area_map
from outpace.ui.text import number_text

RING_DEGREES: Final = 0.025
"""How far apart things at one point are drawn, in degrees."""


def facilities_ground(rows: Sequence[FacilityRow]) -> AreaMap | None:
    """Where do these facilities stand, and what is free in each? None where no point of their areas is known.

    Those of other jurisdictions, and teams that look after people at home, have no rooms of ours to show.
    """
    spots = registry.spots_at({row.path for row in rows})
    there: Counter[AreaPath] = Counter()
    places = []
    for row in rows:
        spot = spots.get(row.path)
        if row.outside or spot is None or not row.places.listed:
            continue
        lon, lat = _beside(spot, there[row.path])
        there[row.path] += 1
        places.append(_place(row, lon, lat))
    if not places:
        return None
    ground = registry.ground_of(shared_path([row.path for row in rows if not row.outside]))
    return area_map(places, ground=ground, name="facilities-map", caption=_("Rooms on the map"), schematic=True)


def _beside(spot: Spot, number: int) -> tuple[float, float]:
    """Where does the next of several things at one point stand? The first at it, the others in rings of six round it."""
    if number == 0:
        return spot.lon, spot.lat
    angle, far = number * pi / 3, RING_DEGREES * (1 + (number - 1) // 6)
    return spot.lon + far * cos(angle), spot.lat + far * sin(angle)


def _place(row: FacilityRow, lon: float, lat: float) -> Place:
    return Place(
        label=named(row.name, row.name_en),
        lon=lon,
        lat=lat,
        status=str(row.kind.label),
        figure=ngettext("%(shown)s free", "%(shown)s free", row.places.free) % {"shown": number_text(row.places.free)},
        url=reverse("isolation:facility", args=[row.id]),
        size=float(row.places.usable),
        tone=Tone.OK if row.places.free else Tone.DANGER,
        fill=Fill.WHOLE if row.places.usable else Fill.NONE,
        form=Form.BUILDING,
    )
