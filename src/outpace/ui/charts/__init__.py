"""Charts drawn on the server: pure layout on frozen dataclasses here, SVG in templates/ui/charts/, the same figures as a table below.

A view builds one of the frozen layouts (`treemap(...)`, `funnel(...)`, ...); a template includes `ui/charts/<name>.html` with it as `chart`
Nothing here knows a request, a clock or the database.
"""

from outpace.ui.charts.bars import Bin, Histogram, Segment, StackedBar, histogram, stacked_bar
from outpace.ui.charts.custody import CustodyEvent, CustodyLine, custody_line
from outpace.ui.charts.funnel import Funnel, Stage, funnel
from outpace.ui.charts.lines import Line, Point, line
from outpace.ui.charts.shapes import Rect, Tone
from outpace.ui.charts.treemap import Cell, Treemap, squarify, treemap

__all__ = [
    "Bin",
    "Cell",
    "CustodyEvent",
    "CustodyLine",
    "Funnel",
    "Histogram",
    "Line",
    "Point",
    "Rect",
    "Segment",
    "StackedBar",
    "Stage",
    "Tone",
    "Treemap",
    "custody_line",
    "funnel",
    "histogram",
    "line",
    "squarify",
    "stacked_bar",
    "treemap",
]
