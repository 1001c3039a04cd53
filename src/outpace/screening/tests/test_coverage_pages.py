"""Coverage from the county down to the grid, and the missing by name for whoever may see them."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.kernel.models import AuditEntry
from outpace.registry.models import KeyGroup, Person
from outpace.registry.tests.ground import place_areas
from outpace.screening import api
from outpace.screening.choices import TubeEventKind
from outpace.screening.data import ConditionRecord
from outpace.screening.models import Exemption
from outpace.screening.tests.browsing import NOON, as_role, get, post, text
from outpace.screening.tests.world import World, staff


@pytest.fixture
def lead(world: World) -> Client:
    return as_role("screening_lead", world.county.path)


@pytest.fixture
def worker(world: World) -> Client:
    return as_role("grid_worker", world.townships[0].path)


def area_url(world: World, area_id: int) -> str:
    return f"/screening/passes/{world.pass_id}/areas/{area_id}/"


def grid_url(world: World, number: int = 0) -> str:
    return f"/screening/passes/{world.pass_id}/grids/{world.grids[number].pk}/"


def in_grid(world: World, number: int = 0) -> list[int]:
    return world.people[world.grids[number].pk]


def test_the_county_leads_to_its_townships_and_they_to_their_grids(world: World, lead: Client) -> None:
    county = text(lead, area_url(world, world.county.pk))
    assert area_url(world, world.townships[0].pk) in county
    assert grid_url(world) in text(lead, area_url(world, world.townships[0].pk))


def test_coverage_is_on_the_map_where_points_are_known_each_mark_leading_down(world: World, lead: Client) -> None:
    assert "op-map" not in text(lead, area_url(world, world.county.pk))
    place_areas(world.county, world.townships, world.grids)
    world.sample("T1", in_grid(world, 0)[:9])
    page = text(lead, area_url(world, world.county.pk))
    assert f'href="{area_url(world, world.townships[0].pk)}" aria-label="township 621227100: 37.5%, 15 missing"' in page
    assert "op-ramp-1 op-map-rim" in page
    assert "op-ramp-0 op-map-rim op-map-nobody" in page


def test_areas_with_most_people_missing_come_first(world: World, lead: Client) -> None:
    world.sample("T1", in_grid(world, 0)[:9])
    table = get(lead, area_url(world, world.county.pk)).context["table"]
    assert [str(row[0].html).split(">")[1].split("<")[0] for row in table.rows] == [
        world.townships[1].name,
        world.townships[0].name,
    ]


def test_coverage_comes_as_a_file(world: World, lead: Client) -> None:
    lines = text(lead, area_url(world, world.county.pk) + "?format=csv").splitlines()
    assert lines[1] == f"{world.townships[0].name},24,0,0,24,0.0,0"


def test_a_grid_lists_who_is_missing(world: World, worker: Client) -> None:
    world.sample("T1", in_grid(world)[:9])
    page = text(worker, grid_url(world))
    assert "3 of 12 people due are still missing." in page
    assert [name for name in (f"张{n}" for n in range(12)) if f">{name}<" in page] == ["张9", "张10", "张11"]


def test_the_reason_names_what_happened_to_the_tube(world: World, worker: Client) -> None:
    world.sample("T1", in_grid(world)[:9])
    leak = ConditionRecord(uuid4(), "T1", TubeEventKind.LEAKED, NOON)
    api.record_condition(staff("sampler", world.county.path), world.sites[0].pk, leak)
    page = text(worker, grid_url(world))
    assert page.count("tube leaked") == 9
    assert page.count("not sampled yet") >= 3


def test_the_priority_lane_comes_first(world: World, worker: Client) -> None:
    group = KeyGroup.objects.filter(priority=True).first()
    assert group is not None
    Person.objects.filter(pk=in_grid(world)[11]).update(groups=1 << group.bit)
    page = text(worker, grid_url(world))
    assert page.index("张11") < page.index("张0")


def test_who_sees_masked_people_sees_a_masked_list(world: World) -> None:
    page = text(as_role("commander", world.county.path), grid_url(world))
    assert "张11" not in page
    assert "12 of 12 people due are still missing." in page


def test_who_sees_numbers_only_is_told_so(world: World) -> None:
    page = text(as_role("observer", world.county.path), grid_url(world))
    assert "Names are not shown to your role" in page
    assert "张" not in page


def test_the_file_of_names_obeys_the_same_guard(world: World) -> None:
    url = grid_url(world) + "?format=csv"
    assert get(as_role("observer", world.county.path), url).status_code == 403
    assert "张11" not in text(as_role("commander", world.county.path), url)
    assert "张11" in text(as_role("grid_worker", world.townships[0].path), url)


@pytest.mark.parametrize("suffix", ["", "?format=csv", "?view=print"])
def test_looking_at_names_is_logged(world: World, worker: Client, suffix: str) -> None:
    before = AuditEntry.objects.filter(people__gt=0).count()
    text(worker, grid_url(world) + suffix)
    assert AuditEntry.objects.filter(people__gt=0).count() == before + 1


def test_a_long_list_comes_in_pages_that_open_only_their_own_people(world: World) -> None:
    actor = staff("grid_worker", world.townships[0].path)
    first = api.missing_page(actor, world.pass_id, world.grids[0].pk, size=5)
    rest = api.missing_page(actor, world.pass_id, world.grids[0].pk, cursor=first.next_cursor, size=50)
    assert [len(first.items), len(rest.items), rest.next_cursor] == [5, 7, None]
    assert {row.person_id for row in (*first.items, *rest.items)} == set(in_grid(world))


@pytest.mark.parametrize("cursor", ["x", "2-1", "1-", "1-1e9", "０-１"])
def test_a_cursor_of_another_list_is_refused(world: World, worker: Client, cursor: str) -> None:
    assert get(worker, f"{grid_url(world)}?cursor={cursor}").status_code == 400


def test_another_townships_grid_is_not_found(world: World, worker: Client) -> None:
    assert get(worker, grid_url(world, 1)).status_code == 404
    assert get(worker, area_url(world, world.county.pk)).status_code == 404


def test_an_area_outside_the_pass_is_not_found(world: World) -> None:
    province = world.county.parent
    assert province is not None
    assert get(as_role("screening_lead", "/"), area_url(world, province.pk)).status_code == 404


def test_an_exempt_person_is_not_missing_and_the_reason_is_kept(world: World, lead: Client) -> None:
    person = in_grid(world)[3]
    answer = post(lead, f"{grid_url(world)}people/{person}/exempt/", reason="medical", note="advice of the clinic")
    assert (answer.status_code, answer.headers["location"]) == (303, grid_url(world))
    assert Exemption.objects.get(person_id=person).reason == "medical"
    assert "11 of 12 people due are still missing." in text(lead, grid_url(world))


def test_exempting_needs_a_reason(world: World, lead: Client) -> None:
    assert post(lead, f"{grid_url(world)}people/{in_grid(world)[3]}/exempt/", reason="").status_code == 422
    assert not Exemption.objects.exists()


def test_who_may_not_plan_may_not_exempt(world: World, worker: Client) -> None:
    assert post(worker, f"{grid_url(world)}people/{in_grid(world)[3]}/exempt/", reason="medical").status_code == 403
    assert "/exempt/" not in text(worker, grid_url(world))


def test_somebody_of_another_grid_cannot_be_exempted_from_here(world: World, lead: Client) -> None:
    assert get(lead, f"{grid_url(world)}people/{in_grid(world, 1)[0]}/exempt/").status_code == 404


def test_a_grid_where_nobody_is_missing_says_so(world: World, worker: Client) -> None:
    world.sample("T1", in_grid(world)[:6])
    world.sample("T2", in_grid(world)[6:])
    assert "Nobody is missing here" in text(worker, grid_url(world))


def test_a_grid_page_asks_the_same_few_questions_however_many_are_missing(
    world: World, worker: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text(worker, grid_url(world))
    with django_assert_max_num_queries(27):
        text(worker, grid_url(world))
