"""Beds, placements and custody told by their facts alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.isolation.choices import BedAct, BedState, CustodianKind, PlacementState
from outpace.isolation.rules.custody import Custodian, Held
from outpace.isolation.rules.replay import Move, Times, bed_state, has_gap, placement_state
from outpace.isolation.rules.rooms import NEXT, after

NOON = datetime(2022, 8, 12, 4, tzinfo=UTC)
SITE, BUS = Custodian(CustodianKind.FACILITY, 1), Custodian(CustodianKind.TRIP, 2)


def moves(acts: list[BedAct], state: BedState = BedState.READY) -> list[Move]:
    """The moves that these acts make, those that cannot be left out."""
    made = []
    for act in acts:
        reached = after(state, act)
        if reached is not None:
            made.append(Move(act, state, reached))
            state = reached
    return made


def hour(number: int) -> datetime:
    return NOON + timedelta(hours=number)


@given(st.lists(st.sampled_from(list(BedAct)), max_size=20))
def test_a_bed_is_where_its_last_move_left_it(acts: list[BedAct]) -> None:
    made = moves(acts)
    assert bed_state(made) == (made[-1].after if made else None)


@pytest.mark.parametrize("broken", [[Move(BedAct.ARRIVE, BedState.READY, BedState.OCCUPIED)], moves([BedAct.RESERVE, BedAct.ARRIVE])[::-1]])
def test_a_move_that_cannot_have_been_is_seen(broken: list[Move]) -> None:
    assert bed_state(broken) is None


def test_every_act_of_the_state_machine_is_a_move() -> None:
    assert all(bed_state([Move(act, before, reached)]) is reached for (before, act), reached in NEXT.items())


@pytest.mark.parametrize(
    ("times", "state"),
    [
        (Times(None, False, None, None), PlacementState.REQUESTED),
        (Times(NOON, False, None, None), PlacementState.SIGNED),
        (Times(NOON, True, None, None), PlacementState.UNDER_WAY),
        (Times(NOON, True, NOON, None), PlacementState.ARRIVED),
        (Times(NOON, True, NOON, NOON), PlacementState.ENDED),
        (Times(NOON, True, None, NOON), PlacementState.WITHDRAWN),
    ],
)
def test_a_placement_is_where_its_signatures_have_brought_it(times: Times, state: PlacementState) -> None:
    assert placement_state(times) is state


def test_custody_that_passes_from_hand_to_hand_has_no_gap() -> None:
    assert not has_gap([Held(SITE, NOON, hour(1)), Held(BUS, hour(1), hour(2)), Held(SITE, hour(2))], [hour(1)])
    assert not has_gap([Held(SITE, NOON, hour(1)), Held(SITE, hour(30))], [])  # let go, and taken in again the next day


@pytest.mark.parametrize(
    ("stretches", "moved"),
    [
        ([Held(SITE, NOON, hour(1)), Held(BUS, hour(2))], [hour(1)]),
        ([Held(SITE, NOON, hour(2)), Held(BUS, hour(1))], []),
        ([Held(SITE, NOON), Held(BUS, hour(1))], []),
    ],
)
def test_nobody_on_the_way_and_two_at_once_are_gaps(stretches: list[Held], moved: list[datetime]) -> None:
    assert has_gap(stretches, moved)
