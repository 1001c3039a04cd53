"""Protection after exposure, rings, clusters, departure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import (
    Anchor,
    Immunity,
    Outcome,
    ReasonKey,
    RuleMissing,
    TestResult,
    area_ring,
    departure,
    is_cluster,
    prophylaxis,
)
from epiworks.protocol.tests.making import packs

AT = datetime(2022, 8, 16, 12, tzinfo=UTC)
NINTH = packs("cn-covid-9")


def offered(pack: str, hours: float, immunity: Immunity = Immunity.NON_IMMUNE) -> dict[str, bool]:
    exposed = dict.fromkeys(Anchor, AT)
    found = prophylaxis(packs(pack), exposed, immunity=immunity, at=AT + timedelta(hours=hours)).value
    return {protection.name: protection.offered for protection in found}


@pytest.mark.parametrize(
    ("hours", "vaccine", "immunoglobulin"), [(72, True, True), (72.1, False, True), (144, False, True), (144.1, False, False)]
)
def test_measles_vaccine_works_for_72_hours_and_immunoglobulin_for_six_days(hours: float, vaccine: bool, immunoglobulin: bool) -> None:
    assert offered("measles", hours) == {"vaccine": vaccine, "immunoglobulin": immunoglobulin}


def test_the_immune_are_offered_nothing_and_the_unknown_are_offered_both() -> None:
    assert not any(offered("measles", 1, Immunity.IMMUNE).values())
    assert all(offered("measles", 1, Immunity.UNKNOWN).values())


@pytest.mark.parametrize(("hours", "key"), [(72, ReasonKey.WINDOW_OPEN), (72.1, ReasonKey.WINDOW_CLOSED)])
def test_whether_the_window_is_open_is_said_with_its_end(hours: float, key: ReasonKey) -> None:
    found = prophylaxis(packs("measles"), dict.fromkeys(Anchor, AT), immunity=Immunity.NON_IMMUNE, at=AT + timedelta(hours=hours)).value
    vaccine = next(protection for protection in found if protection.name == "vaccine")
    assert (vaccine.why.key, vaccine.until, vaccine.why.get("until")) == (key, AT + timedelta(hours=72), AT + timedelta(hours=72))


def test_influenza_antivirals_start_within_48_hours() -> None:
    assert offered("influenza-novel", 48) == {"antiviral": True}
    assert offered("influenza-novel", 49) == {"antiviral": False}


def test_without_the_anchor_or_a_rule_nothing_is_offered_and_that_is_said() -> None:
    for pack in ("measles", "cn-covid-9"):
        found = prophylaxis(packs(pack), {}, immunity=Immunity.NON_IMMUNE, at=AT)
        assert found.value == ()
        assert found.because[0].text == "null"


def test_cholera_is_followed_by_ring_covid_by_person() -> None:
    ring = area_ring(packs("cholera")).value
    assert ring is not None
    assert (ring.recall_days, ring.water_points) == (5, True)
    assert area_ring(NINTH).value is None


@pytest.mark.parametrize(("pack", "days", "cluster"), [("cn-covid-8", 14, True), ("cn-covid-9", 7, True), ("cn-covid-9", 8, False)])
def test_two_infections_in_seven_days_make_a_cluster_earlier_in_fourteen(pack: str, days: int, cluster: bool) -> None:
    assert is_cluster(packs(pack), [AT - timedelta(days=days), AT], AT).value is cluster


def test_one_infection_or_one_of_tomorrow_makes_no_cluster() -> None:
    assert not is_cluster(NINTH, [AT], AT).value
    assert not is_cluster(NINTH, [AT, AT + timedelta(days=1)], AT).value


def samples(*hours: float, outcome: Outcome = Outcome.NEGATIVE) -> list[TestResult]:
    return [TestResult(AT - timedelta(hours=ago), outcome) for ago in hours]


@pytest.mark.parametrize("group", ["close", "secondary", "high", "medium"])
def test_contacts_and_people_of_risk_areas_are_barred(group: str) -> None:
    found = departure(NINTH, group, samples(1, 30), at=AT).value
    assert not found.allowed
    assert found.reasons[0].key is ReasonKey.DEPARTURE_BARRED


@pytest.mark.parametrize(
    ("group", "hours", "allowed"),
    [
        ("low", (40, 10), True),
        ("low", (30, 10), False),
        ("low", (73, 10), False),
        ("low", (10,), False),
        ("normalised", (48,), True),
        ("normalised", (48.1,), False),
        ("normalised", (-1,), False),
    ],
)
def test_others_leave_on_tests_that_are_fresh_and_far_enough_apart(group: str, hours: tuple[float, ...], allowed: bool) -> None:
    assert departure(NINTH, group, samples(*hours), at=AT).value.allowed is allowed


def test_low_risk_travellers_take_an_antigen_test_at_the_gate_on_top() -> None:
    assert departure(NINTH, "low", samples(40, 10), at=AT).value.antigen_at_gate
    assert not departure(NINTH, "normalised", samples(40), at=AT).value.antigen_at_gate


def test_a_recent_positive_bars_whatever_else_was_negative() -> None:
    mixed = [*samples(40, 10), *samples(5, outcome=Outcome.POSITIVE)]
    assert departure(NINTH, "low", mixed, at=AT).value.reasons[0].key is ReasonKey.POSITIVE_FOUND
    pending = samples(40, 10, outcome=Outcome.PENDING)
    assert departure(NINTH, "low", pending, at=AT).value.reasons[0].key is ReasonKey.TEST_DUE


def test_a_group_without_a_departure_rule_is_not_judged() -> None:
    with pytest.raises(RuleMissing):
        departure(packs("measles"), "low", [], at=AT)


@given(st.lists(st.floats(0, 100), max_size=6), st.floats(0, 100))
def test_one_more_negative_never_bars(hours: list[float], more: float) -> None:
    if departure(NINTH, "normalised", samples(*hours), at=AT).value.allowed:
        assert departure(NINTH, "normalised", samples(*hours, more), at=AT).value.allowed


@given(st.floats(0, 300), st.floats(0, 300))
def test_protection_that_is_still_offered_was_offered_before(one: float, other: float) -> None:
    early, late = offered("measles", min(one, other)), offered("measles", max(one, other))
    assert all(early[name] for name, still in late.items() if still)
