"""Pure counts of screening: outcomes of a pass, laboratory queues, scans that stand, and why somebody is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.units import PersonTimes, TubeCount
from outpace.screening.choices import Condition, CorrectionKind, MissingReason, Outcome, Stage
from outpace.screening.rules import outcomes, queues
from outpace.screening.rules.coverage import why_missing
from outpace.screening.rules.flow import Reading, TubeState, standing_key
from outpace.screening.rules.ledger import Line
from outpace.screening.rules.outcomes import NONE_READ, Read, split
from outpace.screening.rules.readings import contradicts
from outpace.screening.rules.scans import ScanFact, stands

NOON = datetime(2021, 11, 8, 12, tzinfo=UTC)
STATES = st.builds(
    TubeState,
    stage=st.sampled_from(Stage),
    condition=st.sampled_from(Condition),
    outcome=st.none() | st.sampled_from(Outcome),
    people=st.integers(0, 20),
    announced=st.booleans(),
    custodian=st.none() | st.integers(1, 3),
)


def line(stage: Stage, tubes: int, people: int, *, ended: tuple[int, int] = (0, 0)) -> Line:
    counts = (TubeCount(tubes), PersonTimes(people), TubeCount(0), PersonTimes(0), TubeCount(ended[0]), PersonTimes(ended[1]))
    return Line(stage, *counts)


def test_a_read_tube_is_one_tube_and_its_people_and_an_unread_or_unannounced_one_nothing() -> None:
    assert outcomes.share(TubeState(outcome=Outcome.INVALID, people=7)) == {Outcome.INVALID: (1, 7)}
    assert outcomes.share(TubeState(people=7)) == {}
    assert outcomes.share(TubeState(outcome=Outcome.INVALID, people=7, announced=False)) == {}


def test_a_reading_that_changes_moves_the_tube_from_one_outcome_to_the_other() -> None:
    before, after = TubeState(outcome=Outcome.NEGATIVE, people=7), TubeState(outcome=Outcome.INVALID, people=9)
    assert outcomes.difference(before, after) == {Outcome.NEGATIVE: (-1, -7), Outcome.INVALID: (1, 9)}


def test_one_more_person_in_a_read_tube_is_no_further_tube() -> None:
    before, after = TubeState(outcome=Outcome.NEGATIVE, people=7), TubeState(outcome=Outcome.NEGATIVE, people=8)
    assert outcomes.difference(before, after) == {Outcome.NEGATIVE: (0, 1)}
    assert outcomes.difference(before, before) == {}


@given(STATES, STATES)
def test_what_a_tube_adds_before_and_the_difference_make_what_it_adds_after(before: TubeState, after: TubeState) -> None:
    total = dict(outcomes.share(before))
    for outcome, (tubes, people) in outcomes.difference(before, after).items():
        held = total.get(outcome, (0, 0))
        total[outcome] = (held[0] + tubes, held[1] + people)
    assert {outcome: step for outcome, step in total.items() if step != (0, 0)} == outcomes.share(after)


def test_a_pass_divides_into_outcomes_pending_and_ended() -> None:
    lines = [line(Stage.SAMPLED, 20, 200, ended=(1, 10)), line(Stage.RECEIVED, 18, 180, ended=(2, 20))]
    found = split(lines, {Outcome.NEGATIVE: Read(TubeCount(12), PersonTimes(120)), Outcome.INVALID: Read(TubeCount(1), PersonTimes(9))})
    assert (found.sampled, found.ended) == (Read(TubeCount(20), PersonTimes(200)), Read(TubeCount(3), PersonTimes(30)))
    assert found.pending == Read(TubeCount(4), PersonTimes(41))
    assert (found.by_outcome[Outcome.INCONCLUSIVE], list(found.by_outcome)) == (NONE_READ, list(Outcome))


def waiting(**changes: Any) -> TubeState:
    return replace(TubeState(stage=Stage.RECEIVED, people=10, custodian=4), **changes)


@pytest.mark.parametrize(
    "changes", [{"announced": False}, {"condition": Condition.LEAKED}, {"stage": Stage.TESTED}, {"stage": Stage.HANDED_OVER}]
)
def test_only_a_sound_announced_received_tube_waits_at_its_laboratory(changes: dict[str, Any]) -> None:
    assert queues.queue_of(waiting()) == 4
    assert queues.queue_of(waiting(**changes)) is None


def test_a_tube_that_moves_leaves_one_queue_and_joins_another() -> None:
    assert queues.difference(waiting(), waiting(custodian=5)) == {4: (-1, -10), 5: (1, 10)}
    assert queues.difference(waiting(), waiting(people=12)) == {4: (0, 2)}
    assert queues.difference(waiting(), waiting()) == {}
    assert queues.difference(waiting(), waiting(stage=Stage.TESTED)) == {4: (-1, -10)}


def test_the_latest_fact_decides_whether_a_scan_stands_and_a_void_wins_a_tie() -> None:
    scan, void = ScanFact(NOON, CorrectionKind.RESTORE), ScanFact(NOON + timedelta(minutes=1), CorrectionKind.VOID)
    assert [stands(facts) for facts in ([], [scan], [scan, void], [void, scan])] == [False, True, False, False]
    assert stands([void, ScanFact(NOON + timedelta(minutes=2), CorrectionKind.RESTORE)])
    assert not stands([scan, ScanFact(NOON, CorrectionKind.VOID)])


def test_values_below_the_cut_off_contradict_a_negative_and_values_above_a_positive() -> None:
    cutoffs = {"N": 38.0, "ORF1ab": 38.0}
    assert contradicts(Outcome.NEGATIVE, {"N": 30.0, "ORF1ab": 31.0}, cutoffs)
    assert not contradicts(Outcome.NEGATIVE, {"N": 30.0, "ORF1ab": 38.0}, cutoffs)
    assert contradicts(Outcome.PRELIMINARY_POSITIVE, {"N": 38.0}, cutoffs)
    assert not contradicts(Outcome.PRELIMINARY_POSITIVE, {"N": 40.0, "ORF1ab": 30.0}, cutoffs)


def test_other_outcomes_and_targets_without_a_cut_off_contradict_nothing() -> None:
    assert not contradicts(Outcome.INVALID, {"N": 30.0}, {"N": 38.0})
    assert not contradicts(Outcome.INVALID, {"N": 40.0}, {"N": 38.0})
    assert not contradicts(Outcome.NEGATIVE, {"N": 30.0}, {"ORF1ab": 38.0})
    assert not contradicts(Outcome.PRELIMINARY_POSITIVE, {}, {"N": 38.0})


@pytest.mark.parametrize(
    ("sampled", "effective", "condition", "outcome", "reason"),
    [
        (False, False, Condition.SOUND, None, MissingReason.NEVER_SAMPLED),
        (True, False, Condition.LOST, Outcome.INVALID, MissingReason.WRONG_SCAN),
        (True, True, Condition.VOIDED, Outcome.INVALID, MissingReason.VOIDED),
        (True, True, Condition.LEAKED, Outcome.INCONCLUSIVE, MissingReason.INCONCLUSIVE),
        (True, True, Condition.LEAKED, Outcome.INVALID, MissingReason.INVALID),
        (True, True, Condition.SPOILED, None, MissingReason.SPOILED),
        (True, True, Condition.LEAKED, None, MissingReason.LEAKED),
        (True, True, Condition.LOST, None, MissingReason.LOST),
        (True, True, Condition.SOUND, None, MissingReason.NEVER_SAMPLED),
    ],
)
def test_a_missing_person_has_the_reason_of_their_last_tube(
    sampled: bool, effective: bool, condition: Condition, outcome: Outcome | None, reason: MissingReason
) -> None:
    assert why_missing(sampled=sampled, effective=effective, condition=condition, outcome=outcome) is reason


def test_the_reading_that_stands_has_a_key_and_none_has_none() -> None:
    early, late = Reading(Outcome.NEGATIVE, NOON, False, "b"), Reading(Outcome.NEGATIVE, NOON + timedelta(hours=1), False, "a")
    assert (standing_key([]), standing_key([late, early])) == (None, "b")
    assert standing_key([early, Reading(Outcome.INVALID, NOON, True, "c")]) == "c"
