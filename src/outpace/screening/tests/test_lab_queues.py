"""How many tubes wait at each laboratory: counted where they are received, gone once tested."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from outpace.screening.choices import Condition, Outcome, Stage
from outpace.screening.models import LabQueue
from outpace.screening.rules import queues
from outpace.screening.rules.flow import TubeState
from outpace.screening.tests.world import MORNING, World

STATES = st.builds(
    TubeState,
    stage=st.sampled_from(Stage),
    condition=st.sampled_from(Condition),
    people=st.integers(0, 20),
    announced=st.booleans(),
    custodian=st.sampled_from([None, 1, 2]),
)


def waiting(world: World) -> dict[int, tuple[int, int]]:
    rows = LabQueue.objects.filter(screening_pass_id=world.pass_id).values_list("station_id", "tubes", "people")
    return {station: (tubes, people) for station, tubes, people in rows if tubes or people}


def first_grid(world: World) -> list[int]:
    return next(iter(world.people.values()))


@given(before=STATES, after=STATES)
def test_a_difference_takes_the_old_queues_to_the_new(before: TubeState, after: TubeState) -> None:
    steps = queues.difference(before, after)
    for station in (1, 2):
        old, new = ((1, state.people) if queues.queue_of(state) == station else (0, 0) for state in (before, after))
        step = steps.get(station, (0, 0))
        assert (old[0] + step[0], old[1] + step[1]) == new


def test_a_received_tube_waits_at_its_laboratory_until_it_is_tested(world: World) -> None:
    world.sample("T1", first_grid(world)[:6])
    assert waiting(world) == {}
    world.send("T1")
    assert waiting(world) == {world.labs[0].pk: (1, 6)}
    world.tested("T1")
    assert waiting(world) == {}


def test_a_result_alone_ends_the_wait_too(world: World) -> None:
    world.sample("T1", first_grid(world)[:6])
    world.send("T1")
    world.results(world.reading("T1", Outcome.NEGATIVE))
    assert waiting(world) == {}


def test_a_tube_handed_on_waits_at_the_next_laboratory(world: World) -> None:
    world.sample("T1", first_grid(world)[:6])
    world.send("T1")
    world.send("T1", lab=1, at=MORNING + timedelta(hours=6))
    assert waiting(world) == {world.labs[1].pk: (1, 6)}
