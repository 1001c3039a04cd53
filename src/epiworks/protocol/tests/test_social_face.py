"""Social-face zero under each pack's own definition."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import DayFindings, ReasonKey, Setting, SocialFace, social_face_zero
from epiworks.protocol.tests.making import after, packs
from epiworks.units import PersonCount

DAY = date(2022, 9, 1)
NINTH = packs("cn-covid-9")
INSIDE, OUTSIDE = Setting.CENTRALISED_ISOLATION, Setting.COMMUNITY_SCREENING


def days(*found: dict[Setting, int]) -> list[DayFindings]:
    return [DayFindings(after(DAY, offset), counts) for offset, counts in enumerate(found)]


def face(*found: dict[Setting, int], pack: str = "cn-covid-9") -> SocialFace:
    return social_face_zero(packs(pack), days(*found), after(DAY, len(found) - 1)).value


def test_tibets_589_infections_all_found_under_control_are_zero_at_the_social_face() -> None:
    assert face({INSIDE: 200}, {INSIDE: 300}, {INSIDE: 89}).zero


def test_two_clear_days_are_not_enough() -> None:
    found = face({OUTSIDE: 1}, {INSIDE: 5}, {})
    assert (found.zero, found.days_clear) == (False, 2)
    assert found.reasons[0].key is ReasonKey.FOUND_OUTSIDE
    assert found.reasons[0].get("day") == DAY


def test_a_day_without_a_report_is_not_a_day_without_infections() -> None:
    reported = [DayFindings(DAY, {}), DayFindings(after(DAY, 2), {}), DayFindings(after(DAY, 3), {})]
    found = social_face_zero(NINTH, reported, after(DAY, 3)).value
    assert (found.zero, found.days_clear) == (False, 2)
    assert found.reasons[0].key is ReasonKey.DAY_MISSING
    assert found.reasons[0].get("day") == after(DAY, 1)


@pytest.mark.parametrize(("pack", "zero"), [("cn-covid-8", True), ("cn-covid-9", False)])
def test_which_zones_count_as_controlled_is_the_packs_choice(pack: str, zero: bool) -> None:
    assert face({Setting.SEALED_ZONE: 3}, {Setting.CONTROLLED_ZONE: 1}, {}, pack=pack).zero is zero


def test_medium_risk_zones_are_outside_and_high_risk_ones_inside_under_the_ninth_edition() -> None:
    found = face({}, {}, {Setting.MEDIUM_RISK_ZONE: 2, Setting.HIGH_RISK_ZONE: 7})
    assert (found.zero, found.outside) == (False, 2)


def test_several_entries_of_a_day_are_added() -> None:
    twice = [*days({}, {}, {OUTSIDE: 1}), DayFindings(after(DAY, 2), {OUTSIDE: 2})]
    assert social_face_zero(NINTH, twice, after(DAY, 2)).value.outside == 3


@pytest.mark.parametrize(("found", "zero"), [(7, True), (8, False)])
def test_basic_zero_is_less_than_one_in_100_000(found: int, zero: bool) -> None:
    history = days(*[{OUTSIDE: found}] * 3)
    verdict = social_face_zero(NINTH, history, after(DAY, 2), name="basic_zero", people=PersonCount(798_200)).value
    assert verdict.zero is zero


def test_the_three_zeros_of_baise_are_four_days_with_new_infections_in_centralised_isolation_only() -> None:
    community = packs("cn-covid-8+community")
    verdicts = [
        social_face_zero(community, days(*found), after(DAY, len(found) - 1), name="three_zeros").value.zero
        for found in ([{INSIDE: 2}] * 4, [{INSIDE: 2}] * 3, [{}, {}, {}, {Setting.HOME_ISOLATION: 1}])
    ]
    assert verdicts == [True, False, False]


def test_basic_zero_needs_to_know_how_many_people_there_are() -> None:
    with pytest.raises(ValueError, match="number of people"):
        social_face_zero(NINTH, days({}), DAY, name="basic_zero")


def test_the_definition_is_named_and_said_to_be_unsettled() -> None:
    found = social_face_zero(NINTH, days({}), DAY)
    assert [line.address for line in found.unconfirmed] == ["social_face.zero"]


counts = st.lists(st.dictionaries(st.sampled_from(Setting), st.integers(0, 3), max_size=3), min_size=1, max_size=8)


@given(counts)
def test_an_infection_today_outside_control_always_breaks_zero(found: list[dict[Setting, int]]) -> None:
    found[-1] = {**found[-1], OUTSIDE: 1}
    assert not face(*found).zero
    assert face(*found).days_clear == 0


@given(counts)
def test_infections_under_control_change_nothing(found: list[dict[Setting, int]]) -> None:
    more = [{**day, INSIDE: 99} for day in found]
    assert face(*more).days_clear == face(*found).days_clear
