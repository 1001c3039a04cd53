"""When rules change under people in follow-up, both ways are counted before anyone decides."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Anchor, Effect, FollowedPerson, Place, RuleMissing, TransitionPreview, preview_transition
from epiworks.protocol.tests.making import after, packs

DAY = date(2022, 11, 5)
CHANGE = date(2022, 11, 11)
OLD, NEW = packs("cn-covid-9"), packs("cn-covid-9+20")


def person(ref: int, group: str, day: date = DAY) -> FollowedPerson:
    return FollowedPerson(ref, group, dict.fromkeys(Anchor, day))


def preview(*people: FollowedPerson) -> TransitionPreview:
    return preview_transition(OLD, NEW, people, as_of=CHANGE).value


def test_close_contacts_are_free_two_days_earlier_and_secondary_contacts_at_once() -> None:
    found = preview(person(1, "close"), person(2, "secondary"), person(3, "secondary"))
    assert found.effects == {Effect.EARLIER: 1, Effect.NO_LONGER_FOLLOWED: 2}
    close = found.people[0]
    assert (close.old_free_on, close.new_free_on) == (after(DAY, 10), after(DAY, 8))


def test_both_ways_say_where_people_are_on_the_day_of_the_change() -> None:
    found = preview(person(1, "close"), person(2, "close", after(DAY, -9)), person(3, "secondary"))
    assert found.keep.by_place == {Place.HOME_ISOLATION: 1, Place.CENTRALISED: 1}
    assert found.keep.free == 1
    assert found.recompute.by_place == {Place.HOME_ISOLATION: 1}
    assert found.recompute.free == 2


def test_where_each_person_is_and_would_be_is_said() -> None:
    found = preview(person(1, "close"), person(2, "close", after(DAY, -9)), person(3, "secondary"))
    assert [(one.old_place, one.new_place) for one in found.people] == [
        (Place.CENTRALISED, Place.HOME_ISOLATION),
        (None, None),
        (Place.HOME_ISOLATION, None),
    ]


def test_only_tests_still_to_come_are_added_or_dropped() -> None:
    close = preview(person(1, "close")).people[0]
    assert close.tests_added == (after(DAY, 8),)
    assert close.tests_dropped == (after(DAY, 7), after(DAY, 10))


def test_tests_to_come_are_counted_both_ways() -> None:
    found = preview(person(1, "close"), person(2, "secondary"))
    assert found.keep.tests_to_come == 3
    assert found.recompute.tests_to_come == 1


def test_the_pack_suggests_and_a_human_decides() -> None:
    found = preview(person(1, "close"))
    assert (found.suggested, found.decided_by) == ("keep_old", "human")


def test_rules_that_do_not_change_leave_people_where_they_are() -> None:
    found = preview_transition(OLD, OLD, [person(1, "close")], as_of=CHANGE).value
    assert found.effects == {Effect.UNCHANGED: 1}
    assert found.keep == found.recompute


def test_going_back_to_the_eighth_edition_would_hold_people_longer() -> None:
    found = preview_transition(OLD, packs("cn-covid-8"), [person(1, "close")], as_of=CHANGE).value
    assert found.effects == {Effect.LATER: 1}


def test_the_lines_of_both_packs_are_named_and_absent_ones_too() -> None:
    found = preview_transition(OLD, NEW, [person(1, "close"), person(2, "secondary")], as_of=CHANGE)
    texts = {(str(line.pack), str(line.address)): line.text for line in found.because}
    assert ("cn-covid-9", "regimen.close") in texts
    assert texts[("cn-covid-9+20", "regimen.secondary")] == "null"


def test_a_group_that_the_old_rules_do_not_know_is_refused() -> None:
    with pytest.raises(RuleMissing, match=r"regimen\.nobody"):
        preview(person(1, "nobody"))


people = st.lists(
    st.builds(
        person, st.integers(1, 9), st.sampled_from(["close", "secondary", "inbound"]), st.dates(date(2022, 10, 20), date(2022, 11, 20))
    ),
    max_size=12,
)


@given(people)
def test_every_person_is_counted_exactly_once_either_way(found: list[FollowedPerson]) -> None:
    counted = preview(*found)
    assert sum(counted.effects.values()) == len(found)
    for held in (counted.keep, counted.recompute):
        assert sum(held.by_place.values()) + held.free == len(found)
