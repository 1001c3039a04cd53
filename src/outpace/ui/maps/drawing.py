"""How is a map laid out? Web Mercator into a frame, marks by size, labels where they fit, a scale in whole kilometres. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from django.utils.functional import Promise

from epiworks.geometry import degrees_east, mercator
from outpace.ui.charts.shapes import Rect, text_width
from outpace.ui.maps.places import Border, Ground, Place, Point, Shape, name_of

WIDE: Final = Rect(0, 0, 960, 560)
NARROW: Final = Rect(0, 0, 360, 340)
MARGIN: Final = 0.045
"""Share of the width of a drawing that stays empty on every side."""

SMALLEST, LARGEST = 4.5, 19.0
TOUCH: Final = 13.0
"""Least radius that answers a finger, in units of the drawing."""

MOST_LABELS: Final = 48
NEAREST: Final = 0.8
"""Corners of a border closer than this on the drawing are one."""

LEAST_SPAN: Final = 0.02
"""Degrees that a map shows at least, so that a single point is not blown up to the whole frame."""

KILOMETRES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class BorderPath:
    """One border as an SVG path, with its name where the name has room."""

    name: str
    path: str
    is_own: bool
    x: float
    y: float
    shows_name: bool


@dataclass(frozen=True, slots=True)
class ShapePath:
    """One drawn shape as an SVG path."""

    shape: Shape
    path: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One place as it is drawn: where, how large, and where its label stands, if it fits anywhere."""

    place: Place
    x: float
    y: float
    radius: float
    label: Rect | None
    font: float

    @property
    def touch(self) -> float:
        """How large is the part that answers a finger?"""
        return max(self.radius, TOUCH)

    @property
    def core(self) -> float:
        """How large is the filled middle of a mark of which only a part is meant?"""
        return max(2.0, self.radius * 0.45)

    @property
    def left(self) -> float:
        """Where does a square mark begin, from the left?"""
        return self.x - self.radius

    @property
    def top(self) -> float:
        """Where does a square mark begin, from above?"""
        return self.y - self.radius

    @property
    def side(self) -> float:
        """How long are the sides of a square mark?"""
        return 2 * self.radius

    @property
    def baseline(self) -> float:
        """On which line does the label stand?"""
        return self.label.y + self.font if self.label else self.y


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar of a round number of kilometres, and how long it is on the drawing."""

    kilometres: int
    length: float


@dataclass(frozen=True, slots=True)
class Board:
    """One drawing for one width of screen."""

    width: float
    height: float
    borders: tuple[BorderPath, ...]
    shapes: tuple[ShapePath, ...]
    marks: tuple[Mark, ...]
    dots: str
    scale: Scale


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The map: a drawing for desks, one for phones, and what it was made from for the list and for the browser."""

    name: str
    caption: str | Promise
    wide: Board
    narrow: Board
    places: tuple[Place, ...]
    shapes: tuple[Shape, ...]
    dots: tuple[Point, ...]
    ground: Ground
    bounds: tuple[float, float, float, float]
    schematic: bool
    ramp: bool


@dataclass(frozen=True, slots=True)
class View:
    """How degrees become units of a drawing."""

    frame: Rect
    scale: float
    x: float
    y: float

    def at(self, lon: float, lat: float) -> Point:
        """Where is this point drawn?"""
        east, north = mercator(lon, lat)
        return (east - self.x) * self.scale + self.frame.width / 2, (self.y - north) * self.scale + self.frame.height / 2


def area_map(
    places: Sequence[Place],
    *,
    ground: Ground,
    name: str,
    caption: str | Promise,
    shapes: Sequence[Shape] = (),
    dots: Sequence[Point] = (),
    schematic: bool = False,
) -> AreaMap | None:
    """How are these places and shapes drawn on this ground? None where nothing has a place on the map.

    `name` is an id, unique on its page. `dots`: points without a name, behind everything. `schematic`: the points were measured by nobody,
    and the map says so.
    """
    if not places and not shapes and not dots:
        return None
    ordered = tuple(sorted(places, key=lambda place: (place.order, -place.size, place.label)))
    scene = _Scene(ordered, shapes, dots, ground)
    return AreaMap(
        name=name,
        caption=caption,
        wide=_board(WIDE, scene),
        narrow=_board(NARROW, scene),
        places=tuple(sorted(places, key=lambda place: (-place.order, -place.size, place.label))),
        shapes=tuple(shapes),
        dots=tuple(dots),
        ground=ground,
        bounds=scene.bounds,
        schematic=schematic,
        ramp=any(place.step is not None for place in places),
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """What both drawings show."""

    places: Sequence[Place]
    shapes: Sequence[Shape]
    dots: Sequence[Point]
    ground: Ground

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what has to be seen. A place by itself has no size: the border it lies in is seen whole."""
        is_alone = len(self.places) == 1 and not self.shapes and not self.dots
        if self.ground.own and (self.ground.fills or is_alone):
            points = [corner for border in self.ground.own for part in border.parts for corner in part[0]]
        else:
            corners = [corner for shape in self.shapes for corner in shape.ring]
            points = [(place.lon, place.lat) for place in self.places] + corners or list(self.dots)
        lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
        return min(lons), min(lats), max(lons), max(lats)


def view_of(frame: Rect, bounds: tuple[float, float, float, float]) -> View:
    """How must degrees be stretched and moved so that west, south, east, north fit into a frame with a margin?"""
    (left, bottom), (right, top) = mercator(bounds[0], bounds[1]), mercator(bounds[2], bounds[3])
    width, height = max(right - left, LEAST_SPAN), max(top - bottom, LEAST_SPAN)
    margin = 2 * MARGIN * frame.width
    scale = min((frame.width - margin) / width, (frame.height - margin) / height)
    return View(frame, scale, (left + right) / 2, (bottom + top) / 2)


def _board(frame: Rect, scene: "_Scene") -> Board:
    view = view_of(frame, scene.bounds)
    borders = [
        path
        for is_own, group in ((False, scene.ground.neighbours), (True, scene.ground.own))
        for border in group
        if (path := _border(view, border, is_own=is_own)) is not None
    ]
    return Board(
        frame.width,
        frame.height,
        tuple(borders),
        tuple(ShapePath(shape, _ring_path(view, shape.ring)) for shape in scene.shapes),
        _marks(view, scene.places),
        "".join("M{:.1f} {:.1f}h0".format(*view.at(*dot)) for dot in scene.dots),
        _scale(view, (scene.bounds[1] + scene.bounds[3]) / 2),
    )


def _border(view: View, border: Border, *, is_own: bool) -> BorderPath | None:
    """A border as a path; None where nothing of it comes into the frame."""
    rings = [ring for part in border.parts for ring in part]
    drawn = [[view.at(*corner) for corner in ring] for ring in rings]
    corners = [corner for ring in drawn for corner in ring]
    seen = [(x, y) for x, y in corners if 0 <= x <= view.frame.width and 0 <= y <= view.frame.height]
    if not seen and not is_own:
        return None
    path = "".join(_path(ring) for ring in drawn)
    x, y = _inner(view.frame, seen) if seen else (0.0, 0.0)
    name = name_of(border)
    return BorderPath(name, path, is_own, x, y, shows_name=not is_own and bool(seen) and _has_room(view.frame, seen, name))


def _inner(frame: Rect, seen: Sequence[Point]) -> Point:
    """Where does the name of a neighbour stand: in the middle of what is seen of it, pulled in from the edge of the frame?"""
    x = sum(point[0] for point in seen) / len(seen)
    y = sum(point[1] for point in seen) / len(seen)
    middle_x, middle_y = frame.width / 2, frame.height / 2
    outward_x, outward_y = (x - middle_x) * 1.12 + middle_x, (y - middle_y) * 1.12 + middle_y
    return min(max(outward_x, 46.0), frame.width - 46.0), min(max(outward_y, 18.0), frame.height - 12.0)


def _has_room(frame: Rect, seen: Sequence[Point], name: str) -> bool:
    xs, ys = [x for x, _y in seen], [y for _x, y in seen]
    return max(xs) - min(xs) > text_width(name, 12) and max(ys) - min(ys) > 24 and frame.width > 500


def _ring_path(view: View, ring: Iterable[Point]) -> str:
    return _path([view.at(*corner) for corner in ring])


def _path(corners: Sequence[Point]) -> str:
    """A closed path through these corners, without those that lie on top of the one before."""
    kept: list[Point] = []
    for x, y in corners:
        if not kept or abs(kept[-1][0] - x) >= NEAREST or abs(kept[-1][1] - y) >= NEAREST:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"


def _marks(view: View, places: Sequence[Place]) -> tuple[Mark, ...]:
    """Marks in drawing order, the largest first, so that small ones lie on top; labels go to the most important."""
    most = max((place.size for place in places), default=0.0)
    font = 12.5 if view.frame.width > 500 else 11.5
    bare = [Mark(place, *view.at(place.lon, place.lat), _radius(place, most, len(places)), None, font) for place in places]
    labels = _labels(view.frame, bare)
    return tuple(Mark(mark.place, mark.x, mark.y, mark.radius, labels.get(position), font) for position, mark in enumerate(bare))


def _radius(place: Place, most: float, count: int) -> float:
    """Areas of marks are proportional to size; many marks are drawn smaller."""
    largest = LARGEST if count <= 40 else LARGEST * 0.6
    share = sqrt(place.size / most) if most > 0 else 0.35
    return max(SMALLEST, largest * share)


def _labels(frame: Rect, marks: Sequence[Mark]) -> dict[int, Rect]:
    """Where do labels stand so that none covers a mark, another label or the edge? Important places first; some stay without."""
    order = sorted(range(len(marks)), key=lambda position: (-marks[position].place.order, -marks[position].place.size, position))
    taken = [Rect(mark.x - mark.radius, mark.y - mark.radius, mark.radius * 2, mark.radius * 2) for mark in marks]
    found: dict[int, Rect] = {}
    for position in order[:MOST_LABELS]:
        others = [*taken[:position], *taken[position + 1 :], *found.values()]
        spot = next((rect for rect in _around(marks[position]) if _is_free(frame, rect, others)), None)
        if spot is not None:
            found[position] = spot
    return found


def _around(mark: Mark) -> Iterable[Rect]:
    """The places a label is tried at: right, left, below, above."""
    width, height = text_width(mark.place.label, mark.font), mark.font * 1.3
    gap = mark.radius + 4
    yield Rect(mark.x + gap, mark.y - height / 2, width, height)
    yield Rect(mark.x - gap - width, mark.y - height / 2, width, height)
    yield Rect(mark.x - width / 2, mark.y + gap - 2, width, height)
    yield Rect(mark.x - width / 2, mark.y - gap - height + 2, width, height)


def _is_free(frame: Rect, rect: Rect, others: Iterable[Rect]) -> bool:
    inside = rect.x >= 2 and rect.y >= 2 and rect.x + rect.width <= frame.width - 2 and rect.y + rect.height <= frame.height - 2
    return inside and not any(_overlap(rect, other) for other in others)


def _overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def _scale(view: View, lat: float) -> Scale:
    """The largest round number of kilometres whose bar is at most a quarter of the drawing wide."""
    per_kilometre = degrees_east(1_000, min(abs(lat), 80.0)) * view.scale
    fitting = [number for number in KILOMETRES if number * per_kilometre <= view.frame.width / 4]
    number = fitting[-1] if fitting else KILOMETRES[0]
    return Scale(number, number * per_kilometre)


__all__ = ["AreaMap", "Board", "BorderPath", "Mark", "Scale", "ShapePath", "View", "area_map", "view_of"]
