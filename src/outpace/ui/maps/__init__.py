"""Maps drawn on the server: borders, places and drawn shapes laid out here, SVG in templates/ui/maps/, the same figures as a table below.

A view builds `area_map(...)`; a template includes `ui/maps/map.html` with it as `map` (docs/guide/maps.md). `features` says the same as
GeoJSON. Nothing here knows a request, a clock or the database.
"""

from outpace.ui.maps.drawing import AreaMap, Board, BorderPath, Mark, area_map
from outpace.ui.maps.features import features
from outpace.ui.maps.places import Border, Fill, Form, Ground, Place, Shape

__all__ = ["AreaMap", "Board", "Border", "BorderPath", "Fill", "Form", "Ground", "Mark", "Place", "Shape", "area_map", "features"]
