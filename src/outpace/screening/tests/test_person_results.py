"""One person's own positive result: found, taken back, given to somebody else, and the swab behind it."""

from uuid import uuid4

import pytest

from outpace.kernel import events
from outpace.screening import api
from outpace.screening.choices import CorrectionKind, Outcome
from outpace.screening.data import PersonFoundPositive, PersonResultWithdrawn, ScanCorrection
from outpace.screening.models import Pass, PositivePool, Tube
from outpace.screening.selectors.findings import swab_of
from outpace.screening.tests.world import MORNING, World, staff

POSITIVE = Outcome.PRELIMINARY_POSITIVE


@pytest.fixture
def own(world: World) -> int:
    """A person whose single tube "T1" is positive."""
    person = next(iter(world.people.values()))[0]
    world.sample("T1", [person])
    world.results(world.reading("T1", POSITIVE))
    return person


def correct(world: World, tube: str, person: int, into: str = "") -> None:
    correction = ScanCorrection(uuid4(), tube, person, CorrectionKind.VOID, MORNING, "wrong person", into)
    api.correct_scan(staff("site_head", world.county.path), world.sites[0].pk, correction)


def test_a_corrected_result_takes_the_persons_own_finding_back(world: World, own: int) -> None:
    heard: list[PersonResultWithdrawn] = []
    with events.listening(PersonResultWithdrawn, heard.append):
        world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped"))
    assert [event.person_id for event in heard] == [own]


def test_a_corrected_result_of_a_shared_tube_is_nobodys_own(world: World) -> None:
    world.sample("T1", next(iter(world.people.values()))[:3])
    world.results(world.reading("T1", POSITIVE))
    heard: list[PersonResultWithdrawn] = []
    with events.listening(PersonResultWithdrawn, heard.append):
        world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped"))
    assert heard == []


def test_a_scan_that_was_wrong_takes_the_finding_from_that_person(world: World, own: int) -> None:
    heard: list[PersonResultWithdrawn] = []
    with events.listening(PersonResultWithdrawn, heard.append):
        correct(world, "T1", own)
    assert [event.person_id for event in heard] == [own]


def test_when_all_but_one_turn_out_to_be_elsewhere_the_finding_is_that_persons_own(world: World) -> None:
    first, second = next(iter(world.people.values()))[:2]
    world.sample("T1", [first, second])
    world.results(world.reading("T1", POSITIVE))
    heard: list[PersonFoundPositive] = []
    with events.listening(PersonFoundPositive, heard.append):
        correct(world, "T1", first)
    assert [event.person_id for event in heard] == [second]


def test_a_corrected_retest_takes_the_finding_back(world: World) -> None:
    person = next(iter(world.people.values()))[0]
    world.sample("T1", [person, person + 1])
    world.results(world.reading("T1", POSITIVE))
    world.fill(world.record("R1", [person]), pass_id=Pass.objects.get(is_retest=True).pk)
    world.results(world.reading("R1", POSITIVE))
    heard: list[PersonResultWithdrawn] = []
    with events.listening(PersonResultWithdrawn, heard.append):
        world.results(world.reading("R1", Outcome.NEGATIVE, corrects=True, reason="cross contamination"))
    assert [event.person_id for event in heard] == [person]


def test_the_swab_behind_a_finding_is_known_with_its_moment(world: World, own: int) -> None:
    found = swab_of(own, Tube.objects.get(code="T1").pk)
    assert found is not None
    assert (found.tube, found.taken_at, found.targeted) == ("T1", MORNING, False)


def test_nobody_has_a_swab_in_somebody_elses_tube(world: World, own: int) -> None:
    assert swab_of(own + 1, Tube.objects.get(code="T1").pk) is None


def test_those_who_share_a_positive_tube_are_known_without_those_taken_out(world: World) -> None:
    people = next(iter(world.people.values()))[:3]
    world.sample("T1", people)
    world.results(world.reading("T1", POSITIVE))
    pool = PositivePool.objects.get().pk
    correct(world, "T1", people[0])
    assert api.pool_people([pool]) == {pool: tuple(people[1:])}
