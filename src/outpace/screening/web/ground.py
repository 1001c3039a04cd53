"""Coverage and sampling sites on the map: where the areas that are behind lie, and where tubes wait."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outpace.kernel.scope import AreaPath, shared_path
from outpace.registry import api as registry
from outpace.registry.data import Spot
from outpace.screening.api import SiteRow
from outpace.screening.data import AreaCoverage, PassInfo
from outpace.screening.web.links import area_link, named
from outpace.ui.charts import Cell, Tone
from outpace.ui.charts.treemap import ramp_step
from outpace.ui.maps import AreaMap, Form, Place, area_map
from outpace.ui.text import number_text, percent_text


def coverage_ground(info: PassInfo, around: AreaPath, rows: Sequence[AreaCoverage]) -> AreaMap | None:
    """Where do these areas lie, in the colour of their coverage, each leading one level down? None where no point is known."""
    spots = registry.spots_of([row.area_id for row in rows])
    places = [
        Place(
            label=named(row.name, row.name_en),
            lon=spot.lon,
            lat=spot.lat,
            status=percent_text(row.share) if row.share is not None else "",
            figure=ngettext("%(shown)s missing", "%(shown)s missing", row.missing) % {"shown": number_text(row.missing)},
            url=area_link(info.id, row.area_id, is_grid=row.is_grid),
            size=float(row.due - row.exempt),
            step=ramp_step(Cell(row.name, row.due - row.exempt, row.done)),
        )
        for row in rows
        if (spot := spots.get(row.area_id)) is not None
    ]
    if not places:
        return None
    schematic = _any_schematic(spots.values())
    return area_map(places, ground=registry.ground_of(around), name="coverage-map", caption=_("Coverage on the map"), schematic=schematic)


def sites_ground(rows: Sequence[SiteRow]) -> AreaMap | None:
    """Where do these sampling sites stand, and where do tubes wait to leave? None where no point is known."""
    spots = registry.station_spots([row.site.station.id for row in rows])
    most = max((row.waiting for row in rows), default=0)
    places = [
        Place(
            label=named(row.site.station.name, row.site.station.name_en),
            lon=spot.lon,
            lat=spot.lat,
            status=str(row.site.kind.label),
            figure=ngettext("%(shown)s tube waiting", "%(shown)s tubes waiting", row.waiting) % {"shown": number_text(row.waiting)},
            url=reverse("screening:site", args=[row.site.station.id]),
            size=float(row.waiting),
            tone=Tone.WARN if row.waiting and row.waiting * 2 >= most else Tone.INFO,
            form=Form.SITE,
            order=int(row.waiting > 0),
        )
        for row in rows
        if (spot := spots.get(row.site.station.id)) is not None
    ]
    if not places:
        return None
    ground = registry.ground_of(shared_path([row.site.station.path for row in rows]))
    return area_map(
        places, ground=ground, name="sites-map", caption=_("Sampling sites on the map"), schematic=_any_schematic(spots.values())
    )


def _any_schematic(spots: Iterable[Spot]) -> bool:
    return any(spot.schematic for spot in spots)
