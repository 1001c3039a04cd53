"""A small county on the ground for tests: a border of one degree, and every area at a point of its own."""

from outpace.registry.models import Area, AreaOutline, AreaPoint
from outpace.screening.tests.world import World

RING = [[105.0, 33.0], [106.0, 33.0], [106.0, 34.0], [105.0, 34.0]]


def place(world: World) -> None:
    """Put the county's border and points on the map: grids along a line, 0.05 degrees apart, in the order they were made."""
    AreaOutline.objects.create(
        code=world.county.code, name="徽县", name_en="Hui County", parts=[[RING]], west=105, south=33, east=106, north=34, source="test"
    )
    put(world.county, 105.5, 33.9)
    for number, town in enumerate(world.townships):
        put(town, 105.3 + number * 0.4, 33.7)
    for number, grid in enumerate(world.grids):
        put(grid, 105.03 + number * 0.05, 33.5)


def put(area: Area, lon: float, lat: float) -> None:
    """This area lies here."""
    AreaPoint.objects.create(area=area, lon=lon, lat=lat, basis="schematic")
