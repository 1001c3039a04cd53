"""Release: every condition is answered, nobody is let go too early or kept without a reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import (
    Anchor,
    FollowedPerson,
    News,
    Outcome,
    ReasonKey,
    ReleaseVerdict,
    RuleMissing,
    TestResult,
    days_missed,
    follow_up,
    reclassify,
    release,
    release_by,
    release_rules,
)
from epiworks.protocol.tests.making import after, holding, made, negatives, packs, sampled

DAY = date(2022, 8, 1)
EXPOSED = {Anchor.LAST_EXPOSURE: DAY}
NINTH = packs("cn-covid-9")


def checked_through(pack: str, group: str, *, until: int = 99) -> FollowedPerson:
    """A person with a negative sample on every day the pack asks for, up to so many days after exposure."""
    dates = follow_up(packs(pack), group, EXPOSED).value.test_dates
    return FollowedPerson(1, group, EXPOSED, results=negatives([day for day in dates if day <= after(DAY, until)]))


def verdict(pack: str, person: FollowedPerson, days: int) -> ReleaseVerdict:
    return release(packs(pack), person, after(DAY, days)).value


def unmet(pack: str, person: FollowedPerson, days: int) -> list[ReasonKey]:
    return [reason.key for reason in verdict(pack, person, days).unmet]


@pytest.mark.parametrize(("pack", "days"), [("cn-covid-8", 21), ("cn-covid-9", 10), ("cn-covid-9+20", 8), ("cn-covid-9+10", 5)])
def test_a_close_contact_is_released_on_the_last_day_and_not_before(pack: str, days: int) -> None:
    person = checked_through(pack, "close")
    assert verdict(pack, person, days).eligible
    assert not verdict(pack, person, days - 1).eligible
    assert verdict(pack, person, days - 1).earliest == after(DAY, days)


def test_the_days_left_are_said() -> None:
    found = verdict("cn-covid-9", checked_through("cn-covid-9", "close"), 8)
    assert found.unmet[0].key is ReasonKey.DAYS_LEFT
    assert found.unmet[0].get("days") == 2


def test_every_condition_is_answered_met_or_not() -> None:
    found = release(NINTH, checked_through("cn-covid-9", "close"), after(DAY, 10))
    assert [reason.key for reason in found.value.met] == [
        ReasonKey.DAYS_DONE,
        ReasonKey.TESTS_DONE,
        ReasonKey.NO_POSITIVE,
        ReasonKey.NO_SYMPTOMS,
    ]
    assert [line.address for line in found.because][:2] == ["release.close", "regimen.close"]


def test_a_missing_last_test_keeps_the_person_and_is_named() -> None:
    found = verdict("cn-covid-9", checked_through("cn-covid-9", "close", until=9), 10)
    assert [(reason.key, reason.get("day")) for reason in found.unmet] == [(ReasonKey.TEST_DUE, after(DAY, 10))]


@pytest.mark.parametrize(("outcome", "key"), [(Outcome.PENDING, ReasonKey.TEST_PENDING), (Outcome.INVALID, ReasonKey.TEST_INVALID)])
def test_a_result_that_is_not_out_or_not_valid_is_said_as_such(outcome: Outcome, key: ReasonKey) -> None:
    person = checked_through("cn-covid-9", "close", until=9)
    person = replace(person, results=[*person.results, sampled(after(DAY, 10), outcome)])
    assert unmet("cn-covid-9", person, 10) == [key]


def test_a_late_sample_counts_until_the_next_one_is_due_and_an_early_one_does_not() -> None:
    person = checked_through("cn-covid-9", "close")
    kept = [result for result in person.results if result.day not in {after(DAY, 3), after(DAY, 5)}]
    late = replace(person, results=[*kept, sampled(after(DAY, 4)), sampled(after(DAY, 6))])
    assert verdict("cn-covid-9", late, 10).eligible
    early = replace(person, results=[*kept, sampled(after(DAY, 3)), sampled(after(DAY, 4))])
    assert unmet("cn-covid-9", early, 10) == [ReasonKey.TEST_DUE]


def test_a_missed_test_is_made_up_by_a_sample_that_no_other_day_needs() -> None:
    person = checked_through("cn-covid-9", "close")
    missed = replace(person, results=[result for result in person.results if result.day != after(DAY, 2)])
    found = verdict("cn-covid-9", missed, 10)
    assert [(reason.key, reason.get("day")) for reason in found.unmet] == [(ReasonKey.TEST_DUE, after(DAY, 2))]
    for outcome, keys in ((Outcome.NEGATIVE, []), (Outcome.PENDING, [ReasonKey.TEST_PENDING]), (Outcome.INVALID, [ReasonKey.TEST_DUE])):
        more = replace(missed, results=[*missed.results, sampled(after(DAY, 6), outcome)])
        assert unmet("cn-covid-9", more, 10) == keys


def test_whoever_is_found_late_owes_one_test_for_the_days_that_had_passed() -> None:
    person = replace(checked_through("cn-covid-9", "close"), results=negatives([after(DAY, day) for day in (4, 5, 7, 10)]))
    assert verdict("cn-covid-9", replace(person, since=after(DAY, 4)), 10).eligible
    assert unmet("cn-covid-9", replace(person, since=after(DAY, 4), results=person.results[1:]), 10) == [ReasonKey.TEST_DUE]
    assert unmet("cn-covid-9", person, 10) == [ReasonKey.TEST_DUE] * 2
    assert verdict("cn-covid-9", replace(person, since=DAY), 10).unmet == verdict("cn-covid-9", person, 10).unmet


def test_whoever_is_found_late_and_was_tested_on_all_days_before_owes_nothing_more() -> None:
    person = checked_through("cn-covid-9", "close")
    assert verdict("cn-covid-9", replace(person, since=after(DAY, 11)), 11).eligible
    assert unmet("cn-covid-9", replace(person, since=after(DAY, 11), results=person.results[1:-1]), 11) == [ReasonKey.TEST_DUE]


def test_whoever_is_found_after_the_last_day_is_tested_once() -> None:
    person = FollowedPerson(1, "close", EXPOSED, since=after(DAY, 12))
    assert unmet("cn-covid-9", person, 12) == [ReasonKey.TEST_DUE]
    assert verdict("cn-covid-9", replace(person, results=negatives([after(DAY, 12)])), 12).eligible


def test_results_of_tomorrow_do_not_count_today() -> None:
    person = replace(checked_through("cn-covid-9+10", "close"), results=[sampled(after(DAY, 6))])
    assert unmet("cn-covid-9+10", person, 5) == [ReasonKey.TEST_DUE]
    assert verdict("cn-covid-9+10", person, 6).eligible


def test_a_positive_or_symptoms_keep_the_person() -> None:
    person = checked_through("cn-covid-9", "close")
    positive = replace(person, results=[*person.results, sampled(after(DAY, 6), Outcome.POSITIVE)])
    assert unmet("cn-covid-9", positive, 10) == [ReasonKey.POSITIVE_FOUND]
    assert unmet("cn-covid-9", replace(person, symptoms=True), 10) == [ReasonKey.SYMPTOMS]


def test_a_secondary_contact_of_the_ninth_edition_waits_for_the_linked_close_contacts_first_two_negatives() -> None:
    person = checked_through("cn-covid-9", "secondary")
    assert unmet("cn-covid-9", person, 7) == [ReasonKey.LINKED_TESTS_MISSING]
    once = replace(person, linked_results=negatives([after(DAY, 1)]))
    assert verdict("cn-covid-9", once, 7).unmet[0].get("missing") == 1
    twice = replace(person, linked_results=negatives([after(DAY, 1), after(DAY, 2)]))
    assert verdict("cn-covid-9", twice, 7).eligible
    assert not verdict("cn-covid-9", twice, 6).eligible


def test_the_eighth_edition_did_not_ask_for_the_linked_close_contact() -> None:
    assert verdict("cn-covid-8", checked_through("cn-covid-8", "secondary"), 7).eligible


def test_a_positive_linked_close_contact_keeps_the_secondary_contact_and_makes_it_a_close_one() -> None:
    person = checked_through("cn-covid-9", "secondary")
    linked = [*negatives([after(DAY, 1), after(DAY, 2)]), sampled(after(DAY, 5), Outcome.POSITIVE)]
    assert unmet("cn-covid-9", replace(person, linked_results=linked), 7) == [ReasonKey.LINKED_TEST_POSITIVE]
    moved = reclassify(NINTH, "secondary", News.LINKED_CLOSE_POSITIVE).value
    assert moved is not None
    assert (moved.becomes, moved.upgrade) == ("close", True)


def test_an_invalid_sample_of_the_linked_contact_is_not_one_of_the_first_two() -> None:
    linked = [sampled(after(DAY, 1), Outcome.INVALID), *negatives([after(DAY, 2), after(DAY, 3)])]
    assert verdict("cn-covid-9", replace(checked_through("cn-covid-9", "secondary"), linked_results=linked), 7).eligible
    waiting = [sampled(after(DAY, 1), Outcome.PENDING), *negatives([after(DAY, 2), after(DAY, 3)])]
    assert not verdict("cn-covid-9", replace(checked_through("cn-covid-9", "secondary"), linked_results=waiting), 7).eligible


def low_risk(*results: TestResult) -> FollowedPerson:
    return FollowedPerson(1, "low_risk_area", {Anchor.LEFT_RISK_AREA: DAY}, results=results)


def test_two_tests_in_three_days_must_lie_24_hours_apart() -> None:
    first = sampled(after(DAY, 1))
    near = TestResult(first.sampled_at + timedelta(hours=23), Outcome.NEGATIVE)
    far = TestResult(first.sampled_at + timedelta(hours=24), Outcome.NEGATIVE)
    assert unmet("cn-covid-9", low_risk(first), 3) == [ReasonKey.TEST_DUE]
    assert unmet("cn-covid-9", low_risk(first, near), 3) == [ReasonKey.TESTS_TOO_CLOSE]
    assert verdict("cn-covid-9", low_risk(first, near, far), 3).eligible


def test_samples_from_before_the_regimen_do_not_count() -> None:
    assert unmet("cn-covid-9", low_risk(sampled(after(DAY, -1)), sampled(after(DAY, 2))), 3) == [ReasonKey.TEST_DUE]


def test_a_group_without_conditions_of_its_own_has_the_default_ones() -> None:
    assert release_rules(NINTH, "inbound").rule.line.address == "release.default"


def test_without_any_conditions_nobody_is_judged() -> None:
    with pytest.raises(RuleMissing, match=r"release\.default"):
        release_rules(packs("cn-clin-9"), "discharged")


def test_many_people_are_judged_as_each_would_be_alone_and_in_their_order() -> None:
    people = [checked_through("cn-covid-9", "close", until=until) for until in (99, 3, 99)]
    found = list(release_by(release_rules(NINTH, "close"), people, after(DAY, 10)))
    assert found == [release(NINTH, person, after(DAY, 10)) for person in people]
    assert [one.value.eligible for one in found] == [True, False, True]


def test_people_with_other_anchors_have_other_days() -> None:
    later = FollowedPerson(2, "close", {Anchor.LAST_EXPOSURE: after(DAY, 4)})
    found = list(release_by(release_rules(NINTH, "close"), [checked_through("cn-covid-9", "close"), later], DAY))
    assert [one.value.earliest for one in found] == [after(DAY, 10), after(DAY, 14)]


@pytest.mark.parametrize(
    ("pack", "group", "news", "becomes", "upgrade"),
    [
        ("cn-covid-9", "close", News.OWN_TEST_POSITIVE, "preliminary", True),
        ("cn-covid-9", "venue_exposed", News.OWN_TEST_POSITIVE, "preliminary", True),
        ("cn-covid-9", "close", News.LINKED_CASE_EXCLUDED, "none", False),
        ("cn-covid-9", "secondary", News.LINKED_CLOSE_EXCLUDED, "none", False),
        ("cn-covid-9", "companion", News.FIELD_JUDGEMENT_CLEARED, "none", False),
        ("cn-covid-9", "preliminary", News.OWN_RESULT_EXCLUDED, "excluded", False),
        ("who-ebola", "contact", News.OWN_SYMPTOMS, "suspected", True),
        ("measles", "immune", News.OWN_SYMPTOMS, "suspected", True),
    ],
)
def test_news_moves_people_up_and_down(pack: str, group: str, news: News, becomes: str, upgrade: bool) -> None:
    moved = reclassify(packs(pack), group, news).value
    assert moved is not None
    assert (moved.becomes, moved.upgrade) == (becomes, upgrade)


@pytest.mark.parametrize(
    ("pack", "group", "news"),
    [("cn-covid-9+20", "secondary", News.LINKED_CLOSE_POSITIVE), ("cn-covid-9", "close", News.LINKED_CLOSE_POSITIVE)],
)
def test_news_that_no_rule_answers_moves_nobody_and_the_absence_is_named(pack: str, group: str, news: News) -> None:
    found = reclassify(packs(pack), group, news)
    assert found.value is None
    assert found.because[0].text == "null"


outcomes = st.sampled_from(Outcome)
histories = st.lists(st.tuples(st.integers(-3, 14), outcomes, st.integers(0, 23)), max_size=12).map(
    lambda found: [sampled(after(DAY, day), outcome, hour=hour) for day, outcome, hour in found]
)
people = st.builds(
    FollowedPerson,
    ref=st.just(1),
    group=st.sampled_from(["close", "secondary", "venue_exposed"]),
    anchors=st.just(EXPOSED),
    results=histories,
    symptoms=st.booleans(),
    linked_results=histories,
)


@given(people, st.integers(0, 20), st.integers(0, 10))
def test_a_later_last_exposure_never_makes_release_easier(person: FollowedPerson, days: int, later: int) -> None:
    as_of = after(DAY, days)
    moved = replace(person, anchors={Anchor.LAST_EXPOSURE: after(DAY, later)}, results=[], linked_results=person.linked_results)
    base = replace(person, results=[])
    assert release(NINTH, moved, as_of).value.earliest >= release(NINTH, base, as_of).value.earliest
    if release(NINTH, moved, as_of).value.eligible:
        assert release(NINTH, base, as_of).value.eligible


@given(people, st.integers(0, 20))
def test_eligible_means_nothing_unmet_and_time_served(person: FollowedPerson, days: int) -> None:
    as_of = after(DAY, days)
    found = release(NINTH, person, as_of)
    assert found == release(NINTH, replace(person, results=list(reversed(person.results))), as_of)
    assert found.value.eligible == (not found.value.unmet)
    assert not found.value.eligible or (as_of >= found.value.earliest and not person.symptoms)


@given(people, st.integers(0, 20))
def test_a_positive_never_helps(person: FollowedPerson, days: int) -> None:
    as_of = after(DAY, days)
    worse = replace(person, results=[*person.results, sampled(after(DAY, days), Outcome.POSITIVE)])
    assert not release(NINTH, worse, as_of).value.eligible


DAYS = st.integers(0, 14).map(lambda days: after(DAY, days))


@given(st.lists(DAYS, max_size=6, unique=True).map(sorted), st.lists(DAYS, max_size=8))
def test_no_day_is_missed_exactly_when_from_each_day_on_there_are_samples_enough(owed: list[date], taken: list[date]) -> None:
    enough = all(len({day for day in taken if day >= due}) >= len([day for day in owed if day >= due]) for due in owed)
    assert (days_missed(owed, taken) == ()) == enough


@given(st.lists(DAYS, max_size=6, unique=True).map(sorted), st.lists(DAYS, max_size=8), DAYS)
def test_one_more_sample_never_leaves_more_days_missed(owed: list[date], taken: list[date], more: date) -> None:
    assert len(days_missed(owed, [*taken, more])) <= len(days_missed(owed, taken))


def test_conditions_may_be_fewer_in_another_pack() -> None:
    rule = {"conditions": ["days_completed"], "source": ["Azman"]}
    stage = {"place": "community", "days": 1, "source": ["Azman"]}
    regimen = {"anchor": "last_exposure", "anchor_is_day": 1, "free_on": "last_day", "stages": [stage], "source": ["Azman"]}
    protocol = holding(made(rules={"release": {"quick": rule}, "regimen": {"quick": regimen}}))
    assert release(protocol, FollowedPerson(1, "quick", EXPOSED, symptoms=True), DAY).value.eligible
