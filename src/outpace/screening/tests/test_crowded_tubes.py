"""Tubes that hold more people than allowed where they live, or several households: accepted, noted, and named to whoever can act."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest

from outpace.kernel.scope import AreaPath
from outpace.registry.models import Household, Person
from outpace.screening import api
from outpace.screening.choices import CorrectionKind
from outpace.screening.data import PoolingZone, ScanCorrection
from outpace.screening.models import CrowdedTube, Tube
from outpace.screening.rules.pools import HOUSEHOLD_TUBE
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import MORNING, World, open_pass, staff


@pytest.fixture
def zoned(world: World) -> World:
    """A pass with one person to a tube in sealed zones, and the first grid sealed since the day before."""
    world.pass_id = open_pass(world, pool_size=10, pool_by_zone={"sealed": 1})
    seal(world)
    return world


def seal(world: World, *, since: timedelta = timedelta(days=-1)) -> None:
    api.pool_zone(PoolingZone(1, "sealed", 30), [AreaPath(world.grids[0].path)], since=MORNING + since)


def people(world: World, grid: int) -> list[int]:
    return world.people[world.grids[grid].pk]


def notes(world: World, inside: Sequence[int], *, tube: str = "T1") -> tuple[str, ...]:
    return world.fill(world.record(tube, list(inside))).outcomes[0].notes


def crowded() -> list[tuple[str, str, int]]:
    return list(CrowdedTube.objects.order_by("tube__code").values_list("tube__code", "doubt", "allowed"))


def live_together(*homes: Sequence[int]) -> None:
    for number, home in enumerate(homes):
        grid = Person.objects.get(pk=home[0]).grid
        Person.objects.filter(pk__in=home).update(household=Household.objects.create(grid=grid, number=f"H{number}"))


def test_a_batch_with_more_people_than_their_zone_allows_is_accepted_and_noted(zoned: World) -> None:
    assert notes(zoned, people(zoned, 0)[:2]) == ("overfull",)
    assert notes(zoned, people(zoned, 1)[:5], tube="T2") == ()
    assert crowded() == [("T1", "overfull", 1)]
    assert Tube.objects.count() == 2


def test_one_person_of_a_sealed_zone_among_others_makes_the_tube_too_full(zoned: World) -> None:
    assert notes(zoned, [people(zoned, 0)[0], *people(zoned, 1)[:3]]) == ("overfull",)


def test_a_tube_filled_before_the_zone_was_signed_is_as_it_should_be(world: World) -> None:
    world.pass_id = open_pass(world, pool_size=10, pool_by_zone={"sealed": 1})
    seal(world, since=timedelta(days=1))
    assert notes(world, people(world, 0)[:2]) == ()


def test_people_who_come_in_a_later_batch_count_too(zoned: World) -> None:
    first, second, *_ = people(zoned, 0)
    assert notes(zoned, [first]) == ()
    assert notes(zoned, [second]) == ("overfull",)


def test_a_tube_whose_surplus_is_moved_out_is_right_again(zoned: World) -> None:
    first, second, *_ = people(zoned, 0)
    notes(zoned, [first, second])
    moved = ScanCorrection(uuid4(), "T1", second, CorrectionKind.VOID, MORNING + timedelta(hours=2), "sampled alone", into="T2")
    api.correct_scan(staff("sampler", zoned.county.path), zoned.sites[0].pk, moved)
    assert crowded() == []


def test_a_tube_for_one_household_is_noted_when_it_mixes_two(world: World) -> None:
    world.pass_id = open_pass(world, pool_size=HOUSEHOLD_TUBE)
    mine, theirs = people(world, 0)[:3], people(world, 0)[3:5]
    live_together(mine, theirs)
    assert notes(world, mine) == ()
    assert notes(world, [*theirs, people(world, 0)[-1]], tube="T2") == ("households",)
    assert notes(world, theirs) == ("households", "repeated")
    assert crowded() == [("T1", "households", HOUSEHOLD_TUBE), ("T2", "households", HOUSEHOLD_TUBE)]


def test_people_whose_households_nobody_knows_do_not_share_a_household_tube_unnoticed(world: World) -> None:
    world.pass_id = open_pass(world, pool_size=5, pool_by_zone={"sealed": HOUSEHOLD_TUBE})
    seal(world)
    assert notes(world, people(world, 0)[:1]) == ()
    assert notes(world, people(world, 0)[1:7], tube="T2") == ("overfull",)
    assert notes(world, people(world, 0)[7:9], tube="T3") == ("households",)
    assert crowded() == [("T2", "overfull", HOUSEHOLD_TUBE), ("T3", "households", HOUSEHOLD_TUBE)]


def test_the_site_page_the_overview_and_a_list_name_the_tube_until_it_is_tested(zoned: World) -> None:
    notes(zoned, people(zoned, 0)[:2], tube="T-CROWD")
    reader = sign_in("screening_lead", zoned.county.path)
    pages = [f"/screening/sites/{zoned.sites[0].pk}/", f"/screening/passes/{zoned.pass_id}/crowded/"]
    assert all("T-CROWD" in reader.get(page).content.decode() for page in pages)
    assert "more people than allowed · at most 1" in reader.get(pages[1]).content.decode()
    assert "1 tube holds more people than allowed" in reader.get(f"/screening/passes/{zoned.pass_id}/").content.decode()
    Tube.objects.update(stage=4)
    assert ["T-CROWD" in reader.get(page).content.decode() for page in pages] == [True, False]


def test_the_phone_asks_before_somebody_of_another_household_goes_in_and_says_so_afterwards(world: World) -> None:
    world.pass_id = open_pass(world, pool_size=HOUSEHOLD_TUBE)
    mine, theirs = people(world, 0)[:2], people(world, 0)[2:4]
    live_together(mine, theirs)
    phone, address = sign_in("sampler", world.county.path), f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/tubes/T1/"
    phone.post(f"{address}add/", {"record_id": uuid4(), "person": mine[0]})
    asked = phone.post(f"{address}add/", {"record_id": uuid4(), "person": theirs[0]})
    assert (asked.status_code, "From another household" in asked.content.decode(), Tube.objects.get().people) == (422, True, 1)
    phone.post(f"{address}add/", {"record_id": uuid4(), "person": theirs[0], "anyway": "on"})
    assert "People of several households are in this tube" in phone.get(address).content.decode()
    assert crowded() == [("T1", "households", HOUSEHOLD_TUBE)]


def test_the_phone_asks_before_twelve_people_of_unknown_household_share_a_tube_and_stops_at_the_passes_size(world: World) -> None:
    world.pass_id = open_pass(world, pool_size=10, pool_by_zone={"sealed": HOUSEHOLD_TUBE})
    seal(world)
    phone, address = sign_in("sampler", world.county.path), f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/tubes/T1/"
    asked, insisted = [], []
    for person in people(world, 0)[:12]:
        asked.append(phone.post(f"{address}add/", {"record_id": uuid4(), "person": person}).status_code)
        insisted.append(phone.post(f"{address}add/", {"record_id": uuid4(), "person": person, "anyway": "on"}).status_code)
    assert asked == [303] + [422] * 11
    assert insisted == [422] + [303] * 9 + [422] * 2
    page = phone.get(address).content.decode()
    assert "People of several households are in this tube" in page
    assert "full: seal it" in page


@pytest.mark.parametrize("step", ["unknown/", "walk-in/"])
def test_somebody_nobody_knows_is_asked_about_and_put_in_once(world: World, step: str) -> None:
    world.pass_id = open_pass(world, pool_size=HOUSEHOLD_TUBE)
    phone, address = sign_in("sampler", world.county.path), f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/tubes/T1/"
    phone.post(f"{address}add/", {"record_id": uuid4(), "person": people(world, 0)[0]})
    given = {"record_id": uuid4(), "reference": "man in a blue cap", "name": "王芳", "grid": world.grids[0].pk, "sex": "f"}
    asked = phone.post(f"{address}{step}", given)
    assert (asked.status_code, "Put into this tube anyway" in asked.content.decode(), Tube.objects.get().people) == (422, True, 1)
    answers = [phone.post(f"{address}{step}", given | more).status_code for more in ({"anyway": "on"}, {"anyway": "on"}, {})]
    assert (answers, Tube.objects.get().people) == ([303] * 3, 2)
