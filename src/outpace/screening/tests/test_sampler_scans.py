"""One scan at a time from a sampler's phone: durable at once, safe to send twice, and told what to do when it cannot be."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.registry.data import NewPerson
from outpace.registry.models import Person
from outpace.screening import api
from outpace.screening.api import Scan
from outpace.screening.models import Coverage, Sample, Tube, UnidentifiedSample
from outpace.screening.rules.sampling import ScanVerdict
from outpace.screening.tests.world import World, open_pass, staff


@pytest.fixture
def sampler(world: World) -> Actor:
    return staff("sampler", world.county.path)


def scan_of(world: World, person: int = 0, **changes: object) -> Scan:
    values: dict[str, Any] = {
        "id": uuid4(),
        "pass_id": world.pass_id,
        "site_id": world.sites[0].pk,
        "tube": "T1",
        "person": person,
        **changes,
    }
    return Scan(**values)


def grid(world: World) -> list[int]:
    return next(iter(world.people.values()))


def test_a_scan_is_recorded_at_once(world: World, sampler: Actor) -> None:
    person = grid(world)[0]
    assert api.scan(sampler, scan_of(world, person)).verdict is ScanVerdict.ADDED
    assert Sample.objects.get().person_id == person


def test_a_double_tap_adds_once_and_complains_of_nothing(world: World, sampler: Actor) -> None:
    tap = scan_of(world, grid(world)[0])
    assert [api.scan(sampler, tap).verdict, api.scan(sampler, tap).verdict] == [ScanVerdict.ADDED, ScanVerdict.ADDED]
    assert (Sample.objects.count(), Tube.objects.get().people) == (1, 1)


def test_the_same_person_scanned_again_is_already_in_the_tube(world: World, sampler: Actor) -> None:
    person = grid(world)[0]
    api.scan(sampler, scan_of(world, person))
    assert api.scan(sampler, scan_of(world, person)).verdict is ScanVerdict.IN_TUBE
    assert Tube.objects.get().people == 1


def test_somebody_sampled_in_another_tube_is_asked_about_first(world: World, sampler: Actor) -> None:
    person = grid(world)[0]
    api.scan(sampler, scan_of(world, person))
    answer = api.scan(sampler, scan_of(world, person, tube="T2"))
    assert answer.verdict is ScanVerdict.SAMPLED_BEFORE
    assert answer.earlier is not None
    assert answer.earlier.tube == "T1"
    assert not Tube.objects.filter(code="T2").exists()
    assert api.scan(sampler, scan_of(world, person, tube="T2", anyway=True)).verdict is ScanVerdict.SAMPLED_AGAIN


def test_a_full_tube_takes_nobody_else(world: World, sampler: Actor) -> None:
    world.fill(world.record("T1", grid(world)[:10], sealed=False))
    assert api.scan(sampler, scan_of(world, grid(world)[10])).verdict is ScanVerdict.FULL
    assert Tube.objects.get().people == 10


def test_a_sealed_tube_takes_nobody_else(world: World, sampler: Actor) -> None:
    api.scan(sampler, scan_of(world, grid(world)[0]))
    api.seal(sampler, scan_of(world))
    assert api.scan(sampler, scan_of(world, grid(world)[1])).verdict is ScanVerdict.SEALED


def test_a_tube_of_another_pass_belongs_elsewhere(world: World, sampler: Actor) -> None:
    other = open_pass(world)
    api.scan(sampler, scan_of(world, grid(world)[0]))
    assert api.scan(sampler, scan_of(world, grid(world)[1], pass_id=other)).verdict is ScanVerdict.ELSEWHERE


def test_undoing_a_scan_takes_the_person_out_and_keeps_the_history(world: World, sampler: Actor) -> None:
    person = grid(world)[0]
    api.scan(sampler, scan_of(world, person))
    api.undo_scan(sampler, scan_of(world, person))
    assert (Tube.objects.get().people, Sample.objects.get().effective) == (0, False)
    assert sum(Coverage.objects.values_list("done", flat=True)) == 0


def test_an_unknown_person_is_kept_by_description(world: World, sampler: Actor) -> None:
    api.scan(sampler, scan_of(world, reference="man, about 40, blue cap"))
    assert UnidentifiedSample.objects.count() == 1
    assert [row.reference for row in api.tube_in_hand(sampler, world.pass_id, world.sites[0].pk, code="T1").strangers] == [
        "man, about 40, blue cap"
    ]


def test_a_walk_in_is_enrolled_and_sampled_once_however_often_it_is_sent(world: World, sampler: Actor) -> None:
    before = Person.objects.count()
    tap, new = scan_of(world), NewPerson(name="王芳")
    answers = [api.walk_in(sampler, tap, grid_id=world.grids[0].pk, new=new).verdict for _ in range(2)]
    assert answers == [ScanVerdict.ADDED, ScanVerdict.ADDED]
    assert (Person.objects.count() - before, Tube.objects.get().people) == (1, 1)


def test_somebody_without_an_id_sent_again_after_they_filled_the_tube_is_in_it_already(world: World, sampler: Actor) -> None:
    world.fill(world.record("T1", grid(world)[:9], sealed=False))
    tap = replace(scan_of(world), reference="a man in a red coat")
    assert [api.scan(sampler, tap).verdict for _ in range(2)] == [ScanVerdict.ADDED, ScanVerdict.ADDED]
    assert Tube.objects.get().people == 10


def test_a_walk_in_sent_again_after_it_filled_the_tube_is_in_it_already(world: World, sampler: Actor) -> None:
    world.fill(world.record("T1", grid(world)[:9], sealed=False))
    before, tap, new = Person.objects.count(), scan_of(world), NewPerson(name="王芳")
    answers = [api.walk_in(sampler, tap, grid_id=world.grids[0].pk, new=new).verdict for _ in range(2)]
    assert answers == [ScanVerdict.ADDED, ScanVerdict.ADDED]
    assert (Person.objects.count() - before, Tube.objects.get().people) == (1, 10)


def test_a_walk_in_is_not_enrolled_when_the_tube_is_full(world: World, sampler: Actor) -> None:
    world.fill(world.record("T1", grid(world)[:10], sealed=False))
    before = Person.objects.count()
    assert api.walk_in(sampler, scan_of(world), grid_id=world.grids[0].pk, new=NewPerson(name="王芳")).verdict is ScanVerdict.FULL
    assert Person.objects.count() == before


def test_people_outside_the_samplers_area_look_absent(world: World) -> None:
    stranger = next(person for area, people in world.people.items() for person in people if area == world.grids[1].pk)
    with pytest.raises(NotFound):
        api.scan(staff("sampler", world.townships[0].path), scan_of(world, stranger))
    assert not Tube.objects.exists()


def test_another_townships_sampler_finds_neither_site_nor_tube(world: World) -> None:
    with pytest.raises(NotFound):
        api.tube_in_hand(staff("sampler", world.townships[1].path), world.pass_id, world.sites[0].pk, code="T1")


def test_a_courier_does_not_sample(world: World) -> None:
    with pytest.raises(NotAllowed):
        api.scan(staff("courier", world.county.path), scan_of(world, grid(world)[0]))


def test_the_tube_in_hand_lists_its_people_masked(world: World, sampler: Actor) -> None:
    api.scan(sampler, scan_of(world, grid(world)[0]))
    tube = api.tube_in_hand(sampler, world.pass_id, world.sites[0].pk, code="T1")
    assert [(member.name, tube.people, tube.pool_size) for member in tube.members] == [("张*", 1, 10)]


def test_ones_own_post_comes_first(world: World) -> None:
    sampler = staff("sampler", world.county.path)
    posted = Actor(sampler.kind, sampler.id, sampler.name, sampler.grants, world.sites[1].pk)
    assert [found.station.id for found in api.sites_to_sample(posted)] == [world.sites[1].pk, world.sites[0].pk]
