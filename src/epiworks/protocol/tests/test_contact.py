"""Who counts as which contact: windows, situations, and what is not known."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import (
    Anchor,
    AnchorMissing,
    CaseAnchors,
    Exposure,
    Immunity,
    Protocol,
    ReasonKey,
    RuleMissing,
    Seat,
    Situation,
    Window,
    anchors_from,
    contact_class,
    infectious_window,
    link_window,
    shared_vehicle,
)
from epiworks.protocol.tests.making import after, holding, made, packs

DAY = date(2022, 8, 11)
NINTH, TWENTY = packs("cn-covid-9"), packs("cn-covid-9+20")
OPEN = Window(after(DAY, -2))


def on_the_day(situation: Situation, **more: Any) -> Exposure:
    return replace(Exposure(situation, DAY, DAY), **more)


def group(protocol: Protocol, exposure: Exposure, window: Window = OPEN) -> str | None:
    return contact_class(protocol, exposure, window).value.group


def why_not(protocol: Protocol, exposure: Exposure, name: str) -> ReasonKey:
    return dict(contact_class(protocol, exposure, OPEN).value.against)[name].key


@pytest.mark.parametrize(("pack", "days"), [("cn-covid-8", 2), ("cn-covid-9", 2), ("cn-local-luzhou", 4), ("measles", 4), ("mers", 0)])
def test_the_window_opens_as_many_days_before_the_anchor_as_the_pack_says(pack: str, days: int) -> None:
    case = CaseAnchors("symptomatic", {Anchor.ONSET: DAY, Anchor.RASH: DAY})
    assert infectious_window(packs(pack), case).value.start == after(DAY, -days)


def test_a_long_talk_face_to_face_is_contact_in_mpox_unless_protected_and_not_in_ebola() -> None:
    talk = on_the_day(Situation.FACE_TO_FACE)
    assert [group(packs(pack), talk) for pack in ("mpox", "who-ebola")] == ["contact", None]
    assert group(packs("mpox"), replace(talk, protected=True)) is None


def test_an_asymptomatic_infection_counts_from_the_sample() -> None:
    case = CaseAnchors("asymptomatic", {Anchor.SAMPLE_COLLECTED: DAY, Anchor.ONSET: after(DAY, 5)})
    assert infectious_window(NINTH, case).value == Window(after(DAY, -2), None)


def test_isolation_closes_the_window() -> None:
    case = CaseAnchors("symptomatic", {Anchor.ONSET: DAY}, ended=after(DAY, 1))
    assert infectious_window(NINTH, case).value.end == after(DAY, 1)


def test_isolation_before_onset_leaves_the_first_day_alone() -> None:
    case = CaseAnchors("symptomatic", {Anchor.ONSET: DAY}, ended=after(DAY, -9))
    assert infectious_window(NINTH, case).value == Window(after(DAY, -2), after(DAY, -2))


def test_measles_ends_four_days_after_the_rash_whether_isolated_or_not() -> None:
    case = CaseAnchors("symptomatic", {Anchor.RASH: DAY}, ended=after(DAY, 1))
    assert infectious_window(packs("measles"), case).value == Window(after(DAY, -4), after(DAY, 4))


def test_a_case_without_its_anchor_has_no_window() -> None:
    with pytest.raises(AnchorMissing, match="'onset'"):
        infectious_window(NINTH, CaseAnchors("symptomatic", {}))


def test_a_presentation_the_pack_does_not_know_is_refused() -> None:
    with pytest.raises(RuleMissing):
        infectious_window(NINTH, CaseAnchors("deceased", {Anchor.ONSET: DAY}))


def test_a_body_is_infectious_until_burial() -> None:
    dead = CaseAnchors("deceased", {Anchor.ONSET: DAY}, ended=after(DAY, 9))
    assert infectious_window(packs("who-ebola"), dead).value == Window(DAY, after(DAY, 9))


def test_the_window_of_a_close_contact_runs_from_first_contact_to_isolation() -> None:
    found = link_window(NINTH, "secondary", first_contact=DAY, isolated=after(DAY, 3))
    assert found.value == Window(DAY, after(DAY, 3))
    assert link_window(NINTH, "secondary", first_contact=DAY, isolated=after(DAY, -1)).value == Window(DAY, DAY)
    assert found.because[0].address == "contact_classes.secondary"


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (Situation.CO_LIVING, "close"),
        (Situation.SHARED_MEAL, "close"),
        (Situation.INVESTIGATOR_JUDGEMENT, "close"),
        (Situation.SAME_PLACE, "general"),
        (Situation.SAME_CELL, "companion"),
        (Situation.VENUE, "venue_exposed"),
        (Situation.DATA_SUGGESTED, "potential_close"),
        (Situation.FUNERAL, None),
    ],
)
def test_the_situation_gives_the_class(situation: Situation, expected: str | None) -> None:
    assert group(NINTH, on_the_day(situation)) == expected


def test_a_shared_lift_is_close_contact_only_from_the_ninth_edition_on() -> None:
    lift = on_the_day(Situation.SHARED_TOILET_OR_LIFT)
    assert group(packs("cn-covid-8"), lift) is None
    assert group(NINTH, lift) == "close"


def test_protected_care_is_general_contact() -> None:
    care = on_the_day(Situation.DIRECT_CARE, protected=True)
    assert group(NINTH, care) == "general"
    assert why_not(NINTH, care, "close") is ReasonKey.PROTECTED


def test_for_ebola_protection_does_not_spare_health_staff() -> None:
    assert group(packs("who-ebola"), on_the_day(Situation.DIRECT_CARE, protected=True)) == "contact"


def test_exposure_before_the_window_makes_no_contact() -> None:
    early = Exposure(Situation.CO_LIVING, after(DAY, -9), after(DAY, -3))
    verdict = contact_class(NINTH, early, OPEN).value
    assert verdict.group is None
    assert {reason.key for _, reason in verdict.against} == {ReasonKey.NOT_INFECTIOUS_THEN}


def test_only_the_part_inside_the_window_counts() -> None:
    lived = Exposure(Situation.CO_LIVING, after(DAY, -30), after(DAY, 30))
    verdict = contact_class(NINTH, lived, Window(after(DAY, -2), after(DAY, 1))).value
    assert verdict.infected_between == Window(after(DAY, -2), after(DAY, 1))


def test_secondary_contacts_are_narrowed_by_the_ninth_edition_and_not_judged_by_the_twenty_measures() -> None:
    meal = on_the_day(Situation.SHARED_MEAL, generation=2)
    assert group(packs("cn-covid-8"), meal) == "secondary"
    assert group(NINTH, meal) is None
    assert why_not(NINTH, meal, "secondary") is ReasonKey.LINK_NOT_HIGHER_RISK
    risky = replace(meal, higher_risk_link=True)
    assert group(NINTH, risky) == "secondary"
    assert group(TWENTY, risky) is None
    assert why_not(TWENTY, risky, "secondary") is ReasonKey.CLASS_NOT_JUDGED


def test_a_class_passed_over_because_it_is_not_judged_is_named_among_the_lines() -> None:
    unjudged = {"judged": False, "rank": 50, "generation": 1, "situations": ["same_place"], "source": ["XH-20"]}
    general = {**unjudged, "judged": True, "rank": 10}
    protocol = holding(made(rules={"contact_classes": {"upper": unjudged, "general": general}}))
    found = contact_class(protocol, on_the_day(Situation.SAME_PLACE), OPEN)
    assert found.value.group == "general"
    assert [line.address for line in found.because] == ["contact_classes.general", "contact_classes.upper"]


@pytest.mark.parametrize(
    ("more", "expected", "key"),
    [
        ({"minutes": 10}, None, ReasonKey.TOO_SHORT),
        ({"minutes": 11, "cumulative_hours": 30.0}, None, ReasonKey.CUMULATIVE_NOT_OVER),
        ({"minutes": 11, "cumulative_hours": 30.1}, "companion", None),
        ({}, "companion", None),
    ],
)
def test_companions_need_more_than_ten_minutes_and_thirty_hours_unless_not_known(
    more: dict[str, float], expected: str | None, key: ReasonKey | None
) -> None:
    exposure = on_the_day(Situation.SAME_CELL, **more)
    verdict = contact_class(NINTH, exposure, OPEN).value
    assert verdict.group == expected
    assert verdict.needs_field_judgement == (expected is not None)
    if key is not None:
        assert why_not(NINTH, exposure, "companion") is key


@pytest.mark.parametrize(
    ("immunity", "expected"), [(Immunity.NON_IMMUNE, "susceptible"), (Immunity.UNKNOWN, "susceptible"), (Immunity.IMMUNE, "immune")]
)
def test_for_measles_immunity_gives_the_class_and_unknown_counts_as_not_immune(immunity: Immunity, expected: str) -> None:
    assert group(packs("measles"), on_the_day(Situation.SHARED_AIR, immunity=immunity)) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(120, "susceptible"), (121, None)])
def test_measles_hangs_in_the_air_for_two_hours(minutes: int, expected: str | None) -> None:
    exposure = on_the_day(Situation.SHARED_AIR, minutes_after_case_left=minutes)
    assert group(packs("measles"), exposure) == expected


@pytest.mark.parametrize(("metres", "expected"), [(2.0, "contact"), (2.1, None), (None, "contact")])
def test_novel_influenza_reaches_two_metres(metres: float | None, expected: str | None) -> None:
    assert group(packs("influenza-novel"), on_the_day(Situation.SHARED_ROOM, metres=metres)) == expected


def test_a_pack_without_contact_classes_says_so() -> None:
    found = contact_class(packs("cn-clin-9"), on_the_day(Situation.CO_LIVING), OPEN)
    assert found.value.group is None
    assert found.because[0].text == "null"


@pytest.mark.parametrize(
    ("kind", "seat", "close"),
    [
        ("plane", Seat(True, 3), True),
        ("plane", Seat(True, -3), True),
        ("plane", Seat(True, 4), False),
        ("plane", Seat(True, None), True),
        ("plane", Seat(False, 9, crew_of_that_part=True), True),
        ("sealed_train", Seat(True, 40), True),
        ("sealed_train", Seat(False, 0), False),
        ("sealed_train", Seat(True, 0, crew_of_that_part=True), False),
        ("open_train", Seat(True, 1), True),
        ("open_train", Seat(True, 2), False),
        ("sealed_coach", Seat(True, 20), True),
        ("ventilated_bus", Seat(True, 4), False),
        ("ship", Seat(False, 1), False),
    ],
)
def test_seats_in_vehicles(kind: str, seat: Seat, close: bool) -> None:
    assert shared_vehicle(NINTH, kind, seat).value is close


def test_repeated_exposure_the_latest_wins() -> None:
    meals = [Exposure(Situation.SHARED_MEAL, after(DAY, day), after(DAY, day)) for day in (3, 0, 1)]
    assert anchors_from(meals) == {Anchor.FIRST_EXPOSURE: DAY, Anchor.LAST_EXPOSURE: after(DAY, 3)}


def test_no_exposure_and_open_exposure_have_no_anchor() -> None:
    with pytest.raises(ValueError, match="no exposure"):
        anchors_from([])
    with pytest.raises(ValueError, match="still open"):
        anchors_from([Window(DAY)])


offsets = st.integers(-20, 20)
exposures = st.builds(
    lambda situation, start, length, **more: Exposure(situation, after(DAY, start), after(DAY, start + length), **more),
    st.sampled_from(Situation),
    offsets,
    st.integers(0, 10),
    generation=st.sampled_from([1, 2]),
    protected=st.booleans(),
    minutes=st.none() | st.integers(0, 100),
    higher_risk_link=st.booleans(),
    immunity=st.sampled_from(Immunity),
)
everything = st.sampled_from(["cn-covid-8", "cn-covid-9", "cn-covid-9+20", "measles", "who-ebola", "cholera"]).map(packs)


@given(everything, exposures)
def test_the_same_facts_give_the_same_class_with_reasons_for_every_class_above(protocol: Protocol, exposure: Exposure) -> None:
    one, two = contact_class(protocol, exposure, OPEN), contact_class(protocol, exposure, OPEN)
    assert one == two
    ranks = {rule.name: rule.whole("rank") for rule in protocol.section("contact_classes")}
    if one.value.group is not None:
        assert {name for name, rank in ranks.items() if rank > ranks[one.value.group]} <= {name for name, _ in one.value.against}


@given(everything, exposures)
def test_not_knowing_never_lowers_a_class(protocol: Protocol, exposure: Exposure) -> None:
    ranks = {rule.name: rule.whole("rank") for rule in protocol.section("contact_classes")} | {None: -1}
    unknown = replace(exposure, minutes=None, metres=None, cumulative_hours=None)
    assert ranks[group(protocol, unknown)] >= ranks[group(protocol, exposure)]


@given(exposures, st.integers(0, 5))
def test_a_longer_look_back_never_loses_a_contact(exposure: Exposure, longer: int) -> None:
    wider = Window(after(DAY, -2 - longer))
    if group(NINTH, exposure) is not None:
        assert group(NINTH, exposure, wider) == group(NINTH, exposure)
