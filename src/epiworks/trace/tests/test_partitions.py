"""What the partitions find, put together, is what the reference finds, however the stays are cut."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.distributed.given import OWN_SCHEMA, given_rows, with_extra
from epiworks.trace.distributed.partitions import (
    EXPOSURE_SCHEMA,
    GIVEN_SCHEMA,
    HELD_SCHEMA,
    MEETING_SCHEMA,
    evidence_of,
    exposures_of,
    meet,
    minutes_of_rows,
    put_together,
    shares,
)
from epiworks.trace.question import Exposures, Question, question
from epiworks.trace.stays import Stays
from epiworks.trace.tests.small_worlds import KINDS, STAY, everybody, kept, questions, same


def met(world: Stays, asked: Question, most: int) -> list[pa.Table]:
    """The meetings of each share of some `most` stays, with its own stays only, as a cluster would find them."""
    pairs = [(case, row) for case, who in enumerate(asked.person) for row in np.flatnonzero(world.person == who)]
    case, row = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    stored = pa.table([case, world.place[row], world.begin[row], world.end[row]], schema=OWN_SCHEMA)
    own = with_extra(stored, asked)
    given = given_rows(own, KINDS.kinds_of(own.column("place").to_numpy()), asked)
    held = world.take(world.begin < world.end).to_arrow().select(HELD_SCHEMA.names)
    return [meet(given, share) for share in shares(held, most)]


def whole(meetings: list[pa.Table]) -> pa.Table:
    return pa.concat_tables([MEETING_SCHEMA.empty_table(), *meetings])


def exposed(meetings: list[pa.Table], *, by_place: bool) -> Exposures:
    """The exposures of each share, put together there and nowhere else."""
    return exposures_of(pa.concat_tables([EXPOSURE_SCHEMA.empty_table(), *(put_together(part, by_place=by_place) for part in meetings)]))


@settings(deadline=None, max_examples=20)
@given(rows=st.lists(STAY, min_size=1, max_size=25), asked=questions(), most=st.integers(1, 30))
def test_exposures_and_evidence_of_all_partitions_equal_the_reference(
    rows: list[tuple[int, int, int, int]], asked: Question, most: int
) -> None:
    reference = BruteForce(kept(rows), KINDS)
    meetings = met(kept(rows), asked, most)
    expected = reference.exposures(asked)
    assert same(expected, exposed(meetings, by_place=asked.by_place))
    assert same(reference.evidence(asked, everybody(expected)), evidence_of(whole(meetings)))


def test_the_stays_of_a_partition_lie_in_the_folder_that_is_given(tmp_path: Path) -> None:
    given = GIVEN_SCHEMA.empty_table()
    meet(given, kept([(1, 70, 0, 60)]).to_arrow(), scratch=tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(FileNotFoundError, match="absent"):
        meet(given, kept([(1, 70, 0, 60)]).to_arrow(), scratch=tmp_path / "absent")


def test_two_places_of_a_kind_at_the_same_minutes_count_once() -> None:
    world = kept([(1, 70, 0, 60), (2, 70, 0, 60), (1, 72, 30, 60), (2, 72, 30, 60)])
    asked = question(person=1, begin=0, end=500)
    (row,) = exposed(met(world, asked, 1), by_place=False).rows()
    assert (row["overlap"], row["places"]) == (90, 2)


def test_a_night_together_is_told_once() -> None:
    world = kept([(1, 70, 1400, 500), (2, 70, 1300, 3000)])
    (row,) = whole(met(world, question(person=1, begin=0, end=5000), 1)).to_pylist()
    assert (row["begin"], row["case_begin"]) == (1300, 1400)


def test_shares_are_of_some_so_many_stays_and_a_person_is_in_one() -> None:
    held = kept([(person, 70, day * 1440, 60) for person in range(-20, 60, 5) for day in range(40)]).to_arrow().select(HELD_SCHEMA.names)
    parts = [share.column("person").to_numpy() for share in shares(held, 100)]
    assert sum(part.size for part in parts) == held.num_rows
    assert sum(np.unique(part).size for part in parts) == 16
    assert len(parts) == 7


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.integers(0, 20)), max_size=12))
def test_minutes_of_rows_are_the_minutes_of_their_union(rows: list[tuple[int, int, int]]) -> None:
    row, begin, long = np.array(rows, dtype=np.int32).reshape(-1, 3).T
    found = minutes_of_rows(row.astype(np.int64), begin, begin + long, rows=4)
    unions: list[set[int]] = [set() for _ in range(4)]
    for number, start, minutes in rows:
        unions[number].update(range(start, start + minutes))
    assert found.tolist() == [len(union) for union in unions]
