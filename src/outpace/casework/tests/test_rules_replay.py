"""Cases and searches told by their facts alone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from outpace.casework.choices.cases import ContactState
from outpace.casework.data.standing import Turn
from outpace.casework.rules.replay import class_of, search_state, standing_turns

NOON = datetime(2022, 8, 12, 4, tzinfo=UTC)
CLASSES = st.lists(st.sampled_from(["preliminary", "confirmed", "asymptomatic", "excluded"]), min_size=1, max_size=8)


def turns(classes: list[str]) -> list[Turn]:
    return [Turn(before, after, NOON) for before, after in zip(["", *classes], classes, strict=False)]


@given(CLASSES)
def test_a_case_has_the_class_of_its_last_fact(classes: list[str]) -> None:
    assert class_of(turns(classes)) == classes[-1]


@given(CLASSES, st.data())
def test_a_fact_that_is_missing_is_seen(classes: list[str], data: st.DataObject) -> None:
    given_turns = turns([*classes, "another"])
    gone = data.draw(st.integers(0, len(classes) - 1))
    left = [turn for place, turn in enumerate(given_turns) if place != gone]
    assert (class_of(left) == "") == (given_turns[gone].before != given_turns[gone].after)


@given(CLASSES)
def test_a_case_rests_on_what_came_after_it_was_last_excluded(classes: list[str]) -> None:
    after = classes[len(classes) - classes[::-1].index("excluded") :] if "excluded" in classes else classes
    assert [turn.after for turn in standing_turns(turns(classes))] == after


def test_a_search_stands_where_the_latest_attempt_left_it() -> None:
    tried = [ContactState.FOUND, ContactState.NOT_FOUND]
    assert search_state(tried, is_gone=False) is ContactState.NOT_FOUND
    assert search_state([], is_gone=False) is ContactState.TO_FIND
    assert search_state(tried, is_gone=True) is ContactState.GROUND_GONE
