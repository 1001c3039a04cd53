"""How a pass's samples divide into outcomes, pending and ended."""

from hypothesis import given
from hypothesis import strategies as st

from epiworks.units import PersonTimes, TubeCount
from outpace.screening.choices import Outcome, Stage
from outpace.screening.models import OutcomeCount
from outpace.screening.rules import ledger, outcomes
from outpace.screening.rules.flow import TubeState
from outpace.screening.rules.ledger import Cell
from outpace.screening.rules.outcomes import Read
from outpace.screening.tests.world import World

STATES = st.builds(
    TubeState,
    stage=st.sampled_from(Stage),
    outcome=st.none() | st.sampled_from(Outcome),
    people=st.integers(0, 20),
    announced=st.booleans(),
)


def counted(world: World) -> dict[Outcome, tuple[int, int]]:
    rows = OutcomeCount.objects.filter(screening_pass_id=world.pass_id).values_list("outcome", "tubes", "people")
    return {Outcome(outcome): (tubes, people) for outcome, tubes, people in rows if tubes or people}


def everyone(world: World) -> list[int]:
    return [person for people in world.people.values() for person in people]


def test_baise_splits_into_negative_preliminary_positive_and_pending() -> None:
    printed = ledger.lines({Stage.SAMPLED: Cell(20_751, 207_506)})
    read = {
        Outcome.NEGATIVE: Read(TubeCount(20_733), PersonTimes(207_321)),
        Outcome.PRELIMINARY_POSITIVE: Read(TubeCount(10), PersonTimes(98)),
    }
    assert outcomes.split(printed, read).pending == Read(TubeCount(8), PersonTimes(87))


def test_tubes_that_ended_are_not_pending() -> None:
    printed = ledger.lines({Stage.SAMPLED: Cell(10, 100, 2, 20)})
    divided = outcomes.split(printed, {Outcome.NEGATIVE: Read(TubeCount(5), PersonTimes(50))})
    assert (divided.ended.people, divided.pending.people) == (20, 30)


@given(before=STATES, after=STATES)
def test_a_difference_takes_the_old_count_to_the_new(before: TubeState, after: TubeState) -> None:
    steps = outcomes.difference(before, after)
    old, new = outcomes.share(before), outcomes.share(after)
    for outcome in Outcome:
        have, step = old.get(outcome, (0, 0)), steps.get(outcome, (0, 0))
        assert (have[0] + step[0], have[1] + step[1]) == new.get(outcome, (0, 0))


def test_results_are_counted_by_outcome(world: World) -> None:
    people = everyone(world)
    for number in range(3):
        world.sample(f"T{number}", people[number * 5 : number * 5 + 5])
    world.results(world.reading("T0", Outcome.NEGATIVE), world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    assert counted(world) == {Outcome.NEGATIVE: (1, 5), Outcome.PRELIMINARY_POSITIVE: (1, 5)}


def test_a_corrected_result_moves_from_one_outcome_to_the_other(world: World) -> None:
    world.sample("T0", everyone(world)[:5])
    world.results(world.reading("T0", Outcome.INCONCLUSIVE))
    world.results(world.reading("T0", Outcome.NEGATIVE, corrects=True, reason="read again"))
    assert counted(world) == {Outcome.NEGATIVE: (1, 5)}


def test_a_result_that_came_before_its_sampling_record_counts_once_it_is_announced(world: World) -> None:
    world.results(world.reading("T0", Outcome.NEGATIVE))
    assert counted(world) == {}
    world.sample("T0", everyone(world)[:4])
    assert counted(world) == {Outcome.NEGATIVE: (1, 4)}
