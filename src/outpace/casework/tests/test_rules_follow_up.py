"""Rules of follow-up: what grounds come to, and which half-days are owed a check."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Anchor, News, Outcome, shipped_library
from outpace.casework.choices.follow_up import Half, Symptom
from outpace.casework.rules.follow_up import Ground, carried, hear, order_days, scheduled, stage_on, standing
from outpace.casework.rules.follow_up_daily import CheckPlan, half_of, has_begun, is_ill, is_possible, missed, owed, owes_test

NINTH = shipped_library().protocol("cn-covid-9")
DAY = date(2022, 8, 1)
DAYS = st.dates(DAY, DAY + timedelta(days=20))
GROUNDS = st.builds(
    Ground,
    group=st.sampled_from(["close", "secondary", "inbound", "companion"]),
    anchor=st.just(Anchor.LAST_EXPOSURE),
    first=st.dates(DAY - timedelta(days=9), DAY),
    last=DAYS,
    lost=st.booleans(),
)


@given(st.lists(GROUNDS, max_size=4))
def test_the_order_of_grounds_does_not_matter(grounds: list[Ground]) -> None:
    assert len({str(standing(NINTH, order)) for order in permutations(grounds)}) == 1


@given(st.lists(GROUNDS, min_size=1, max_size=5))
def test_the_latest_day_of_a_ground_that_holds_is_counted_from(grounds: list[Ground]) -> None:
    held = [ground.last for ground in grounds if not ground.lost]
    found = standing(NINTH, grounds)
    assert (None if found is None else found.anchors[Anchor.LAST_EXPOSURE]) == max(held, default=None)


@given(GROUNDS, st.lists(GROUNDS, max_size=3))
def test_another_ground_never_lowers_the_class(ground: Ground, others: list[Ground]) -> None:
    ranks = {"close": 3, "secondary": 2, "companion": 1, "inbound": 0}
    before, after = standing(NINTH, others), standing(NINTH, [ground, *others])
    assert before is None or (after is not None and ranks[after.group] >= ranks[before.group])


RESTS = st.dictionaries(st.integers(0, 5), st.lists(st.none() | st.integers(0, 5), max_size=3), max_size=6)


@given(RESTS)
def test_whoever_is_carried_rests_on_something_that_stands_or_on_somebody_carried_before(rests: dict[int, list[int | None]]) -> None:
    found: set[int] = set()
    for _round in rests:
        found |= {number for number, grounds in rests.items() if any(rest is None or rest in found for rest in grounds)}
    assert carried(rests) == found


@given(RESTS)
def test_nobody_is_carried_when_nothing_stands_by_itself(rests: dict[int, list[int | None]]) -> None:
    assert carried({number: [rest for rest in grounds if rest is not None] for number, grounds in rests.items()}) == frozenset()


def test_news_of_the_close_contact_raises_a_secondary_ground_and_keeps_its_days() -> None:
    ground = Ground("secondary", Anchor.LAST_EXPOSURE, DAY, DAY)
    heard = hear(NINTH, ground, News.LINKED_CLOSE_POSITIVE)
    assert (heard.value.stands_for, heard.value.last, heard.because[0].address) == ("close", DAY, "reclassify.secondary_linked_positive")


def test_news_the_pack_does_not_name_changes_nothing() -> None:
    ground = Ground("close", Anchor.LAST_EXPOSURE, DAY, DAY)
    assert hear(NINTH, ground, News.OWN_SYMPTOMS).value == ground


def test_a_day_before_the_schedule_is_in_its_first_stage_and_one_after_it_in_its_last() -> None:
    stands = standing(NINTH, [Ground("close", Anchor.LAST_EXPOSURE, DAY, DAY)])
    assert stands is not None
    plan = scheduled(NINTH, stands)
    assert plan is not None
    places = [stage_on(plan.value, DAY + timedelta(days=after)).place.value for after in (0, 7, 8, 40)]
    assert places == ["centralised", "centralised", "home_monitoring", "home_monitoring"]


def test_a_number_of_tests_is_ordered_as_early_as_the_gap_allows() -> None:
    stands = standing(NINTH, [Ground("low_risk_area", Anchor.LEFT_RISK_AREA, DAY, DAY)])
    assert stands is not None
    plan = scheduled(NINTH, stands)
    assert plan is not None
    assert order_days(plan.value.stages[0]) == (DAY + timedelta(days=1), DAY + timedelta(days=2))


MOMENTS = st.datetimes(datetime.fromisoformat("2022-08-01"), datetime.fromisoformat("2022-08-12"))


@given(since=MOMENTS, now=MOMENTS, until=DAYS, per_day=st.integers(0, 2))
def test_nothing_is_owed_before_the_start_or_for_the_running_half_day(since: datetime, now: datetime, until: date, per_day: int) -> None:
    plan = CheckPlan(since, until, per_day)
    halves = list(owed(plan, now))
    assert halves == sorted(halves)
    assert not {half_of(since), half_of(now)} & set(halves)
    assert all(since.date() <= day <= min(until, now.date()) for day, _ in halves)


@given(since=MOMENTS, now=MOMENTS, taken=st.sets(st.tuples(DAYS, st.sampled_from(Half))), per_day=st.integers(1, 2))
def test_a_half_day_is_missed_or_taken_never_both(since: datetime, now: datetime, taken: set[tuple[date, Half]], per_day: int) -> None:
    plan = CheckPlan(since, DAY + timedelta(days=10), per_day)
    gone = missed(plan, taken, now)
    assert not set(gone) & taken
    assert set(gone) <= set(owed(plan, now))


def test_both_half_days_of_a_day_without_checks_are_missed() -> None:
    plan = CheckPlan(datetime.fromisoformat("2022-08-01T09:00"), date(2022, 8, 11), 2)
    assert missed(plan, {(date(2022, 8, 1), Half.AFTERNOON)}, datetime.fromisoformat("2022-08-03T08:00")) == [
        (date(2022, 8, 2), Half.MORNING),
        (date(2022, 8, 2), Half.AFTERNOON),
    ]


@pytest.mark.parametrize(("temperature", "symptoms", "ill"), [("37.2", (), False), ("37.3", (), True), ("36.5", (Symptom.COUGH,), True)])
def test_fever_or_any_symptom_is_illness(temperature: str, symptoms: tuple[Symptom, ...], ill: bool) -> None:
    assert is_ill(Decimal(temperature), symptoms) is ill


def test_a_slip_of_the_finger_is_no_temperature() -> None:
    assert [is_possible(given) for given in (Decimal("36.5"), Decimal("3.7"), Decimal("73.6"), None)] == [True, False, False, True]


TEST_DAYS = st.lists(DAYS, min_size=1, max_size=5, unique=True).map(sorted)
TAKEN = st.lists(st.tuples(DAYS, st.sampled_from(Outcome)), max_size=5)


@given(TEST_DAYS, TAKEN, DAYS)
def test_a_test_is_owed_on_its_day_and_until_as_many_samples_say_something_as_days_have_passed(
    days: list[date], taken: list[tuple[date, Outcome]], day: date
) -> None:
    past = [one for one in days if one <= day]
    given = {on for on, said in taken if said is not Outcome.INVALID}
    short = any(sum(on >= due for on in given) < sum(other >= due for other in past) for due in past)
    assert owes_test(days, taken, day) == (day in days or short)


def test_nothing_is_owed_before_the_first_test_day() -> None:
    assert not owes_test([DAY + timedelta(days=1)], [], DAY)


def at(said: str) -> datetime:
    return datetime.fromisoformat(f"2022-08-{said}")


def test_the_afternoon_begins_at_noon() -> None:
    assert [half_of(at(said))[1] for said in ("01T11:59", "01T12:00")] == [Half.MORNING, Half.AFTERNOON]


def test_one_check_a_day_is_owed_in_the_afternoon_once_the_day_is_over_up_to_the_last_day() -> None:
    plan = CheckPlan(at("01T09:00"), date(2022, 8, 3), 1)
    assert list(owed(plan, at("03T23:59"))) == [(date(2022, 8, day), Half.AFTERNOON) for day in (1, 2)]
    assert list(owed(plan, at("09T08:00"))) == [(date(2022, 8, day), Half.AFTERNOON) for day in (1, 2, 3)]


def test_with_one_check_a_day_that_of_the_morning_is_enough_for_its_day_only() -> None:
    plan = CheckPlan(at("01T09:00"), date(2022, 8, 3), 1)
    assert missed(plan, {(date(2022, 8, 2), Half.MORNING)}, at("04T08:00")) == [(date(2022, 8, day), Half.AFTERNOON) for day in (1, 3)]


def test_with_two_checks_a_day_one_of_them_does_not_stand_for_the_other() -> None:
    plan = CheckPlan(at("01T13:00"), date(2022, 8, 2), 2)
    assert missed(plan, {(date(2022, 8, 2), Half.MORNING)}, at("04T08:00")) == [(date(2022, 8, 2), Half.AFTERNOON)]


def test_whoever_is_not_checked_owes_no_check() -> None:
    assert list(owed(CheckPlan(at("01T09:00"), date(2022, 8, 3), 0), at("04T08:00"))) == []


def test_a_sample_of_the_test_day_itself_counts_for_the_days_after_it() -> None:
    days = [date(2022, 8, 2), date(2022, 8, 5)]
    assert not owes_test(days, {(date(2022, 8, 2), Outcome.NEGATIVE)}, date(2022, 8, 3))
    assert owes_test(days, {(date(2022, 8, 1), Outcome.NEGATIVE)}, date(2022, 8, 3))


@pytest.mark.parametrize(("temperature", "possible"), [("33.9", False), ("34.0", True), ("43.0", True), ("43.1", False)])
def test_temperatures_of_34_to_43_degrees_are_possible_both_included(temperature: str, possible: bool) -> None:
    assert is_possible(Decimal(temperature)) is possible


@pytest.mark.parametrize(("half", "minute", "begun"), [("am", "00:00", True), ("pm", "11:49", False), ("pm", "11:50", True)])
def test_a_half_day_begins_with_a_little_patience_for_other_clocks(half: str, minute: str, begun: bool) -> None:
    today, now = date(2022, 8, 1), datetime.fromisoformat(f"2022-08-01T{minute}")
    assert has_begun((today, Half(half)), now) is begun
    assert has_begun((today - timedelta(days=1), Half.AFTERNOON), now)
    assert not has_begun((today + timedelta(days=1), Half.MORNING), now)
