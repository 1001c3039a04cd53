"""What the partitions find, put together, is what the reference finds, however the stays are cut."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.distributed.given import OWN_SCHEMA, Cut, by_partition, given_rows, with_extra
from epiworks.trace.distributed.partitions import (
    GIVEN_SCHEMA,
    MEETING_SCHEMA,
    evidence_of,
    exposures_of,
    meet,
    minutes_of_rows,
    put_together,
)
from epiworks.trace.question import Question, question
from epiworks.trace.stays import MINUTES_PER_DAY, Stays
from epiworks.trace.tests.small_worlds import KINDS, STAY, everybody, kept, questions, same

CUTS = st.builds(Cut, st.integers(1, 2), st.integers(1, 2))


def met(world: Stays, asked: Question, cut: Cut) -> pa.Table:
    """The meetings of all partitions, each with its own stays only, as a cluster would find them."""
    pairs = [(case, row) for case, who in enumerate(asked.person) for row in np.flatnonzero(world.person == who)]
    case, row = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    stored = pa.table([case, world.place[row], world.begin[row], world.end[row]], schema=OWN_SCHEMA)
    own = with_extra(stored, asked)
    theirs = by_partition(given_rows(own, KINDS.kinds_of(own.column("place").to_numpy()), asked), cut)
    keys = np.column_stack([theirs.column(name).to_numpy() for name in ("day", "part", "people")])
    found = []
    for day, part, people in np.unique(keys, axis=0).tolist():
        here = (world.place % cut.places == part) & (world.person % cut.persons == people) & (world.begin < world.end)
        here &= (world.begin < (day + 1) * MINUTES_PER_DAY) & (world.end > day * MINUTES_PER_DAY)
        mine = theirs.filter(pa.array((keys == (day, part, people)).all(axis=1)))
        found.append(meet(mine, world.take(here).to_arrow(), day=day))
    return pa.concat_tables([MEETING_SCHEMA.empty_table(), *found])


@settings(deadline=None, max_examples=20)
@given(rows=st.lists(STAY, min_size=1, max_size=25), asked=questions(), cut=CUTS)
def test_exposures_and_evidence_of_all_partitions_equal_the_reference(
    rows: list[tuple[int, int, int, int]], asked: Question, cut: Cut
) -> None:
    reference = BruteForce(kept(rows), KINDS)
    meetings = met(kept(rows), asked, cut)
    expected = reference.exposures(asked)
    assert same(expected, exposures_of(put_together(meetings, by_place=asked.by_place)))
    assert same(reference.evidence(asked, everybody(expected)), evidence_of(meetings))


def test_the_stays_of_a_partition_lie_in_the_folder_that_is_given(tmp_path: Path) -> None:
    given = GIVEN_SCHEMA.empty_table()
    meet(given, kept([(1, 70, 0, 60)]).to_arrow(), day=0, scratch=tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(FileNotFoundError, match="absent"):
        meet(given, kept([(1, 70, 0, 60)]).to_arrow(), day=0, scratch=tmp_path / "absent")


def test_two_places_of_a_kind_at_the_same_minutes_count_once() -> None:
    world = kept([(1, 70, 0, 60), (2, 70, 0, 60), (1, 72, 30, 60), (2, 72, 30, 60)])
    asked = question(person=1, begin=0, end=500)
    (row,) = exposures_of(put_together(met(world, asked, Cut(3)), by_place=False)).rows()
    assert (row["overlap"], row["places"]) == (90, 2)


def test_a_night_together_is_told_once_by_the_day_on_which_it_began() -> None:
    world = kept([(1, 70, 1400, 500), (2, 70, 1300, 3000)])
    asked = question(person=1, begin=0, end=5000)
    assert [row["day"] for row in days_of(world, asked)] == [0]


def days_of(world: Stays, asked: Question) -> list[dict[str, int]]:
    """The day of the first shared minute of each meeting."""
    return [{"day": max(row["begin"], row["case_begin"]) // MINUTES_PER_DAY} for row in met(world, asked, Cut(2)).to_pylist()]


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.integers(0, 20)), max_size=12))
def test_minutes_of_rows_are_the_minutes_of_their_union(rows: list[tuple[int, int, int]]) -> None:
    row, begin, long = np.array(rows, dtype=np.int32).reshape(-1, 3).T
    found = minutes_of_rows(row.astype(np.int64), begin, begin + long, rows=4)
    unions: list[set[int]] = [set() for _ in range(4)]
    for number, start, minutes in rows:
        unions[number].update(range(start, start + minutes))
    assert found.tolist() == [len(union) for union in unions]
