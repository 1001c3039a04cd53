"""Cases and small limits: conversions, incubation, targets, certificates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from epiworks.protocol import (
    Anchor,
    AnchorMissing,
    case_class,
    certificate_age,
    control_target,
    incubation,
    limit_imposed,
    may_repool,
    service_limit,
)
from epiworks.protocol.tests.making import holding, made, packs
from epiworks.units import Days, Minutes

NINTH = packs("cn-covid-9", "cn-nat-3")
AT = datetime(2022, 8, 16, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "infected", "becomes"),
    [
        ("asymptomatic", True, ("confirmed",)),
        ("confirmed", True, ()),
        ("preliminary", False, ("confirmed", "asymptomatic", "excluded")),
        ("excluded", False, ("preliminary",)),
    ],
)
def test_a_case_becomes_only_what_its_class_allows(name: str, infected: bool, becomes: tuple[str, ...]) -> None:
    found = case_class(NINTH, name).value
    assert (found.infected, found.converts_to) == (infected, becomes)


def test_every_conversion_leads_to_a_class_of_the_pack() -> None:
    for rule in NINTH.section("case_classes"):
        assert all(case_class(NINTH, name).value.name == name for name in rule.texts("converts_to"))


def test_incubation_is_given_as_far_as_the_pack_knows_it() -> None:
    assert incubation(packs("measles")).value.typical == Days(14.0)
    assert incubation(packs("who-ebola")).value.typical is None
    assert incubation(NINTH).value.shortest is None


@pytest.mark.parametrize(("pack", "days"), [("cn-covid-9", 14), ("who-ebola", 21), ("cholera", 5)])
def test_the_target_is_one_longest_incubation_after_the_first_detection(pack: str, days: int) -> None:
    assert control_target(packs(pack), date(2022, 2, 5)).value == date(2022, 2, 5) + timedelta(days=days)


def test_a_certificate_ages_from_the_sample_and_not_from_the_report() -> None:
    moments = {Anchor.SAMPLE_COLLECTED: AT, Anchor.REPORT: AT + timedelta(hours=20)}
    assert certificate_age(NINTH, moments, AT + timedelta(hours=30)).value == pytest.approx(30)
    with pytest.raises(AnchorMissing, match="sample_collected"):
        certificate_age(NINTH, {Anchor.REPORT: AT}, AT)


def test_no_limit_is_imposed_unless_a_pack_says_so() -> None:
    assert limit_imposed(NINTH, "hold_students").value is False
    silent = limit_imposed(packs("measles"), "hold_students")
    assert (silent.value, silent.because[0].text) == (False, "null")
    rules = {"limits": {"hold_students": {"imposed": True, "source": ["9not"]}}}
    assert limit_imposed(holding(made(rules=rules)), "hold_students").value is True


def test_people_walk_a_quarter_of_an_hour_at_most() -> None:
    assert service_limit(NINTH, "walk").value == Minutes(15.0)


def test_pooled_tubes_are_not_pooled_again() -> None:
    assert may_repool(NINTH).value is False
    allowed = holding(made(rules={"repooling": {"default": {"allowed": True, "source": ["NHC-re"]}}}))
    assert may_repool(allowed).value is True
