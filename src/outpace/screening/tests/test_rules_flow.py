"""The rules that move a tube agree whatever order facts come in, and the ledger's shares add up."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from outpace.screening.choices import Condition, Outcome, Stage, TubeEventKind
from outpace.screening.rules import ledger, turnaround
from outpace.screening.rules.flow import CONDITION_OF, Reading, TubeState, accept, has_ended, is_valid, judge, observe, reach, standing
from outpace.screening.rules.ledger import Cell

DAY = datetime(2021, 11, 8, tzinfo=UTC)
moments = st.integers(0, 600).map(lambda minutes: DAY + timedelta(minutes=minutes))
readings = st.builds(Reading, st.sampled_from(Outcome), moments, st.booleans(), st.uuids().map(str))
states = st.builds(
    TubeState,
    stage=st.sampled_from(Stage),
    condition=st.sampled_from(Condition),
    outcome=st.none() | st.sampled_from(Outcome),
    people=st.integers(0, 20),
    announced=st.booleans(),
    times=st.tuples(*[st.none() | moments] * len(Stage)),
)


@given(st.lists(st.tuples(st.sampled_from(Stage), moments), min_size=1, max_size=6))
def test_stages_reached_do_not_depend_on_order(facts: list[tuple[Stage, datetime]]) -> None:
    def run(order: list[tuple[Stage, datetime]]) -> TubeState:
        state = TubeState()
        for stage, at in order:
            state = reach(state, stage, at)
        return state

    assert run(facts) == run(sorted(facts, key=lambda fact: (fact[1], fact[0]), reverse=True))


@given(st.lists(st.tuples(st.sampled_from(sorted(CONDITION_OF)), moments), min_size=1, max_size=4))
def test_the_condition_does_not_depend_on_order(facts: list[tuple[TubeEventKind, datetime]]) -> None:
    ends = set()
    for order in permutations(facts):
        state = TubeState()
        for kind, at in order:
            state = observe(state, kind, at)
        ends.add(state.condition)
    assert len(ends) == 1


@given(st.lists(st.tuples(st.integers(1, 4), moments), min_size=1, max_size=4))
def test_exactly_one_station_holds_the_tube_whatever_the_order(facts: list[tuple[int, datetime]]) -> None:
    ends = set()
    for order in permutations(facts):
        state = TubeState()
        for custodian, at in order:
            state = accept(state, custodian=custodian, at=at, stage=Stage.HANDED_OVER)
        ends.add(state.custodian)
    assert len(ends) == 1


@given(st.lists(readings, min_size=1, max_size=5))
def test_the_standing_reading_does_not_depend_on_order(known: list[Reading]) -> None:
    assert standing(known) == standing(sorted(known, key=lambda reading: reading.key))


def test_the_more_serious_reading_stands_while_laboratories_disagree() -> None:
    known = [Reading(Outcome.NEGATIVE, DAY, False, "a"), Reading(Outcome.PRELIMINARY_POSITIVE, DAY, False, "b")]
    assert standing(known) == (Outcome.PRELIMINARY_POSITIVE, True)


def test_a_correction_beats_every_uncorrected_reading() -> None:
    later = DAY + timedelta(hours=3)
    known = [Reading(Outcome.PRELIMINARY_POSITIVE, later, False, "a"), Reading(Outcome.NEGATIVE, DAY, True, "b")]
    assert standing(known) == (Outcome.NEGATIVE, False)


@given(states, states)
def test_ledger_differences_take_one_share_to_the_other(before: TubeState, after: TubeState) -> None:
    moved = dict(ledger.share(before))
    for stage, cell in ledger.difference(before, after).items():
        moved[stage] = moved.get(stage, Cell()) + cell
    assert {stage: cell for stage, cell in moved.items() if cell != Cell()} == {
        stage: cell for stage, cell in ledger.share(after).items() if cell != Cell()
    }


@given(st.lists(states, max_size=30))
def test_the_ledger_of_any_tubes_balances(tubes: list[TubeState]) -> None:
    column = ledger.total(ledger.share(tube) for tube in tubes)
    assert ledger.imbalances(column) == []
    for line in ledger.lines(column):
        assert line.waiting_tubes == sum(tube.announced and tube.stage is line.stage and not has_ended(tube) for tube in tubes) or (
            line.stage is Stage.NOTIFIED
        )


@given(states, states)
def test_turnaround_differences_take_one_count_to_the_other(before: TubeState, after: TubeState) -> None:
    moved = turnaround.spans(before)
    for cell, count in turnaround.difference(before, after).items():
        moved[cell] += count
    assert +moved == turnaround.spans(after)


@given(st.dictionaries(st.integers(0, 57), st.integers(1, 50), min_size=1), st.floats(0.01, 1))
def test_a_quantile_lies_within_the_buckets_that_have_tubes(counts: dict[int, int], share: float) -> None:
    value = turnaround.quantile(counts, share)
    assert value in {turnaround.EDGES[bucket] for bucket in counts}


@given(states)
def test_a_tube_with_an_inconclusive_result_never_counts(state: TubeState) -> None:
    assert not is_valid(judge(state, [Reading(Outcome.INCONCLUSIVE, DAY, True, "a")], uploaded_at=DAY))
