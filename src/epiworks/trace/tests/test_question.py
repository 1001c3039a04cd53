"""The columns of stays and questions are checked at the door, and the reference says what the words mean."""

from typing import Any

import pytest

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.question import extra_stays, question
from epiworks.trace.stays import BadStays, Stays, join_stays, places, places_from_columns, stays, stays_from_arrow

CLASSROOM, SHOP = 1, 2
KINDS = places({7: CLASSROOM, 8: SHOP})


def world(*rows: tuple[int, int, int, int]) -> BruteForce:
    """Stays (person, place, begin, end) at a classroom 7 and a shop 8."""
    person, place, begin, end = zip(*rows, strict=True)
    return BruteForce(stays(person=person, place=place, begin=begin, end=end), KINDS)


def test_two_people_in_one_room_share_the_minutes_of_both() -> None:
    (row,) = world((1, 7, 0, 10), (2, 7, 5, 12)).exposures(question(person=1, begin=0, end=100)).rows()
    assert (row["person"], row["kind"], row["overlap"], row["first"], row["last"], row["gap"]) == (2, CLASSROOM, 5, 5, 9, 0)


def test_coming_when_the_case_leaves_is_no_overlap() -> None:
    assert len(world((1, 7, 0, 10), (2, 7, 10, 20)).exposures(question(person=1, begin=0, end=100))) == 0


def test_coming_after_the_case_left_is_indirect_for_as_long_as_the_tail() -> None:
    (row,) = (
        world((1, 7, 0, 10), (2, 7, 20, 40), (3, 7, 25, 40)).exposures(question(person=1, begin=0, end=100, tails={CLASSROOM: 15})).rows()
    )
    assert (row["person"], row["overlap"], row["first"], row["last"], row["gap"]) == (2, 0, 20, 24, 10)


def test_a_minute_told_by_two_stays_counts_once() -> None:
    (row,) = world((1, 7, 0, 10), (2, 7, 0, 6), (2, 7, 4, 8)).exposures(question(person=1, begin=0, end=100)).rows()
    assert (row["overlap"], row["places"]) == (8, 1)


def test_the_window_cuts_the_stays_of_the_case() -> None:
    (row,) = world((1, 7, 0, 100), (2, 7, 0, 100)).exposures(question(person=1, begin=40, end=50)).rows()
    assert (row["overlap"], row["first"], row["last"]) == (10, 40, 49)


def test_by_place_gives_a_row_for_each_place() -> None:
    found = world((1, 7, 0, 10), (1, 8, 10, 20), (2, 7, 0, 10), (2, 8, 10, 20))
    assert found.exposures(question(person=1, begin=0, end=100, by_place=True)).place.tolist() == [7, 8]


def test_stays_the_store_does_not_hold_can_be_asked_for() -> None:
    asked = question(person=9, begin=0, end=100, extra=extra_stays(case=[0], place=[7], begin=[0], end=[5]))
    assert world((1, 7, 0, 10)).exposures(asked).overlap.tolist() == [5]


def test_evidence_is_stay_by_stay() -> None:
    found = world((1, 7, 0, 10), (1, 7, 20, 30), (2, 7, 5, 25))
    assert found.evidence(question(person=1, begin=0, end=100), [(0, 2)]).overlap.tolist() == [5, 5]


def test_presence_counts_different_minutes_within_the_window() -> None:
    assert world((1, 7, 0, 10), (1, 7, 5, 20), (1, 8, 0, 50)).presence(person=[1], place=[7], begin=[2], end=[15]).tolist() == [13]


@pytest.mark.parametrize(("begin", "end", "why"), [([0, 9], [1, 8], "row 1.*ends before"), ([0, -1], [1, 8], "row 1.*outside")])
def test_a_row_that_is_no_stay_is_named(begin: list[int], end: list[int], why: str) -> None:
    with pytest.raises(BadStays, match=why):
        stays(person=[1, 2], place=[7, 7], begin=begin, end=end)


def test_columns_must_be_whole_numbers_of_one_length() -> None:
    with pytest.raises(BadStays, match="equally long"):
        stays(person=[1], place=[7, 7], begin=[0, 0], end=[1, 1])
    with pytest.raises(BadStays, match="whole numbers"):
        stays(person=[1.5], place=[7], begin=[0], end=[1])


def test_stays_survive_the_way_over_arrow() -> None:
    one = stays(person=[1], place=[7], begin=[0], end=[1], source=4)
    there: Stays = stays_from_arrow(join_stays([one, one]).to_arrow())
    assert (len(there), there.source.tolist()) == (2, [4, 4])


def test_a_table_that_lacks_a_column_is_refused() -> None:
    with pytest.raises(BadStays, match="begin"):
        stays_from_arrow(stays(person=[1], place=[7], begin=[0], end=[1]).to_arrow().drop_columns(["begin"]))


@pytest.mark.parametrize(("place", "kind", "why"), [([1, 1], [1, 1], "twice"), ([1], [0], "1 to 255"), ([1], [256], "1 to 255")])
def test_a_table_of_places_names_each_place_once_with_a_kind(place: list[int], kind: list[int], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        places_from_columns(place, kind)


def test_a_place_that_is_not_in_the_table_is_of_unknown_kind() -> None:
    assert KINDS.kinds_of(stays(person=[1], place=[9], begin=[0], end=[1]).place).tolist() == [0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"begin": 9, "end": 8}, "before it begins"),
        ({"tails": {1: -1}}, "tail"),
        ({"begin": [0, 0]}, "differ"),
        ({"extra": extra_stays(case=[1], place=[7], begin=[0], end=[5])}, "no case"),
        ({"extra": extra_stays(case=[0], place=[7, 7], begin=[0], end=[5])}, "extra stays differ"),
    ],
)
def test_a_question_that_has_no_meaning_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        question(**{"person": 1, "begin": 0, "end": 10, **change})
