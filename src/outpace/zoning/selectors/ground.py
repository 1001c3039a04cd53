"""Where zones lie on the map: the border they are drawn on, the points of their areas, and the hours at which anything changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, shared_path
from outpace.registry import api as registry
from outpace.registry.data import Box, Ground, Spot
from outpace.zoning.choices import Layer
from outpace.zoning.models import ZoneVersion
from outpace.zoning.selectors.guard import over_or_under

MOST_HOURS = 400
EVERYWHERE = Box(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Terrain:
    """What a map of some areas is drawn on, and where each of them is shown; areas without a point are left out."""

    ground: Ground
    spots: Mapping[AreaPath, Spot]

    @property
    def schematic(self) -> bool:
        """Is any of these points nothing anybody measured?"""
        return any(spot.schematic for spot in self.spots.values())


def terrain(paths: Collection[AreaPath], *, around: AreaPath | None = None) -> Terrain:
    """Where do these areas lie? On the ground of `around`, or of the area they share. Three questions, unguarded."""
    return Terrain(registry.ground_of(around or shared_path(paths)), registry.spots_at(paths))


def unit_points(paths: Collection[AreaPath]) -> tuple[tuple[float, float], ...]:
    """Where do the units lie that hold people in these areas? Longitudes and latitudes; for callers that may ask for zones there."""
    return tuple((spot.lon, spot.lat) for spot in registry.peopled_in(paths, EVERYWHERE).values())


def change_hours(actor: Actor, *, layer: Layer = Layer.CONTROL) -> tuple[datetime, ...]:
    """At which moments did any zone in the actor's areas change, the latest first? At most MOST_HOURS; each once."""
    seen = over_or_under("zone__area_path", actor.paths(Permission.ZONE_READ))
    rows = (
        ZoneVersion.objects.filter(seen, zone__layer=layer, taken_back_at=None).order_by("-valid_from").values_list("valid_from", flat=True)
    )
    return tuple(rows.distinct()[:MOST_HOURS])
