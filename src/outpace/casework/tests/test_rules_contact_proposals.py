"""What a look changes about a proposed contact, and when somebody must judge again."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.protocol import shipped_library
from outpace.casework.choices.tracing import ProposalChange, ProposalState
from outpace.casework.rules.contact_proposals import Exposed, change_of, covers, state_after, state_beside, within_each_other

PACK = shipped_library().protocol("cn-covid-9")
DAY = date(2022, 8, 10)
NAMES = tuple(rule.name for rule in PACK.section("contact_classes"))
EXPOSED = st.builds(lambda name, days: Exposed(name, DAY + timedelta(days=days)), st.sampled_from(NAMES), st.integers(0, 3))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (("general", 0), ("close", 0), ProposalChange.RAISED),
        (("close", 0), ("general", 1), ProposalChange.LOWERED),
        (("close", 0), ("close", 1), ProposalChange.LATER),
        (("close", 1), ("close", 0), ProposalChange.SAME),
        (("close", 1), ("close", 1), ProposalChange.SAME),
    ],
)
def test_a_class_counts_before_a_day(before: tuple[str, int], after: tuple[str, int], change: ProposalChange) -> None:
    one, other = (Exposed(name, DAY + timedelta(days=days)) for name, days in (before, after))
    assert change_of(PACK, one, other) is change


@settings(max_examples=60, deadline=None)
@given(EXPOSED, EXPOSED)
def test_what_was_judged_covers_a_proposal_unless_that_is_higher_or_later(judged: Exposed, proposed: Exposed) -> None:
    change = change_of(PACK, judged, proposed)
    is_later = proposed.last_on > judged.last_on
    assert covers(PACK, judged, proposed) is (change is not ProposalChange.RAISED and not is_later)


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("change", [ProposalChange.LOWERED, ProposalChange.SAME])
def test_what_was_judged_stays_judged_when_nothing_more_is_known(state: ProposalState, change: ProposalChange) -> None:
    expected = ProposalState.OPEN if state is ProposalState.GONE else state
    assert state_after(state, change, is_taken_back=False) is expected


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("change", [ProposalChange.RAISED, ProposalChange.LATER])
def test_more_than_was_judged_is_to_be_judged_again(state: ProposalState, change: ProposalChange) -> None:
    assert state_after(state, change, is_taken_back=False) is ProposalState.OPEN


@pytest.mark.parametrize("state", ProposalState)
def test_a_judgement_taken_back_is_to_be_made_again(state: ProposalState) -> None:
    assert state_after(state, ProposalChange.SAME, is_taken_back=True) is ProposalState.OPEN


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("was_covered", [True, False])
def test_what_a_person_decided_of_a_proposal_outlives_other_judgements(state: ProposalState, was_covered: bool) -> None:
    after, covered = state_beside(state, was_covered=was_covered, is_covered=False)
    assert after is (ProposalState.OPEN if was_covered and state is ProposalState.JUDGED else state)
    assert not covered


def test_an_open_proposal_is_judged_where_another_judgement_says_as_much() -> None:
    assert state_beside(ProposalState.OPEN, was_covered=False, is_covered=True) == (ProposalState.JUDGED, True)


def test_areas_lie_within_each_other_either_way() -> None:
    assert [within_each_other(*pair) for pair in (("/1/2/", "/1/"), ("/1/", "/1/2/"), ("/1/2/", "/1/3/"))] == [True, True, False]
