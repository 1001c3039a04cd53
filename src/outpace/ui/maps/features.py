"""The same map for the browser: GeoJSON with words already in the reader's language and links already made. Pure."""

from typing import Any

from outpace.ui.maps.drawing import AreaMap
from outpace.ui.maps.places import Border, Place, Shape, name_of


def features(found: AreaMap) -> dict[str, Any]:
    """What does the browser's map draw? Only what the drawing on the page shows already."""
    borders = [_border(border, is_own=False) for border in found.ground.neighbours]
    borders += [_border(border, is_own=True) for border in found.ground.own]
    return {
        "bounds": list(found.bounds),
        "dots": [list(dot) for dot in found.dots],
        "borders": {"type": "FeatureCollection", "features": borders},
        "shapes": {"type": "FeatureCollection", "features": [_shape(shape) for shape in found.shapes]},
        "places": {
            "type": "FeatureCollection",
            "features": [_place(mark.place, mark.radius, index) for index, mark in enumerate(found.wide.marks)],
        },
    }


def _border(border: Border, *, is_own: bool) -> dict[str, Any]:
    parts = [[[[*corner] for corner in (*ring, ring[0])] for ring in part] for part in border.parts]
    geometry = {"type": "MultiPolygon", "coordinates": parts}
    return {"type": "Feature", "properties": {"name": name_of(border), "own": is_own}, "geometry": geometry}


def _shape(shape: Shape) -> dict[str, Any]:
    ring = [[*corner] for corner in (*shape.ring, shape.ring[0])]
    properties = {"label": shape.label, "tone": shape.tone.value, "url": shape.url}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _place(place: Place, radius: float, index: int) -> dict[str, Any]:
    properties = {
        "label": place.label,
        "words": place.words,
        "url": place.url,
        "radius": round(radius, 1),
        "tone": place.tone.value,
        "step": -1 if place.step is None else place.step,
        "fill": place.fill.value,
        "form": place.form.value,
        "order": place.order,
    }
    point = {"type": "Point", "coordinates": [place.lon, place.lat]}
    return {"type": "Feature", "id": index + 1, "properties": properties, "geometry": point}
