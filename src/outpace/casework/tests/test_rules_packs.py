"""A change of packs counted over people: what keeping and recomputing mean, to the person and to the test."""

from datetime import date, datetime, timedelta, timezone

import pytest

from epiworks.protocol import (
    Anchor,
    AnchorMissing,
    Effect,
    Exposure,
    FollowedPerson,
    News,
    Place,
    RuleMissing,
    Situation,
    Trigger,
    Window,
    shipped_library,
)
from outpace.casework.rules.cases_clocks import INVESTIGATION, REPORT, REPORT_CHECK, REVIEW, needs_other_person, owed
from outpace.casework.rules.cases_contacts import proposal
from outpace.casework.rules.follow_up import Ground, hear, must_be_there, regimen_line
from outpace.casework.rules.packs import PackPreview, Tally, counts_from

LIBRARY = shipped_library()
NINTH, TWENTY = LIBRARY.protocol("cn-covid-9"), LIBRARY.protocol("cn-covid-9+20")
CHANGE = date(2022, 11, 11)


def close(ref: int, exposed: date) -> FollowedPerson:
    return FollowedPerson(ref, "close", {Anchor.LAST_EXPOSURE: exposed})


def secondary(ref: int, exposed: date) -> FollowedPerson:
    return FollowedPerson(ref, "secondary", {Anchor.LAST_EXPOSURE: exposed})


def counted(*people: FollowedPerson) -> PackPreview:
    tally = Tally(TWENTY, CHANGE)
    tally.add(NINTH, people)
    return tally.preview()


def test_a_close_contact_of_six_days_ago_is_free_two_days_earlier_and_goes_home_the_same_day() -> None:
    found = counted(close(1, date(2022, 11, 5)))
    assert (found.people, found.stuck, found.free_now) == (1, 0, 0)
    assert found.effects == {Effect.EARLIER: 1, Effect.LATER: 0, Effect.UNCHANGED: 0, Effect.NO_LONGER_FOLLOWED: 0}
    assert (found.keep.by_place, found.keep.free, found.keep.tests_to_come) == ({Place.CENTRALISED: 1}, 0, 2)
    assert (found.recompute.by_place, found.recompute.free) == ({Place.HOME_ISOLATION: 1}, 0)
    assert (found.tests_added, found.tests_dropped, found.recompute.tests_to_come) == (1, 2, 1)


def test_a_secondary_contact_is_no_longer_followed_and_is_free_now() -> None:
    found = counted(secondary(1, date(2022, 11, 5)))
    assert (found.effects[Effect.NO_LONGER_FOLLOWED], found.free_now) == (1, 1)
    assert (found.tests_added, found.tests_dropped, found.more_tests) == (0, 1, 0)
    assert (found.recompute.by_place, found.recompute.free, found.recompute.tests_to_come) == ({}, 1, 0)


def test_somebody_free_under_the_old_packs_already_is_not_freed_by_the_new_ones() -> None:
    found = counted(secondary(1, date(2022, 11, 1)), close(2, date(2022, 10, 20)))
    assert (found.people, found.free_now, found.keep.free, found.recompute.free) == (2, 0, 2, 2)


def test_a_last_day_that_falls_on_the_day_of_the_change_is_free_now() -> None:
    assert counted(close(1, CHANGE - timedelta(days=8))).free_now == 1
    assert counted(close(1, CHANGE - timedelta(days=7))).free_now == 0


def test_people_are_added_up_over_batches_and_owe_each_their_own_tests() -> None:
    tally = Tally(TWENTY, CHANGE)
    for number in range(3):
        tally.add(NINTH, [close(number, date(2022, 11, 5))])
    found = tally.preview()
    assert (found.people, found.effects[Effect.EARLIER], found.keep.by_place) == (3, 3, {Place.CENTRALISED: 3})
    assert (found.tests_added, found.tests_dropped, found.keep.tests_to_come, found.recompute.tests_to_come) == (3, 6, 6, 3)


def test_a_person_with_more_tests_to_come_than_before_is_counted_once() -> None:
    tally = Tally(NINTH, CHANGE)
    tally.add(TWENTY, [close(number, CHANGE - timedelta(days=6)) for number in (1, 2)])
    found = tally.preview()
    assert (found.tests_added, found.tests_dropped, found.more_tests, found.effects[Effect.LATER]) == (4, 2, 2, 2)


def test_somebody_whose_day_is_not_known_to_the_new_packs_is_stuck_and_not_counted_further() -> None:
    lost = FollowedPerson(1, "close", {Anchor.ARRIVAL: date(2022, 11, 5)})
    found = counted(lost, close(2, date(2022, 11, 5)))
    assert (found.people, found.stuck, sum(found.effects.values())) == (2, 1, 1)


def test_a_preview_names_what_the_new_packs_suggest_and_the_lines_it_rests_on_once_each() -> None:
    tally = Tally(TWENTY, CHANGE)
    assert [str(line.address) for line in tally.preview().because] == ["transition.default"]
    tally.add(NINTH, [close(1, CHANGE)])
    tally.add(NINTH, [close(2, CHANGE)])
    found = tally.preview()
    assert len(found.because) == len(set(found.because))
    assert found.because[0].address == "transition.default"
    assert any(str(line.address) == "regimen.close" for line in found.because)
    assert found.suggested == TWENTY.get("transition", "default").text("ongoing_persons")


def test_a_class_the_old_packs_do_not_know_is_an_error_and_not_a_guess() -> None:
    with pytest.raises((RuleMissing, AnchorMissing)):
        counted(FollowedPerson(1, "nobody knows", {Anchor.LAST_EXPOSURE: CHANGE}))


def test_the_days_a_class_counts_from_are_the_packs() -> None:
    assert counts_from(NINTH, "close") == {Anchor.LAST_EXPOSURE}
    assert counts_from(NINTH, "inbound") == {Anchor.ARRIVAL}
    assert counts_from(TWENTY, "secondary") == frozenset()
    assert counts_from(LIBRARY.protocol("measles"), "susceptible") == {Anchor.FIRST_EXPOSURE, Anchor.LAST_EXPOSURE}


def test_the_pack_proposes_a_class_inside_the_window_and_none_outside_it() -> None:
    exposure = Exposure(Situation.SHARED_MEAL, date(2022, 8, 9), date(2022, 8, 9))
    inside = proposal(NINTH, exposure, Window(date(2022, 8, 9), None))
    assert (inside.value.group, str(inside.because[0].address)) == ("close", "contact_classes.close")
    assert proposal(NINTH, exposure, Window(date(2022, 8, 10), None)).value.group is None


def test_a_dispute_about_the_last_day_is_about_the_line_that_ordered_the_regimen() -> None:
    regimen, other = NINTH.get("regimen", "close").line, NINTH.get("clocks", "isolate_close").line
    assert regimen_line([other, regimen]) is regimen
    assert regimen_line([other]) is other


def test_a_close_contact_must_be_there_by_the_packs_clock_and_nobody_else_is_hurried() -> None:
    found = datetime(2022, 8, 11, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    clock = must_be_there(NINTH, "close", found)
    assert clock is not None
    assert (clock.name, clock.due_at, str(clock.owner)) == ("isolate_close", found + timedelta(hours=8), "isolation_team")
    assert must_be_there(NINTH, "inbound", found) is None
    assert must_be_there(LIBRARY.protocol("mpox"), "close", found) is None


def test_the_review_and_the_check_of_a_report_need_somebody_else() -> None:
    assert (needs_other_person(REVIEW), needs_other_person(REPORT_CHECK)) == (INVESTIGATION, REPORT)
    assert needs_other_person(REPORT) is None


def test_what_a_new_case_owes_has_its_owner_its_deadline_and_its_line() -> None:
    found = datetime(2022, 8, 11, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    owing = {one.name: one for one in owed(NINTH, Trigger.PRELIMINARY_POSITIVE, found)}
    assert all(str(one.because.address).endswith(name) or name == REVIEW for name, one in owing.items())
    assert (owing[REPORT].due_at, owing[REPORT].owner) == (found + timedelta(hours=2), NINTH.get("clocks", REPORT).text("owner"))
    assert (owing[REVIEW].owner, str(owing[REVIEW].because.address).partition(".")[0]) == ("cdc_reviewer", "first_actions")


def test_news_that_a_case_was_none_takes_the_ground_away_and_keeps_the_rest_of_it() -> None:
    ground = Ground("close", Anchor.LAST_EXPOSURE, date(2022, 8, 1), date(2022, 8, 2))
    heard = hear(NINTH, ground, News.LINKED_CASE_EXCLUDED)
    assert heard.value == Ground("close", Anchor.LAST_EXPOSURE, date(2022, 8, 1), date(2022, 8, 2), lost=True)
    assert str(heard.because[0].address) == "reclassify.case_excluded"


def test_a_positive_test_of_ones_own_makes_a_case_and_raises_no_class_of_contact() -> None:
    ground = Ground("close", Anchor.LAST_EXPOSURE, date(2022, 8, 1), date(2022, 8, 2))
    assert hear(NINTH, ground, News.OWN_TEST_POSITIVE).value.stands_for in {"close", "preliminary"}
