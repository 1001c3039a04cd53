"""Contacts of contacts: whose, when, and not at all where the pack says so."""

from datetime import timedelta

from epiworks.protocol import Protocol, SharedPlace
from epiworks.protocol.tests.making import packs
from epiworks.trace.hops import NO_FACTS, ContactFacts, second_generation
from epiworks.trace.people import by_person
from epiworks.trace.proposals import proposals
from epiworks.trace.tests.worlds import DAY, World

EIGHTH, NINTH = packs("cn-covid-8"), packs("cn-covid-9")
HOME, WORK = SharedPlace.HOUSEHOLD, SharedPlace.WORKPLACE
TWO_HOPS = (
    World().at(HOME, 1, 2).at(WORK, 1, 3, hours=(10, 12)).at(WORK, 2, 5, hours=(30, 32), which=1).at(WORK, 3, 6, hours=(30, 32), which=2)
)


def seconds(world: World, protocol: Protocol, facts: ContactFacts = NO_FACTS) -> list[tuple[int, int, str]]:
    """Pairs (contact, contact of the contact) with the class."""
    judged = world.judged(protocol)
    hops = second_generation(judged, proposals(judged), facts=facts).value
    return sorted(
        (int(hop.judged.asked.person[case]), int(person), hop.found.group_of(row))
        for hop in hops
        for row, (case, person) in enumerate(zip(hop.found.case, hop.found.person, strict=True))
    )


def test_the_people_whom_close_contacts_met_are_secondary_contacts() -> None:
    assert seconds(TWO_HOPS, EIGHTH) == [(2, 5, "secondary"), (3, 6, "secondary")]


def test_the_ninth_edition_looks_around_contacts_of_higher_risk_only() -> None:
    assert seconds(TWO_HOPS, NINTH) == [(2, 5, "secondary")]
    assert seconds(TWO_HOPS, NINTH, ContactFacts(higher_risk=[3])) == [(2, 5, "secondary"), (3, 6, "secondary")]


def test_after_the_twenty_measures_nobody_is_judged_a_secondary_contact_and_the_line_says_so() -> None:
    judged = TWO_HOPS.judged(packs("cn-covid-9+20"))
    found = second_generation(judged, proposals(judged))
    assert found.value == ()
    assert [(line.pack, line.address) for line in found.because] == [("cn-covid-9+20", "contact_classes.secondary")]


def test_an_isolated_contact_exposes_nobody_after_that_day() -> None:
    assert seconds(TWO_HOPS, EIGHTH, ContactFacts(isolated={2: DAY, 3: DAY + timedelta(days=1)})) == [(3, 6, "secondary")]


def test_a_contact_exposes_nobody_before_it_met_the_case() -> None:
    assert seconds(World().at(WORK, 2, 5, hours=(-30, -26)).at(HOME, 1, 2), EIGHTH) == []


def test_who_is_a_close_contact_or_a_case_is_not_a_secondary_contact_as_well() -> None:
    assert seconds(World().at(HOME, 1, 2, 3), EIGHTH) == []
    assert seconds(World().at(SharedPlace.VENUE, 1, 3).at(HOME, 1, 2, hours=(11, 12)).at(HOME, 2, 3, hours=(14, 15)), EIGHTH) == [
        (2, 3, "secondary")
    ]


def test_both_generations_come_to_one_row_per_person() -> None:
    judged = TWO_HOPS.judged(EIGHTH)
    first = proposals(judged)
    people = by_person([first, *(hop.found for hop in second_generation(judged, first).value)])
    assert {name: number for name, number in people.count().items() if number} == {"close": 2, "secondary": 2}
