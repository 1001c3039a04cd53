"""Who counts in a grid, and what changes of presence come to together."""

from hypothesis import given
from hypothesis import strategies as st

from outpace.registry.rules.counts import AWAY, PRESENT, RETURNING, CountDelta, negated, person_counts, presence_change
from outpace.registry.rules.documents import is_resident_number

DELTAS = st.builds(CountDelta, *[st.integers(-9, 9)] * 4)
LEFT = 8


def test_a_present_an_away_a_returning_and_a_gone_person_count_as_what_they_are() -> None:
    found = [person_counts(presence) for presence in (PRESENT, AWAY, RETURNING, LEFT)]
    assert found == [CountDelta(1, 1, 0), CountDelta(1, 0, 1), CountDelta(1, 0, 0), CountDelta()]


def test_changes_are_added_count_by_count() -> None:
    assert CountDelta(1, 2, 3, 4).plus(CountDelta(10, 20, 30, 40)) == CountDelta(11, 22, 33, 44)


@given(DELTAS)
def test_a_change_and_what_takes_it_back_change_nothing(delta: CountDelta) -> None:
    assert delta.plus(negated(delta)).nothing
    assert delta.nothing == (delta == CountDelta())


def test_who_comes_home_is_present_and_no_longer_away() -> None:
    assert presence_change(AWAY, PRESENT) == CountDelta(0, 1, -1)
    assert presence_change(PRESENT, LEFT) == CountDelta(-1, -1, 0)


def test_a_resident_number_is_seventeen_digits_and_a_check() -> None:
    texts = (
        "11010519491231002X",
        "1101051949123100",
        "1101051949123100２X",
        "A1010519491231002X",
        "110105194912310021234",
        "11010519491231002é",
    )
    assert [is_resident_number(text) for text in texts] == [True, False, False, False, False, True]
