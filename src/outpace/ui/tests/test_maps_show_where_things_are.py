"""Maps: everything inside its frame, sizes by area, labels that cover nothing, and the same said to the browser and in the list."""

from dataclasses import dataclass
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from outpace.ui.charts import Rect, Tone
from outpace.ui.maps import AreaMap, Fill, Form, Place, Shape, area_map, features
from outpace.ui.maps.drawing import view_of

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Edge:
    name: str
    parts: tuple[tuple[Ring, ...], ...]
    name_en: str = ""


@dataclass(frozen=True)
class Land:
    own: tuple[Edge, ...] = ()
    neighbours: tuple[Edge, ...] = ()
    fills: bool = True


def square(lon: float, lat: float, side: float = 1.0) -> Ring:
    return ((lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side))


COUNTY = Land((Edge("徽县", ((square(105, 33),),), "Hui County"),), (Edge("成县", ((square(104, 33),),), "Cheng County"),))
places = st.lists(
    st.builds(
        Place,
        label=st.sampled_from(["城关镇", "Chengguan Town", "A"]),
        lon=st.floats(105.01, 105.99),
        lat=st.floats(33.01, 33.99),
        size=st.floats(0, 30_000),
    ),
    min_size=1,
    max_size=25,
)


def drawn(*found: Place, ground: Land = COUNTY, shapes: tuple[Shape, ...] = ()) -> AreaMap:
    made = area_map(found, ground=ground, name="m", caption="Map", shapes=shapes, schematic=True)
    assert made is not None
    return made


def test_without_any_place_there_is_no_map() -> None:
    assert area_map([], ground=COUNTY, name="m", caption="Map") is None


@given(places)
@settings(max_examples=60, deadline=None)
def test_every_mark_and_label_lies_in_its_frame_and_no_label_covers_another_or_a_mark(found: list[Place]) -> None:
    made = drawn(*found)
    for board in (made.wide, made.narrow):
        marks = [Rect(mark.left, mark.top, mark.side, mark.side) for mark in board.marks]
        assert all(0 <= mark.x <= board.width and 0 <= mark.y <= board.height for mark in board.marks)
        labels = [mark.label for mark in board.marks if mark.label is not None]
        assert all(label.x >= 0 and label.x + label.width <= board.width for label in labels)
        assert not any(overlap(*pair) for pair in combinations(labels, 2))
        for position, mark in enumerate(board.marks):
            others = [rect for place, rect in enumerate(marks) if place != position]
            assert mark.label is None or not any(overlap(mark.label, rect) for rect in others)


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def test_areas_of_marks_are_as_their_people() -> None:
    made = drawn(Place("A", 105.2, 33.2, size=400), Place("B", 105.8, 33.8, size=100))
    large, small = made.wide.marks
    assert large.radius == pytest.approx(2 * small.radius)


def test_north_is_up_and_east_is_right() -> None:
    made = drawn(Place("south-west", 105.1, 33.1), Place("north-east", 105.9, 33.9))
    at = {mark.place.label: (mark.x, mark.y) for mark in made.wide.marks}
    assert at["north-east"][0] > at["south-west"][0]
    assert at["north-east"][1] < at["south-west"][1]


@given(st.tuples(st.floats(70, 130), st.floats(-60, 60), st.floats(0, 8), st.floats(0, 8)))
@settings(deadline=None)
def test_whatever_has_to_be_seen_is_inside_the_margin(box: tuple[float, float, float, float]) -> None:
    west, south, width, height = box
    view = view_of(Rect(0, 0, 960, 560), (west, south, west + width, south + height))
    for lon, lat in ((west, south), (west + width, south + height)):
        x, y = view.at(lon, lat)
        assert 43 <= x <= 917
        assert 43 <= y <= 517


def test_a_map_of_a_part_shows_its_places_and_not_the_whole_county() -> None:
    near = (Place("A", 105.50, 33.50), Place("B", 105.52, 33.52))
    whole, part = drawn(*near), drawn(*near, ground=Land(COUNTY.own, (), fills=False))
    assert abs(part.wide.marks[0].x - part.wide.marks[1].x) > 5 * abs(whole.wide.marks[0].x - whole.wide.marks[1].x)


def test_a_place_by_itself_is_shown_in_the_border_it_lies_in() -> None:
    alone = Place("A", 105.50, 33.50)
    assert drawn(alone, ground=Land(COUNTY.own, (), fills=False)).bounds == drawn(alone).bounds


def test_the_scale_is_a_round_number_of_kilometres_at_its_latitude() -> None:
    made = drawn(Place("A", 105.5, 33.5))
    scale = made.wide.scale
    assert scale.kilometres == 50
    assert scale.length == pytest.approx(213, abs=1)


def test_what_matters_more_lies_on_top_and_comes_first_in_the_list() -> None:
    made = drawn(Place("many", 105.5, 33.5, size=900), Place("sealed", 105.5, 33.5, size=10, order=6))
    assert [mark.place.label for mark in made.wide.marks] == ["many", "sealed"]
    assert [place.label for place in made.places] == ["sealed", "many"]


def test_a_neighbour_out_of_sight_is_not_drawn() -> None:
    far = Land(COUNTY.own, (Edge("远", ((square(150, 10),),)),))
    assert [border.is_own for border in drawn(Place("A", 105.5, 33.5), ground=far).wide.borders] == [True]


def test_names_of_borders_are_in_the_readers_language() -> None:
    with translation.override("en"):
        assert [border.name for border in drawn(Place("A", 105.5, 33.5)).wide.borders] == ["Cheng County", "Hui County"]
    with translation.override("zh-hans"):
        assert [border.name for border in drawn(Place("A", 105.5, 33.5)).wide.borders] == ["成县", "徽县"]


def test_the_browser_is_told_what_the_drawing_shows() -> None:
    shape = Shape("drawn", square(105.2, 33.2, 0.2), Tone.DANGER, "/zone/")
    told = features(drawn(Place("A", 105.5, 33.5, "sealed", "12 people", "/a/", 12, Tone.DANGER, fill=Fill.PART), shapes=(shape,)))
    assert told["places"]["features"][0]["geometry"]["coordinates"] == [105.5, 33.5]
    assert told["places"]["features"][0]["properties"]["words"] == "A：sealed，12 people"
    ring = told["shapes"]["features"][0]["geometry"]["coordinates"][0]
    assert (ring[0], len(ring)) == (ring[-1], 5)
    assert [border["properties"]["own"] for border in told["borders"]["features"]] == [False, True]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_place_is_a_link_with_words_and_stands_in_the_list(language: str) -> None:
    found = (
        Place("A", 105.2, 33.5, "sealed", "12 people", "/a/", 12, Tone.DANGER),
        Place("B", 105.5, 33.5, "80%", "3 missing", "/b/", 20, step=0),
        Place("C", 105.8, 33.5, form=Form.SITE),
        Place("D", 105.8, 33.8, form=Form.BUILDING, url="/d/"),
    )
    with translation.override(language):
        html = render_to_string("ui/maps/map.html", {"map": drawn(*found, shapes=(Shape("S", square(105.1, 33.1, 0.1)),))})
    assert html.count('href="/a/"') == 3
    assert f'aria-label="{"A: sealed, 12 people" if language == "en" else "A：sealed，12 people"}"' in html
    assert html.count("<tr>") == 6
    assert ("positions are schematic" in html) is (language == "en")
