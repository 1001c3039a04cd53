"""An index that follows a store answers from exactly what the store holds, whatever came late and whatever was dropped."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.trace.brute_force import BruteForce
from epiworks.trace.index import TraceIndex, open_index
from epiworks.trace.question import Question, question
from epiworks.trace.stays import BadStays, stays
from epiworks.trace.storing import StayStore, follow
from epiworks.trace.tests.small_worlds import KINDS, STAY, crowd, kept, questions, same

DAYS = [date(1970, 1, day) for day in range(1, 6)]
STEP = st.lists(STAY, max_size=6) | st.sampled_from(DAYS) | st.none()
"""Stays that come, a day that is dropped, or the index that follows."""


@settings(deadline=None, max_examples=30)
@given(steps=st.lists(STEP, max_size=6), asked=questions())
def test_the_index_of_a_store_answers_what_the_reference_answers_from_the_store(
    steps: list[list[tuple[int, int, int, int]] | date | None], asked: Question
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, index = StayStore(Path(folder) / "stays"), open_index(Path(folder) / "index", KINDS)
        for step in steps:
            if isinstance(step, date):
                store.drop(step)
            elif step is None:
                follow(index, store, durable=False)
            else:
                store.add(kept(step), durable=False)
        follow(index, store, durable=False)
        expected = BruteForce(store.stays(), KINDS).exposures(asked)
        assert same(expected, index.exposures(asked).ordered())
        assert same(expected, open_index(index.folder, KINDS).exposures(asked).ordered())


def test_what_is_stored_comes_back_with_its_sources_day_by_day(tmp_path: Path) -> None:
    store = StayStore(tmp_path / "stays")
    store.add(stays(person=[1, 2, 3], place=[7, 8, 9], begin=[1500, 20, 1439], end=[1600, 30, 1500], source=[5, 6, 7]))
    store.add(stays(person=[4], place=[7], begin=[1], end=[2]))
    assert store.days == DAYS[:2]
    assert [store.stays().person.tolist(), store.stays(DAYS[:1]).source.tolist()] == [[2, 3, 4, 1], [6, 7, 0]]


def test_late_stays_touch_their_day_only(tmp_path: Path) -> None:
    store, index = StayStore(tmp_path / "stays"), open_index(tmp_path / "index", KINDS)
    store.add(stays(person=[1, 2], place=[70, 70], begin=[0, 1440], end=[90, 1500]))
    assert follow(index, store) == DAYS[:2]
    before = {path: path.stat().st_mtime_ns for path in index.folder.glob("day=*/*")}
    store.add(stays(person=[3], place=[70], begin=[1450], end=[1460]))
    assert follow(index, store) == DAYS[1:2]
    index.merge(DAYS[1])
    assert follow(index, store) == []
    first = index.folder / "day=1970-01-01" / "0000.seg"
    assert {path: path.stat().st_mtime_ns for path in index.folder.glob("day=1970-01-01/*")} == {first: before[first]}
    assert index.exposures(question(person=[2], begin=[0], end=[3000])).person.tolist() == [3]


def test_retention_removes_days_from_the_store_and_from_the_index(tmp_path: Path) -> None:
    store, index = StayStore(tmp_path / "stays"), open_index(tmp_path / "index", KINDS)
    store.add(stays(person=[1, 2, 3], place=[70] * 3, begin=[0, 1440, 2880], end=[90, 1500, 2900]))
    follow(index, store)
    assert store.drop_before(DAYS[2]) == DAYS[:2]
    assert follow(index, store) == DAYS[:2]
    assert [store.days, index.days, index.rows] == [DAYS[2:3], DAYS[2:3], 1]
    assert not list(tmp_path.rglob("day=1970-01-0[12]/*"))


def test_a_crowd_of_several_row_groups_is_taken_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("epiworks.trace.storing.ROWS_AT_A_TIME", 3000)
    store, index = StayStore(tmp_path / "stays"), open_index(tmp_path / "index", KINDS, threads=2)
    people = crowd(4000, (10, 900))
    store.add(people)
    follow(index, store)
    asked = question(person=[5, 6], begin=[0, 0], end=[4000, 4000])
    assert same(BruteForce(people, KINDS).exposures(asked), index.exposures(asked).ordered())


def test_a_file_that_is_not_of_its_day_is_named(tmp_path: Path) -> None:
    store, index = StayStore(tmp_path / "stays"), open_index(tmp_path / "index", KINDS)
    (name,) = store.add(stays(person=[1], place=[70], begin=[1450], end=[1460]))
    (store.folder / "day=1970-01-02").rename(store.folder / "day=1970-01-03")
    with pytest.raises(BadStays, match=Path(name).name):
        follow(index, store)
    assert index.rows == 0


def two_days(folder: Path) -> tuple[StayStore, TraceIndex]:
    """A store of two days and the index that follows it."""
    store, index = StayStore(folder / "stays"), open_index(folder / "index", KINDS)
    store.add(stays(person=[1, 2], place=[70, 70], begin=[0, 1440], end=[90, 1500]))
    follow(index, store)
    return store, index


def test_retention_goes_on_where_a_kill_stopped_it(tmp_path: Path) -> None:
    store, _ = two_days(tmp_path)
    left = store.folder / "day=1970-01-01"
    (left / "0001-aa.partial").write_bytes(b"stays, half written")
    next(left.glob("*.parquet")).unlink()  # as a removal that was killed after this file leaves it
    assert [store.days, store.drop_before(DAYS[1]), left.exists()] == [DAYS[1:2], DAYS[:1], False]


@pytest.mark.parametrize("name", ["0000.seg", "0000.partial"])
def test_stays_that_a_killed_drop_left_in_the_index_go_when_it_follows_again(name: str, tmp_path: Path) -> None:
    store, index = two_days(tmp_path)
    left = index.folder / "day=1970-01-01" / "0000.seg"
    content = left.read_bytes()
    store.drop(DAYS[0])
    follow(index, store)
    (left.parent / name).write_bytes(content)  # killed after the manifest was replaced and before the file was removed
    again = open_index(index.folder, KINDS)
    assert [follow(again, store), again.days] == [[], DAYS[1:2]]
    assert [path.name for path in again.folder.glob("day=*/*")] == ["0000.seg"]


def test_a_change_of_one_day_removes_what_a_kill_left_on_another(tmp_path: Path) -> None:
    _, index = two_days(tmp_path)
    (index.folder / "day=1970-01-02" / "0007.seg").write_bytes(b"in no manifest")
    index.drop(DAYS[0])
    assert [path.name for path in index.folder.glob("day=*/*")] == ["0000.seg"]
    assert open_index(index.folder, KINDS).days == DAYS[1:2]


def test_a_half_written_file_of_a_day_goes_with_the_next_of_that_day(tmp_path: Path) -> None:
    store, _ = two_days(tmp_path)
    (store.folder / "day=1970-01-01" / "0001-aa.partial").write_bytes(b"stays, half written")
    store.add(stays(person=[3], place=[70], begin=[5], end=[6]))
    assert not list(store.folder.rglob("*.partial"))


def test_the_same_stays_sent_again_are_the_file_that_is_there(tmp_path: Path) -> None:
    store, index = two_days(tmp_path)
    late = stays(person=[3], place=[70], begin=[5], end=[6])
    first = store.add(late)
    assert [store.add(late), follow(index, store), index.rows] == [first, DAYS[:1], 3]
    assert [store.add(late), follow(index, store), len(store.stays())] == [first, [], 3]


def test_files_past_the_ten_thousandth_of_a_day_keep_their_order(tmp_path: Path) -> None:
    store, _ = two_days(tmp_path)
    (old,) = (store.folder / "day=1970-01-01").glob("*.parquet")
    old.rename(old.with_name("9999-" + old.name.split("-")[1]))
    for person in (8, 7):
        store.add(stays(person=[person], place=[70], begin=[5], end=[6]))
    assert [Path(name).name.split("-")[0] for name in store.parts(DAYS[0])] == ["9999", "10000", "10001"]
    assert store.stays(DAYS[:1]).person.tolist() == [1, 8, 7]


def test_a_stay_too_long_is_refused_with_the_limit_and_nothing_is_kept(tmp_path: Path) -> None:
    store, index = StayStore(tmp_path / "stays"), open_index(tmp_path / "index", KINDS)
    long = stays(person=[1, 2], place=[70, 70], begin=[0, 1440], end=[9, 1440 + 2**19])
    for kept_by in (store.add, index.add):
        with pytest.raises(BadStays, match=r"row 1: a stay of 524288 minutes; .* 524287"):
            kept_by(long)
    assert [store.days, index.rows] == [[], 0]
    longest = stays(person=[2], place=[70], begin=[1440], end=[1439 + 2**19])
    store.add(longest)
    assert follow(index, store) == DAYS[1:2]


def test_a_file_that_cannot_be_taken_holds_up_no_other(tmp_path: Path) -> None:
    store, index = two_days(tmp_path)
    (name,) = store.add(stays(person=[1], place=[70], begin=[1450], end=[1460]))
    (store.folder / name).rename(store.folder / "day=1970-01-01" / Path(name).name)
    store.add(stays(person=[9], place=[70], begin=[2890], end=[2900]))
    for _ in range(2):
        with pytest.raises(BadStays, match=Path(name).name):
            follow(index, store)
        assert [index.days, index.rows] == [DAYS[:3], 3]


def test_a_damaged_file_is_named_and_holds_up_no_other(tmp_path: Path) -> None:
    store, index = two_days(tmp_path)
    (name,) = store.add(stays(person=[1], place=[70], begin=[1450], end=[1460]))
    (store.folder / name).write_bytes(b"cut off")
    store.add(stays(person=[9], place=[70], begin=[2890], end=[2900]))
    with pytest.raises(BadStays, match=Path(name).name):
        follow(index, store)
    assert index.days == DAYS[:3]
