"""The rules that move a tube agree whatever order facts come in, and the ledger's shares add up."""

from dataclasses import replace
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


def later(minutes: int) -> datetime:
    return DAY + timedelta(minutes=minutes)


def test_the_earliest_time_of_a_stage_stands_and_a_later_stage_is_not_lost() -> None:
    state = reach(reach(TubeState(), Stage.RECEIVED, later(30)), Stage.HANDED_OVER, later(10))
    assert (state.stage, state.time_of(Stage.RECEIVED), state.time_of(Stage.HANDED_OVER)) == (Stage.RECEIVED, later(30), later(10))
    assert reach(state, Stage.RECEIVED, later(20)).time_of(Stage.RECEIVED) == later(20)
    assert reach(state, Stage.RECEIVED, later(40)) == state


def test_of_two_acceptances_the_later_holds_the_tube_and_of_equal_ones_the_larger_number() -> None:
    first = accept(TubeState(), custodian=7, at=later(5), stage=Stage.HANDED_OVER)
    assert (first.custodian, first.custody_at) == (7, later(5))
    found = [accept(first, custodian=one, at=later(at), stage=Stage.RECEIVED).custodian for one, at in ((3, 6), (3, 4), (9, 5), (6, 5))]
    assert found == [3, 7, 9, 7]


def test_without_a_correction_the_most_serious_reading_stands_and_the_dispute_is_told() -> None:
    negative, positive = (Reading(outcome, later(1), False, key) for outcome, key in ((Outcome.NEGATIVE, "a"), (Outcome.INVALID, "b")))
    assert standing([negative, positive]) == (Outcome.INVALID, True)
    assert standing([negative, negative]) == (Outcome.NEGATIVE, False)
    assert standing([positive, Reading(Outcome.NEGATIVE, later(0), True, "c")]) == (Outcome.NEGATIVE, False)
    assert standing([]) == (None, False)


def test_a_reading_shows_that_the_tube_was_tested_and_when_it_came() -> None:
    readings = [Reading(Outcome.NEGATIVE, later(at), False, str(at)) for at in (50, 40)]
    state = judge(TubeState(), readings, uploaded_at=later(90))
    assert (state.time_of(Stage.TESTED), state.time_of(Stage.UPLOADED), state.stage) == (later(40), later(90), Stage.UPLOADED)
    assert judge(TubeState(), [], uploaded_at=later(90)) == TubeState()


def test_a_battered_tube_counts_only_with_a_conclusive_result_and_a_voided_one_never() -> None:
    spoiled, voided = (TubeState(condition=condition) for condition in (Condition.SPOILED, Condition.VOIDED))
    assert [is_valid(replace(spoiled, outcome=outcome)) for outcome in (None, Outcome.NEGATIVE, Outcome.INVALID)] == [False, True, False]
    assert not is_valid(replace(voided, outcome=Outcome.NEGATIVE))


def test_a_tube_that_was_lost_before_its_result_has_ended_and_one_after_it_has_not() -> None:
    found = [has_ended(TubeState(stage=stage, condition=Condition.LOST)) for stage in (Stage.TESTED, Stage.UPLOADED)]
    assert (found, has_ended(TubeState())) == ([True, False], False)


def test_a_quantile_is_the_upper_edge_of_the_bucket_in_which_that_share_has_come() -> None:
    counts = {2: 5, 9: 4, 20: 1}
    assert [turnaround.quantile(counts, share) for share in (0.5, 0.51, 0.9, 0.91, 1.0)] == [
        turnaround.EDGES[bucket] for bucket in (2, 9, 9, 20, 20)
    ]
    assert (turnaround.quantile({}, 0.5), turnaround.quantile({99: 1}, 0.5)) == (None, turnaround.EDGES[-1])


def test_only_a_stage_observed_after_one_observed_counts_with_its_minutes() -> None:
    state = reach(reach(reach(TubeState(), Stage.SAMPLED, later(0)), Stage.HANDED_OVER, later(60)), Stage.TESTED, later(90))
    assert turnaround.spans(state) == {(Stage.HANDED_OVER, turnaround.bucket_of(60)): 1}
    assert turnaround.spans(replace(state, announced=False)) == {}
    assert [turnaround.bucket_of(minutes) for minutes in (-5, 0, 1, 2)] == [0, 0, 1, 5]


def test_a_line_of_the_ledger_says_who_went_on_waits_and_ended_here() -> None:
    column = {Stage.SAMPLED: Cell(9, 80, 1, 7), Stage.HANDED_OVER: Cell(6, 50), Stage.NOTIFIED: Cell(5, 40)}
    first, second, *_, last = ledger.lines(column)
    assert (first.tubes, first.people, first.waiting_tubes, first.waiting_people) == (9, 80, 2, 23)
    assert (first.ended_tubes, first.ended_people, second.ended_tubes) == (1, 7, 0)
    assert (last.stage, last.waiting_tubes, last.waiting_people) == (Stage.NOTIFIED, 0, 0)


def test_a_stage_that_more_left_than_reached_is_named() -> None:
    assert ledger.imbalances({Stage.SAMPLED: Cell(1, 5), Stage.HANDED_OVER: Cell(1, 6)}) == [Stage.SAMPLED]
    assert ledger.imbalances({Stage.SAMPLED: Cell(1, 5), Stage.HANDED_OVER: Cell(2, 5)}) == [Stage.SAMPLED]
    assert ledger.imbalances({Stage.SAMPLED: Cell(1, 5), Stage.HANDED_OVER: Cell(1, 5)}) == []
