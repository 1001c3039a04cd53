"""Dirty stays: a report by kind and row, never a wrong stay, never a crash."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import SharedPlace
from epiworks.trace.cleaning import KEPT, Cleaned, Limits, StayProblem, clean_stays
from epiworks.trace.rules import kind_code
from epiworks.trace.stays import places

PLACES = places({7: kind_code(SharedPlace.ROOM), 8: kind_code(SharedPlace.VENUE), 9: kind_code(SharedPlace.CELL)})
LIMITS = Limits(earliest=1000, as_of=20_000, persons=[1, 2, 3], places=PLACES, longest=2880)
Row = tuple[float, float, float, float]


def cleaned(*rows: Row, limits: Limits = LIMITS, **more: Sequence[float]) -> Cleaned:
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 4).T
    return clean_stays({**dict(zip(("person", "place", "begin", "end"), columns, strict=True)), **more}, limits)


GOOD = (1.0, 7.0, 2000.0, 2060.0)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ((np.nan, 7, 2000, 2060), StayProblem.MISSING),
        ((1, 7, 2000, np.inf), StayProblem.MISSING),
        ((1, 7, 2000, 1e300), StayProblem.MISSING),
        ((4, 7, 2000, 2060), StayProblem.UNKNOWN_PERSON),
        ((1, 6, 2000, 2060), StayProblem.UNKNOWN_PLACE),
        ((1, 7, 2060, 2000), StayProblem.END_BEFORE_BEGIN),
        ((1, 7, 2000, 2000), StayProblem.NO_TIME),
        ((1, 7, 20_000, 20_060), StayProblem.IN_FUTURE),
        ((1, 7, 900, 1000), StayProblem.TOO_OLD),
        ((1, 7, -60, 2000), StayProblem.TOO_OLD),
        ((1, 7, 2000, 4881), StayProblem.TOO_LONG),
    ],
)
def test_a_row_that_is_no_stay_is_set_aside_and_told(row: Row, problem: StayProblem) -> None:
    found = cleaned(GOOD, row)
    assert (found.rows.tolist(), found.count(), found.problems[problem].tolist()) == ([0], {problem.value: 1}, [1])


def test_the_same_row_again_is_dropped() -> None:
    found = cleaned(GOOD, GOOD, GOOD)
    assert (len(found.stays), found.problems[StayProblem.REPEATED].tolist()) == (1, [1, 2])


def test_overlapping_stays_at_one_place_become_one_and_touching_ones_do_not() -> None:
    found = cleaned((1, 7, 2050, 2100), GOOD, (1, 7, 2100, 2200), (1, 7, 2000, 2010))
    assert list(zip(found.stays.begin.tolist(), found.stays.end.tolist(), strict=True)) == [(2000, 2100), (2100, 2200)]
    assert found.problems[StayProblem.MERGED].tolist() == [0, 3]


def test_an_end_in_the_future_is_cut_at_the_moment_of_asking() -> None:
    found = cleaned((1, 7, 19_990, 20_030))
    assert (found.stays.end.tolist(), found.problems[StayProblem.CUT_AT_NOW].tolist()) == ([20_000], [0])


def test_two_places_at_once_are_kept_and_told_but_a_cell_may_lie_around_a_place() -> None:
    found = cleaned(GOOD, (1, 8, 2030, 2100), (1, 9, 1900, 2200), (1, 8, 2200, 2300), (2, 8, 2000, 2060))
    assert (len(found.stays), found.problems[StayProblem.TWO_PLACES_AT_ONCE].tolist()) == (5, [0, 1])


def test_a_long_stay_around_several_is_seen_from_each_of_them() -> None:
    found = cleaned((1, 7, 2000, 3000), (1, 8, 2100, 2200), (1, 8, 2300, 2400))
    assert found.problems[StayProblem.TWO_PLACES_AT_ONCE].tolist() == [0, 1, 2]


def test_sources_are_kept_and_a_missing_one_is_nought() -> None:
    assert cleaned(GOOD, (2, 7, 2000, 2060), source=[3, np.nan]).stays.source.tolist() == [3, 0]


def test_without_lists_of_persons_and_places_any_are_known() -> None:
    found = clean_stays({"person": [77], "place": [88], "begin": [5], "end": [9]}, Limits(earliest=0, as_of=100))
    assert (len(found.stays), found.count()) == (1, {})


@pytest.mark.parametrize("columns", [{"person": [1, 2]}, {"begin": ["noon"]}, {"source": [1, 2]}, {"place": [[7]]}])
def test_columns_that_do_not_fit_are_refused_as_a_whole(columns: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"equally long|no numbers"):
        clean_stays({"person": [1], "place": [7], "begin": [2000], "end": [2060], **columns}, LIMITS)


number = st.sampled_from([-1.0, 1.0, 2.0, 3.0, 4.0, np.nan])
where = st.sampled_from([6.0, 7.0, 8.0, 9.0, np.inf])
minute = st.sampled_from([-5.0, 999.0, 1500.0, 1600.0, 1700.0, 1800.0, 4900.0, 19_999.0, 20_001.0, 1e18, np.nan])


@given(st.lists(st.tuples(number, where, minute, minute), max_size=12))
def test_every_row_is_a_stay_or_has_a_reason_and_every_stay_can_be_believed(rows: list[Row]) -> None:
    found = cleaned(*rows)
    told = [row for problem, numbers in found.problems.items() if problem not in KEPT for row in numbers.tolist()]
    assert sorted([*told, *found.rows.tolist()]) == list(range(len(rows)))
    kept = found.stays
    assert set(kept.person.tolist()) <= {1, 2, 3}
    assert set(kept.place.tolist()) <= {7, 8, 9}
    assert bool(((kept.begin < kept.end) & (kept.end <= LIMITS.as_of) & (kept.end > LIMITS.earliest)).all())


@given(st.lists(st.tuples(st.sampled_from([1.0, 2.0]), st.sampled_from([7.0, 8.0, 9.0]), minute, minute), max_size=10))
def test_cleaning_again_changes_nothing_and_no_minute_is_lost(rows: list[Row]) -> None:
    once = cleaned(*rows)
    again = cleaned(*np.stack([once.stays.person, once.stays.place, once.stays.begin, once.stays.end], axis=1).tolist())
    assert again.rows.size == once.rows.size
    believable = [row for number, row in enumerate(rows) if number in {*once.rows.tolist(), *_of(once, "merged"), *_of(once, "repeated")}]
    wanted = {(row[0], row[1], at) for row in believable for at in (row[2], min(row[3], LIMITS.as_of) - 1)}
    told = list(zip(once.stays.person, once.stays.place, once.stays.begin, once.stays.end, strict=True))
    assert all(any((who, place) == stay[:2] and stay[2] <= at < stay[3] for stay in told) for who, place, at in wanted)
    assert again.problems[StayProblem.TWO_PLACES_AT_ONCE].size == sum(_clashes(told, stay) for stay in told)


def _of(found: Cleaned, problem: str) -> list[int]:
    rows: list[int] = found.problems[StayProblem(problem)].tolist()
    return rows


def _clashes(told: list[tuple[int, int, int, int]], stay: tuple[int, int, int, int]) -> bool:
    others = [other for other in told if other[0] == stay[0] and other[1] != stay[1] and 9 not in {other[1], stay[1]}]
    return any(other[2] < stay[3] and stay[2] < other[3] for other in others)
