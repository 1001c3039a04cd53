"""How long until a zone steps down, a unit is epidemic-free, a county is lifted, the event is over."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Anchor, Countdown, ReasonKey, UnitFacts, ZoneFacts, end_of_event, epidemic_free, staged_lift, zone_countdown
from epiworks.protocol.tests.making import after, holding, made, packs

LAST = date(2022, 8, 11)
SHANNAN = ZoneFacts("high", LAST, negative_rounds=[after(LAST, 7)])


def count(pack: str, zone: ZoneFacts, days: int) -> Countdown:
    return zone_countdown(packs(pack), zone, after(LAST, days)).value


def unmet(pack: str, zone: ZoneFacts, days: int) -> list[ReasonKey]:
    return [reason.key for reason in count(pack, zone, days).unmet]


def test_shannans_high_risk_zones_step_down_to_medium_after_seven_days() -> None:
    assert not count("cn-covid-9", SHANNAN, 6).ready
    found = count("cn-covid-9", SHANNAN, 7)
    assert (found.ready, found.becomes, found.earliest) == (True, "medium", date(2022, 8, 18))


def test_and_from_medium_to_low_three_days_later() -> None:
    medium = replace(SHANNAN, zone="medium", stepped_down_on=after(LAST, 7))
    assert count("cn-covid-9", medium, 9).earliest == after(LAST, 10)
    found = count("cn-covid-9", medium, 10)
    assert (found.ready, found.becomes) == (True, "low")


def test_a_zone_that_was_medium_from_the_start_waits_seven_days() -> None:
    assert count("cn-covid-9", replace(SHANNAN, zone="medium"), 7).earliest == after(LAST, 7)


def test_a_new_infection_after_the_step_down_starts_the_full_count_again() -> None:
    relapsed = ZoneFacts("medium", after(LAST, 8), stepped_down_on=after(LAST, 7))
    assert count("cn-covid-9", relapsed, 9).earliest == after(LAST, 15)


def test_the_twenty_measures_need_five_days_and_no_final_round() -> None:
    found = count("cn-covid-9+20", replace(SHANNAN, negative_rounds=[]), 5)
    assert (found.ready, found.becomes) == (True, "low")
    assert not count("cn-covid-9+20", SHANNAN, 4).ready


def test_a_round_before_day_seven_is_not_the_final_round() -> None:
    assert unmet("cn-covid-9", replace(SHANNAN, negative_rounds=[after(LAST, 6)]), 8) == [ReasonKey.FINAL_ROUND_MISSING]
    assert count("cn-covid-9", replace(SHANNAN, negative_rounds=[after(LAST, 8)]), 8).ready
    assert not count("cn-covid-9", replace(SHANNAN, negative_rounds=[after(LAST, 9)]), 8).ready


def test_low_risk_ends_when_all_high_and_medium_zones_are_lifted() -> None:
    low = ZoneFacts("low", LAST, open_zones=frozenset({"medium", "static"}))
    found = count("cn-covid-9", low, 30)
    assert [(reason.key, reason.get("zones")) for reason in found.unmet] == [(ReasonKey.OTHER_ZONES_OPEN, ("medium",))]
    lifted = count("cn-covid-9", replace(low, open_zones=frozenset()), 0)
    assert (lifted.ready, lifted.earliest, lifted.met[0].key) == (True, LAST, ReasonKey.OTHER_ZONES_LIFTED)


SEALED = ZoneFacts("sealed", LAST, negative_rounds=[after(LAST, 14)], last_contact_exposed=LAST)


@pytest.mark.parametrize(
    ("zone", "days", "missing"),
    [
        (SEALED, 15, []),
        (SEALED, 14, [ReasonKey.CONTACT_DAYS_LEFT]),
        (SEALED, 13, [ReasonKey.ZONE_DAYS_LEFT, ReasonKey.CONTACT_DAYS_LEFT, ReasonKey.FINAL_ROUND_MISSING]),
        (SEALED, 16, []),
        (SEALED, 17, [ReasonKey.FINAL_ROUND_MISSING]),
        (replace(SEALED, last_contact_exposed=None), 14, []),
        (replace(SEALED, contacts_negative=False), 15, [ReasonKey.CONTACTS_NOT_NEGATIVE]),
    ],
)
def test_a_sealed_zone_of_2021_ends_on_all_of_three_conditions(zone: ZoneFacts, days: int, missing: list[ReasonKey]) -> None:
    assert unmet("cn-covid-8+community", zone, days) == missing


def test_the_precaution_zone_goes_with_the_last_sealed_and_controlled_zone() -> None:
    rest = ZoneFacts("precaution", LAST, open_zones=frozenset({"controlled"}))
    assert not count("cn-covid-8+community", rest, 99).ready
    assert count("cn-covid-8+community", replace(rest, open_zones=frozenset()), 0).becomes is None


def test_a_pack_may_count_the_day_of_the_last_infection_as_day_one() -> None:
    zone = {"regime": "r", "rank": 1, "units": ["village"], "when": [{"place": ["residence"]}], "measures": [], "clear_days": 7}
    protocol = holding(made(rules={"zones": {"high": {**zone, "anchor_is_day": 1, "source": ["NJ-9"]}}}))
    assert zone_countdown(protocol, ZoneFacts("high", LAST), LAST).value.earliest == after(LAST, 6)


@pytest.mark.parametrize(
    ("name", "unit", "days", "missing"),
    [
        ("shanghai", UnitFacts(LAST, [after(LAST, 13)]), 14, []),
        ("shanghai", UnitFacts(LAST, [after(LAST, 12)]), 14, [ReasonKey.FINAL_ROUND_MISSING]),
        ("shanghai", UnitFacts(LAST, [after(LAST, 13)]), 13, [ReasonKey.ZONE_DAYS_LEFT]),
        ("wuhan", UnitFacts(LAST), 14, []),
        ("wuhan", UnitFacts(LAST, open_suspects=1), 14, [ReasonKey.SUSPECTS_OPEN]),
    ],
)
def test_a_unit_is_epidemic_free_by_the_definition_that_is_asked_for(
    name: str, unit: UnitFacts, days: int, missing: list[ReasonKey]
) -> None:
    found = epidemic_free(packs("cn-covid-8+community"), name, unit, as_of=after(LAST, days)).value
    assert [reason.key for reason in found.unmet] == missing


def test_chongqing_asked_for_five_days() -> None:
    assert epidemic_free(packs("cn-covid-9+20"), "chongqing", UnitFacts(LAST), as_of=after(LAST, 5)).value.ready


@pytest.mark.parametrize(("rounds", "days", "ready"), [(3, 7, True), (2, 7, False), (3, 6, False)])
def test_baise_lifted_after_seven_days_and_three_negative_rounds(rounds: int, days: int, ready: bool) -> None:
    protocol = packs("cn-covid-8+community")
    found = staged_lift(protocol, "baise_no_positive", controlled_since=LAST, negative_rounds=rounds, as_of=after(LAST, days))
    assert found.value.countdown.ready is ready
    said = {reason.key: reason for reason in (*found.value.countdown.met, *found.value.countdown.unmet)}
    key = ReasonKey.FINAL_ROUND_NEGATIVE if rounds == 3 else ReasonKey.FINAL_ROUND_MISSING
    assert said[key].get("rounds") == (3 if rounds == 3 else 1)


def test_counties_with_positives_keep_their_zones_when_they_are_lifted() -> None:
    protocol = packs("cn-covid-8+community")
    found = staged_lift(protocol, "baise_with_positive", controlled_since=LAST, negative_rounds=3, as_of=after(LAST, 7))
    assert found.value.except_zones == ("sealed", "controlled", "precaution")


def test_ebola_is_over_42_days_after_the_later_of_burial_and_second_negative_and_watched_90_more() -> None:
    found = end_of_event(
        packs("who-ebola"), {Anchor.BURIAL: LAST, Anchor.SECOND_NEGATIVE: after(LAST, 3), Anchor.ONSET: after(LAST, 9)}
    ).value
    assert found is not None
    assert found.over_on == after(LAST, 45)
    assert found.watch_until == after(LAST, 135)
    assert found.restart_on_new_case


def test_while_the_last_case_is_open_no_end_is_in_sight() -> None:
    assert end_of_event(packs("who-ebola"), {Anchor.ONSET: LAST}).value is None


def test_sars_cleared_20_days_after_isolation() -> None:
    found = end_of_event(packs("sars-2003"), {Anchor.ISOLATED: LAST}).value
    assert found is not None
    assert (found.over_on, found.watch_until) == (after(LAST, 20), after(LAST, 20))


zones = st.sampled_from([("cn-covid-8+community", "sealed"), ("cn-covid-9", "high"), ("cn-covid-9", "medium"), ("cn-covid-9+20", "high")])
days = st.integers(0, 30)


@given(zones, days, days, st.lists(days, max_size=5))
def test_a_later_infection_never_lifts_a_zone_earlier(found: tuple[str, str], later: int, as_of: int, rounds: list[int]) -> None:
    pack, name = found
    zone = ZoneFacts(name, LAST, negative_rounds=[after(LAST, day) for day in rounds])
    worse = replace(zone, last_positive=after(LAST, later))
    assert count(pack, worse, as_of).earliest >= count(pack, zone, as_of).earliest
    if count(pack, worse, as_of).ready:
        assert count(pack, zone, as_of).ready


@given(zones, days, st.lists(days, max_size=5), days)
def test_one_more_negative_round_never_hurts(found: tuple[str, str], as_of: int, rounds: list[int], more: int) -> None:
    pack, name = found
    zone = ZoneFacts(name, LAST, negative_rounds=[after(LAST, day) for day in rounds])
    better = replace(zone, negative_rounds=[*zone.negative_rounds, after(LAST, more)])
    if count(pack, zone, as_of).ready:
        assert count(pack, better, as_of).ready
