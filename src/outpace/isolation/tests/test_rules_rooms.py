"""The state machine of beds and the honest occupancy."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.isolation.choices import BedAct, BedState
from outpace.isolation.rules.rooms import HELD, NEXT, USABLE, Occupancy, acts_from, after, occupancy, room_state

acts = st.lists(st.sampled_from(BedAct), max_size=40)
states = st.lists(st.sampled_from(BedState), min_size=1, max_size=8)


def run(history: list[BedAct]) -> list[BedState]:
    found = [BedState.PLANNED]
    for act in history:
        found.append(after(found[-1], act) or found[-1])
    return found


@given(acts)
def test_nobody_gets_a_bed_that_was_not_ready_or_cleaned_before(history: list[BedAct]) -> None:
    found = run(history)
    for before, now in itertools.pairwise(found):
        if now is BedState.RESERVED and before is not now:
            assert before is BedState.READY
        if now is BedState.OCCUPIED and before is not now:
            assert before in {BedState.RESERVED, BedState.LEAVING}
        if before in {BedState.OCCUPIED, BedState.LEAVING} and now not in HELD:
            assert now is BedState.CLEANING


@given(acts)
def test_every_state_can_reach_ready_again(history: list[BedAct]) -> None:
    reached = {run(history)[-1]}
    for _ in BedState:
        reached |= {state for (before, _), state in NEXT.items() if before in reached}
    assert BedState.READY in reached


@given(st.sampled_from(BedState), st.sampled_from(BedAct))
def test_a_bed_in_use_is_never_closed(state: BedState, act: BedAct) -> None:
    if state in HELD:
        assert after(state, act) is not BedState.OUT_OF_USE


def test_staff_never_put_people_in_by_hand() -> None:
    assert {act for state in BedState for act in acts_from(state)} == {
        BedAct.CONVERT,
        BedAct.OPEN,
        BedAct.CLEANED,
        BedAct.CLOSE,
        BedAct.REOPEN,
    }


@given(states)
def test_a_room_is_held_exactly_when_one_of_its_beds_is(beds: list[BedState]) -> None:
    assert (room_state(beds) in HELD) == any(bed in HELD for bed in beds)


@given(states)
def test_a_room_can_be_used_now_only_through_a_bed_that_can(beds: list[BedState]) -> None:
    if room_state(beds) in USABLE:
        assert any(bed in USABLE for bed in beds)


@given(st.dictionaries(st.sampled_from(BedState), st.integers(0, 500)))
def test_nothing_is_fuller_than_full(counts: dict[BedState, int]) -> None:
    found = occupancy(counts)
    assert 0 <= found.taken <= found.usable <= found.listed == sum(counts.values())
    assert found.share is None or 0 <= found.share <= 1
    assert found.free == counts.get(BedState.READY, 0)


def test_s2_looks_less_than_half_full_on_paper_and_is_94_per_cent_full() -> None:
    """13 sites, 325 rooms, 25 each; 6 in use, 2 converting, 5 not said; 141 people in single rooms (oddity 7)."""
    rooms = Counter({BedState.OCCUPIED: 141, BedState.READY: 6 * 25 - 141, BedState.CONVERTING: 2 * 25, BedState.PLANNED: 5 * 25})
    found = occupancy(rooms)
    assert found == Occupancy(141, 150, 325)
    assert found.share == pytest.approx(0.94)
    assert found.share_on_paper == pytest.approx(0.434, abs=0.001)
