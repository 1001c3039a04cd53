"""The small county of the zoning tests, on the ground."""

from outpace.registry.tests.ground import place_areas
from outpace.screening.tests.world import World


def place(world: World) -> None:
    """Put the county's border and every area's point on the map."""
    place_areas(world.county, world.townships, world.grids)
