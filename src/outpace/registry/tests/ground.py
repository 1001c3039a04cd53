"""A small county on the ground for tests: a border of one degree, and every area at a point of its own."""

from collections.abc import Sequence

from outpace.registry.models import Area, AreaOutline, AreaPoint, Station, StationPoint

RING = [[105.0, 33.0], [106.0, 33.0], [106.0, 34.0], [105.0, 34.0]]


def place_areas(county: Area, towns: Sequence[Area], grids: Sequence[Area], *, stations: Sequence[Station] = ()) -> None:
    """Put the border and points on the map: grids and stations along a line each, 0.05 degrees apart, in the order they were made."""
    AreaOutline.objects.create(
        code=county.code, name="徽县", name_en="Hui County", parts=[[RING]], west=105, south=33, east=106, north=34, source="test"
    )
    put(county, 105.5, 33.9)
    for number, town in enumerate(towns):
        put(town, 105.3 + number * 0.4, 33.7)
    for number, grid in enumerate(grids):
        put(grid, 105.03 + number * 0.05, 33.5)
    for number, station in enumerate(stations):
        StationPoint.objects.create(station=station, lon=105.03 + number * 0.05, lat=33.3, basis="loaded")


def put(area: Area, lon: float, lat: float) -> None:
    """This area lies here."""
    AreaPoint.objects.create(area=area, lon=lon, lat=lat, basis="schematic")
