"""Which zone a place calls for: the least that the pack allows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import (
    Measure,
    PlaceFacts,
    PlaceKind,
    Protocol,
    ReasonKey,
    Setting,
    Spread,
    Unit,
    ZoneProposal,
    crosswalk,
    propose_zone,
)
from epiworks.protocol.tests.making import holding, made, packs

HOME = PlaceFacts(PlaceKind.RESIDENCE, Spread.HIGH, False, 1, frozenset({Setting.COMMUNITY_SCREENING}), False, Unit.HOUSEHOLD)
ZONE = {
    "regime": "r",
    "rank": 10,
    "units": ["village"],
    "when": [{"place": ["residence"]}],
    "measures": ["stay_in"],
    "anchor_is_day": 0,
    "source": ["NJ-9"],
}


def propose(pack: str, place: PlaceFacts) -> ZoneProposal:
    return propose_zone(packs(pack), place).value


def place(kind: PlaceKind, spread: Spread, *, hard_to_trace: bool = False) -> PlaceFacts:
    return replace(HOME, kind=kind, spread=spread, hard_to_trace=hard_to_trace)


@pytest.mark.parametrize(
    ("pack", "facts", "zone"),
    [
        ("cn-covid-8+community", HOME, "sealed"),
        ("cn-covid-8+community", place(PlaceKind.WORK, Spread.HIGH, hard_to_trace=True), "sealed"),
        ("cn-covid-8+community", place(PlaceKind.WORK, Spread.HIGH), None),
        ("cn-covid-8+community", place(PlaceKind.WORK, Spread.SOME, hard_to_trace=True), "controlled"),
        ("cn-covid-8+community", place(PlaceKind.PASSED_THROUGH, Spread.SOME), None),
        ("cn-covid-8+community", place(PlaceKind.REST_OF_COUNTY, Spread.NONE), "precaution"),
        ("cn-covid-9", HOME, "high"),
        ("cn-covid-9", place(PlaceKind.ACTIVITY, Spread.HIGH), "high"),
        ("cn-covid-9", place(PlaceKind.PASSED_THROUGH, Spread.SOME), "medium"),
        ("cn-covid-9", place(PlaceKind.ACTIVITY, Spread.NONE), None),
        ("cn-covid-9", place(PlaceKind.REST_OF_COUNTY, Spread.NONE), "low"),
        ("cn-covid-9+20", HOME, "high"),
        ("cn-covid-9+20", place(PlaceKind.PASSED_THROUGH, Spread.SOME), None),
    ],
)
def test_the_place_gives_the_zone(pack: str, facts: PlaceFacts, zone: str | None) -> None:
    assert propose(pack, facts).zone == zone


@pytest.mark.parametrize(
    ("pack", "holds", "unit"),
    [
        ("cn-covid-8+community", Unit.STAIRWELL, Unit.STAIRWELL),
        ("cn-covid-9", Unit.STAIRWELL, Unit.COMPOUND),
        ("cn-covid-9", Unit.VILLAGE, Unit.VILLAGE),
        ("cn-covid-9+20", Unit.HOUSEHOLD, Unit.STAIRWELL),
        ("cn-covid-9+20", Unit.BUILDING, Unit.BUILDING),
        ("cn-covid-9+20", Unit.STREET, Unit.BUILDING),
    ],
)
def test_the_smallest_allowed_unit_that_holds_the_cases_is_proposed(pack: str, holds: Unit, unit: Unit) -> None:
    assert propose(pack, replace(HOME, holds_cases=holds)).unit is unit


def test_measures_come_with_the_zone() -> None:
    assert propose("cn-covid-9", HOME).measures == (Measure.STAY_IN, Measure.SERVICE_TO_DOOR)


@pytest.mark.parametrize("setting", [Setting.CENTRALISED_ISOLATION, Setting.HOME_ISOLATION, Setting.CLOSED_LOOP, Setting.INBOUND_CHECK])
def test_cases_found_under_control_draw_no_zone_once_their_contacts_are_controlled(setting: Setting) -> None:
    found = replace(HOME, settings=frozenset({setting}))
    assert propose("cn-covid-9+20", found).zone == "high"
    controlled = propose_zone(packs("cn-covid-9+20"), replace(found, contacts_controlled=True))
    assert controlled.value.zone is None
    assert controlled.value.reasons[0].key is ReasonKey.SETTING_DRAWS_NO_ZONE
    assert controlled.because[0].address == "zone_exclusions.contacts_controlled"


def test_a_re_positive_does_not_change_the_zone_of_the_building() -> None:
    assert propose("cn-covid-9", replace(HOME, settings=frozenset({Setting.POST_DISCHARGE}))).zone is None


def test_one_case_from_the_community_is_enough_to_draw_a_zone() -> None:
    mixed = frozenset({Setting.CENTRALISED_ISOLATION, Setting.FEVER_CLINIC})
    assert propose("cn-covid-9", replace(HOME, settings=mixed, contacts_controlled=True)).zone == "high"


def test_without_known_settings_nothing_is_excused() -> None:
    assert propose("cn-covid-9", replace(HOME, settings=frozenset(), contacts_controlled=True)).zone == "high"


def test_where_no_clause_holds_every_zone_rule_is_named() -> None:
    found = propose_zone(packs("cn-covid-9"), place(PlaceKind.ACTIVITY, Spread.NONE))
    assert found.value.reasons[0].key is ReasonKey.NO_CLAUSE_MATCHES
    assert [line.address for line in found.because] == ["zones.low", "zones.medium", "zones.high"]


def test_a_pack_without_zones_says_so() -> None:
    assert propose_zone(packs("measles"), HOME).because[0].text == "null"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("cn-covid-8+community", "cn-covid-9", {"sealed": "high", "controlled": "medium", "precaution": "low"}),
        ("cn-covid-9", "cn-covid-9+20", {"high": "high", "medium": None, "low": "low"}),
        ("cn-covid-9", "measles", {"high": None, "medium": None, "low": None}),
        ("measles", "cn-covid-9", {}),
    ],
)
def test_zone_types_of_one_regime_answer_to_those_of_the_next(old: str, new: str, expected: dict[str, str | None]) -> None:
    found = crosswalk(packs(old), packs(new))
    assert {crossing.zone: crossing.becomes for crossing in found.value} == expected
    assert found.because


def test_a_zone_without_a_pool_name_answers_to_none() -> None:
    assert crosswalk(two_zones(place=["residence"]), packs("cn-covid-9")).value[0].becomes is None


def two_zones(**when: object) -> Protocol:
    return holding(made(rules={"zones": {"harder": {**ZONE, "rank": 20}, "milder": {**ZONE, "when": [when]}}}))


def test_of_two_fitting_zones_the_milder_is_proposed() -> None:
    assert propose_zone(two_zones(place=["residence"]), HOME).value.zone == "milder"


@pytest.mark.parametrize(("positives", "zone"), [(2, "harder"), (3, "milder")])
def test_a_clause_may_ask_for_a_number_of_infections(positives: int, zone: str) -> None:
    protocol = two_zones(positives_at_least=3)
    assert propose_zone(protocol, replace(HOME, positives=positives)).value.zone == zone


facts = st.builds(
    PlaceFacts,
    kind=st.sampled_from(PlaceKind),
    spread=st.sampled_from(Spread),
    hard_to_trace=st.booleans(),
    positives=st.integers(0, 20),
    settings=st.frozensets(st.sampled_from(Setting)),
    contacts_controlled=st.booleans(),
    holds_cases=st.sampled_from(Unit),
)


@given(st.sampled_from(["cn-covid-8+community", "cn-covid-9", "cn-covid-9+20"]), facts)
def test_a_proposal_always_explains_itself_and_controlling_contacts_never_makes_it_harder(pack: str, found: PlaceFacts) -> None:
    protocol = packs(pack)
    ranks = {rule.name: rule.whole("rank") for rule in protocol.section("zones")} | {None: 0}
    proposal = propose_zone(protocol, replace(found, contacts_controlled=False)).value
    controlled = propose_zone(protocol, replace(found, contacts_controlled=True)).value
    assert proposal.reasons
    assert ranks[controlled.zone] <= ranks[proposal.zone]
    assert (proposal.zone is None) == (proposal.unit is None) == (proposal.measures == ())


@pytest.mark.parametrize(
    ("pack", "facts", "said"),
    [
        ("cn-covid-9", HOME, {"zone": "high", "place": "residence"}),
        ("cn-covid-9", place(PlaceKind.WORK, Spread.HIGH), {"zone": "high", "place": "work", "spread": "high"}),
        (
            "cn-covid-8+community",
            place(PlaceKind.WORK, Spread.HIGH, hard_to_trace=True),
            {"zone": "sealed", "place": "work", "spread": "high", "hard_to_trace": "yes"},
        ),
    ],
)
def test_the_reason_names_the_clause_by_the_facts_it_asks_for(pack: str, facts: PlaceFacts, said: dict[str, str]) -> None:
    (why,) = propose(pack, facts).reasons
    assert dict(why.params) == said
