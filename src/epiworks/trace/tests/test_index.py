"""The index answers what the reference answers, however its stays came in."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.index import TraceIndex, open_index
from epiworks.trace.question import Question, question
from epiworks.trace.sorting import Rows
from epiworks.trace.stays import BadStays, Stays, join_stays, places_from_columns, stays
from epiworks.trace.tests.small_worlds import KINDS, STAY, crowd, everybody, kept, questions, same

WORLD = st.lists(STAY, min_size=1, max_size=30)


def held(folder: str, *parts: Stays, threads: int = 2) -> TraceIndex:
    """A new index that took these stays one part after the other."""
    index = open_index(Path(folder) / "index", KINDS, threads=threads)
    for part in parts:
        index.add(part, durable=False)
    return index


@settings(deadline=None, max_examples=150)
@given(rows=WORLD, asked=questions(), cut=st.integers(0, 30))
def test_exposures_and_evidence_equal_the_reference(rows: list[tuple[int, int, int, int]], asked: Question, cut: int) -> None:
    reference = BruteForce(kept(rows), KINDS)
    expected = reference.exposures(asked)
    pairs = everybody(expected)
    with tempfile.TemporaryDirectory() as folder:
        index = held(folder, kept(rows[:cut]), kept(rows[cut:]))
        assert same(expected, index.exposures(asked).ordered())
        assert same(reference.evidence(asked, pairs), index.evidence(asked, pairs))


def test_a_case_with_more_stays_than_are_looked_up_together_equals_the_reference(tmp_path: Path) -> None:
    rows = [(person, 70 + hour % 3, 30 * hour + person, 20) for hour in range(150) for person in range(3)]
    asked = question(person=[0], begin=[0], end=[6000])
    expected = BruteForce(kept(rows), KINDS).exposures(asked)
    assert same(expected, held(str(tmp_path), kept(rows)).exposures(asked).ordered())


@settings(deadline=None, max_examples=60)
@given(
    rows=WORLD, asked=st.lists(st.tuples(st.integers(0, 6), st.integers(70, 74), st.integers(0, 6000), st.integers(0, 6000)), min_size=1)
)
def test_presence_equals_the_reference(rows: list[tuple[int, int, int, int]], asked: list[tuple[int, int, int, int]]) -> None:
    person, place, begin, end = np.array(asked).T
    with tempfile.TemporaryDirectory() as folder:
        found = held(folder, kept(rows)).presence(person=person, place=place, begin=begin, end=end)
    assert found.tolist() == BruteForce(kept(rows), KINDS).presence(person=person, place=place, begin=begin, end=end).tolist()


@settings(deadline=None, max_examples=40)
@given(parts=st.lists(st.lists(STAY, max_size=8), min_size=2, max_size=4), asked=questions(), data=st.data())
def test_late_stays_in_any_order_merged_or_not_equal_a_full_build(
    parts: list[list[tuple[int, int, int, int]]], asked: Question, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as late:
        expected = held(whole, join_stays([kept(part) for part in parts])).exposures(asked).ordered()
        index = held(late, *(kept(part) for part in data.draw(st.permutations(parts))))
        for day in data.draw(st.sets(st.sampled_from(index.days))) if index.days else ():
            index.merge(day)
        assert same(expected, index.exposures(asked).ordered())
        assert same(expected, open_index(index.folder, KINDS).exposures(asked).ordered())


@settings(deadline=None, max_examples=30)
@given(rows=WORLD, asked=questions())
def test_a_dropped_day_was_never_there(rows: list[tuple[int, int, int, int]], asked: Question) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = held(folder, kept(rows))
        index.drop(date(1970, 1, 2))
        others = kept([row for row in rows if row[2] // 1440 != 1])
        assert same(BruteForce(others, KINDS).exposures(asked), index.exposures(asked).ordered())


@pytest.mark.parametrize("minutes", [(10, 200), (10, 900), (100, 3000)], ids=["short", "over midnight", "very long"])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_crowd_over_many_blocks_equals_the_reference(minutes: Sequence[int], threads: int, tmp_path: Path) -> None:
    people = crowd(4000, minutes)
    asked = question(person=[0, 17, 3999], begin=[0, 600, 0], end=[3000, 900, 5000], tails={2: 45})
    index = held(str(tmp_path), people, threads=threads)
    assert same(BruteForce(people, KINDS).exposures(asked), index.exposures(asked).ordered())


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_stays_that_come_late_to_a_crowd_are_found(share: float, tmp_path: Path) -> None:
    people = crowd(4000, (10, 900))
    late = np.random.default_rng(3).random(len(people)) < share
    asked = question(person=[5, 6], begin=[0, 0], end=[4000, 4000], by_place=True)
    index = held(str(tmp_path), people.take(~late), people.take(late))
    expected = BruteForce(people, KINDS).exposures(asked)
    assert same(expected, index.exposures(asked).ordered())
    index.merge(date(1970, 1, 1))
    assert [len(list((index.folder / "day=1970-01-01").iterdir())), index.rows] == [1, len(people)]
    assert same(expected, index.exposures(asked).ordered())


@pytest.mark.parametrize("by_place", [False, True])
def test_a_case_that_was_at_very_many_places_is_counted_at_each(by_place: bool, tmp_path: Path) -> None:
    place = np.repeat(np.arange(150), 2)
    person = np.tile([1, 2], 150)
    world = stays(person=person, place=place, begin=place * 9, end=place * 9 + 5)
    asked = question(person=1, begin=0, end=5000, by_place=by_place)
    found = held(str(tmp_path), world).exposures(asked).ordered()
    assert same(BruteForce(world, KINDS).exposures(asked), found)
    assert found.places.max() == (1 if by_place else 147)


def test_ids_far_apart_are_as_good_as_ids_close_together(tmp_path: Path) -> None:
    far = stays(person=[-(10**17), 4, 10**18], place=[1, 10**15, 10**15], begin=[0, 0, 5], end=[10, 10, 10])
    index = open_index(tmp_path, places_from_columns([10**15], [9]))
    index.add(far)
    (row,) = index.exposures(question(person=10**18, begin=0, end=100)).rows()
    assert (row["person"], row["kind"], row["overlap"]) == (4, 9, 5)


def test_an_answer_in_batches_is_the_whole_answer(tmp_path: Path) -> None:
    index = held(str(tmp_path), crowd(50, (10, 900)))
    asked = question(person=range(20), begin=[0] * 20, end=[4000] * 20)
    parts = list(index.batches(asked, cases=7))
    whole = index.exposures(asked)
    assert [part.case.max() for part in parts] == [6, 13, 19]
    assert np.concatenate([part.overlap for part in parts]).tolist() == whole.overlap.tolist()


def test_an_empty_index_and_an_empty_question_have_empty_answers(tmp_path: Path) -> None:
    index = open_index(tmp_path, KINDS)
    assert len(index.exposures(question(person=[], begin=[], end=[]))) == 0
    assert len(index.exposures(question(person=1, begin=0, end=9))) == 0
    assert len(index.evidence(question(person=1, begin=0, end=9), [])) == 0


@pytest.mark.parametrize("row", [(0, 0, 1440, 1500), (0, 0, 50, 40), (3, 0, 0, 1), (0, 2, 0, 1)], ids=["day", "end", "person", "place"])
@pytest.mark.parametrize("copies", [1, 9], ids=["late", "whole"])
def test_a_row_that_breaks_a_precondition_is_named(row: tuple[int, int, int, int], copies: int, tmp_path: Path) -> None:
    index = held(str(tmp_path), kept([(0, 70, 0, 9), (1, 71, 0, 9), (2, 70, 0, 9)]))
    good = [(0, 0, 0, 9)] * copies
    person, place, begin, end = np.array([*good, row]).T
    rows = Rows(person.astype(np.uint32), place.astype(np.uint32), begin.astype(np.int32), end.astype(np.int32))
    with pytest.raises(BadStays, match=f"row {copies}: "):
        index.add_day(date(1970, 1, 1), rows)


def test_what_a_crash_left_behind_does_not_count(tmp_path: Path) -> None:
    index = held(str(tmp_path), crowd(20, (10, 900)))
    (index.folder / "day=1970-01-01" / "0001.partial").write_bytes(b"half")
    (index.folder / "day=1970-01-01" / "0001.seg").write_bytes(b"whole, but in no manifest")
    assert open_index(index.folder, KINDS).rows == index.rows


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"version": 0}')
    with pytest.raises(ValueError, match="version 0"):
        open_index(tmp_path, KINDS)


def test_a_file_that_is_no_segment_is_refused(tmp_path: Path) -> None:
    index = held(str(tmp_path), crowd(20, (10, 900)))
    next(index.folder.rglob("*.seg")).write_bytes(b"x" * 5000)
    with pytest.raises(ValueError, match="no segment"):
        open_index(index.folder, KINDS)


def test_more_spans_at_once_than_an_answer_can_number_are_refused(tmp_path: Path) -> None:
    many = np.broadcast_to(np.int64(0), 2**24 + 1)
    with pytest.raises(ValueError, match="at most 16777216"):
        open_index(tmp_path, KINDS).present(place=many, begin=many, end=many)
