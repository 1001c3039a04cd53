"""The sampler's phone, as plain forms: what each tap does and what the page says next."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import clock
from outpace.registry.models import Household, Person
from outpace.registry.rules.codes import code_of
from outpace.screening.models import Pass, Sample, Tube, UnidentifiedSample
from outpace.screening.tests.browsing import everyone
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.test_named_orders import order
from outpace.screening.tests.world import MORNING, World, open_pass


@pytest.fixture
def phone(world: World) -> Client:
    return sign_in("sampler", world.county.path, station=world.sites[1].pk)


def address(world: World, *, tube: str = "T1", step: str = "", pass_id: int = 0) -> str:
    return f"/screening/sample/{pass_id or world.pass_id}/{world.sites[0].pk}/tubes/{tube}/{step}"


def tap(phone: Client, world: World, step: str = "add/", *, tube: str = "T1", **given: Any) -> Any:
    return phone.post(address(world, tube=tube, step=step), {"record_id": str(uuid4()), **given})


def grid(world: World) -> list[int]:
    return next(iter(world.people.values()))


def test_the_first_page_has_ones_own_post_chosen(world: World, phone: Client) -> None:
    page = phone.get("/screening/sample/")
    assert page.context["chosen"].station.id == world.sites[1].pk
    assert "your post" in page.content.decode()


def test_named_people_of_days_that_are_over_are_folded_and_each_day_is_named(world: World) -> None:
    today, day = MORNING + timedelta(days=30), timedelta(days=1)
    now = order(world, everyone(world)[0], at=today).pass_id
    named = Pass.objects.values("round_id", "area_id", "area_path", "target", "state").get(pk=now)
    ends = [today - day * number for number in range(1, 23)]
    Pass.objects.bulk_create(Pass(**named, number=100 + at, opened_at=end - day, due_by=end) for at, end in enumerate(ends))
    with clock.at(today + timedelta(hours=1)):
        page = sign_in("sampler", world.county.path, station=world.sites[1].pk).get("/screening/sample/")
    text = page.content.decode()
    assert ([found.id for found in page.context["passes"]], len(page.context["earlier"])) == ([now, world.pass_id], 18)
    assert text.index("People named for 8 Dec") < text.index("Of earlier days (18)") < text.index("People named for 7 Dec")


def test_without_a_site_the_page_says_whom_to_ask(world: World) -> None:
    page = sign_in("sampler", "/99/").get("/screening/sample/")
    assert "No sampling site is yours" in page.content.decode()


def test_opening_a_tube_records_nothing_yet(world: World, phone: Client) -> None:
    answer = phone.post(f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/", {"code": "T1"})
    assert (answer.status_code, answer.headers["location"]) == (303, address(world))
    assert "Nobody in this tube yet" in phone.get(address(world)).content.decode()
    assert not Tube.objects.exists()


def test_a_code_no_label_can_carry_is_refused_in_place(world: World, phone: Client) -> None:
    answer = phone.post(f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/", {"code": "管 1"})
    assert answer.status_code == 422
    assert "Not a tube code" in answer.content.decode()


def test_a_card_puts_its_person_into_the_tube(world: World, phone: Client) -> None:
    person = Person.objects.get(pk=grid(world)[0])
    Person.objects.filter(pk=person.pk).update(code=code_of(5))
    answer = tap(phone, world, typed=code_of(5).lower())
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address(world)}?told=added")
    page = phone.get(answer.headers["location"]).content.decode()
    assert "Added: 张*" in page
    assert "1 of 10 people in the tube" in page


def test_sending_the_same_form_twice_adds_once(world: World, phone: Client) -> None:
    given = {"record_id": str(uuid4()), "person": grid(world)[0]}
    answers = [phone.post(address(world, step="add/"), given).status_code for _ in range(2)]
    assert (answers, Sample.objects.count()) == ([303, 303], 1)


def test_a_name_is_looked_for_in_the_grids_of_the_site(world: World, phone: Client) -> None:
    answer = tap(phone, world, typed="张3")
    assert answer.status_code == 422
    assert len(answer.context["matches"]) == len(world.grids)
    assert not Tube.objects.exists()


def test_nobodys_number_says_what_to_do(world: World, phone: Client) -> None:
    answer = tap(phone, world, typed="11999919800101000X")
    assert answer.status_code == 422
    assert "register them as a walk-in" in answer.content.decode()


def test_somebody_sampled_before_is_shown_with_their_tube_and_may_be_insisted_on(world: World, phone: Client) -> None:
    person = grid(world)[0]
    tap(phone, world, person=person)
    page = tap(phone, world, tube="T2", person=person)
    assert page.status_code == 422
    assert "In tube T1" in page.content.decode()
    assert tap(phone, world, tube="T2", person=person, anyway="on").status_code == 303


def test_a_full_tube_says_to_seal_it(world: World, phone: Client) -> None:
    world.fill(world.record("T1", grid(world)[:10], sealed=False))
    page = tap(phone, world, person=grid(world)[10])
    assert page.status_code == 422
    assert "Seal this tube and take the next one" in page.content.decode()


def test_a_tube_of_another_pass_says_to_put_it_aside(world: World, phone: Client) -> None:
    world.sample("T1", grid(world)[:2])
    page = phone.get(address(world, pass_id=open_pass(world))).content.decode()
    assert "Put it aside" in page
    assert "张" not in page


def test_undo_takes_the_last_person_out(world: World, phone: Client) -> None:
    tap(phone, world, person=grid(world)[0])
    assert tap(phone, world, "undo/", person=grid(world)[0]).headers["location"].endswith("?told=undone")
    assert Tube.objects.get().people == 0


def test_sealing_leads_to_the_next_tube(world: World, phone: Client) -> None:
    tap(phone, world, person=grid(world)[0])
    answer = tap(phone, world, "seal/")
    assert "Tube sealed" in phone.get(answer.headers["location"]).content.decode()
    assert Tube.objects.get().sealed_at is not None


def test_an_unsealed_tube_is_offered_again(world: World, phone: Client) -> None:
    tap(phone, world, person=grid(world)[0])
    page = phone.get(f"/screening/sample/{world.pass_id}/{world.sites[0].pk}/")
    assert [tube.code for tube in page.context["open"]] == ["T1"]


def test_an_unknown_person_needs_a_description(world: World, phone: Client) -> None:
    assert tap(phone, world, "unknown/", reference="").status_code == 422
    assert tap(phone, world, "unknown/", reference="woman in a red coat").status_code == 303
    assert UnidentifiedSample.objects.count() == 1


def test_a_walk_in_is_registered_and_put_into_the_tube(world: World, phone: Client) -> None:
    answer = tap(phone, world, "walk-in/", name="王芳", grid=world.grids[0].pk, sex="f")
    assert answer.headers["location"].endswith("?told=added")
    assert Sample.objects.get().person_id == Person.objects.latest("pk").pk


def test_a_walk_in_with_a_wrong_document_is_told_so(world: World, phone: Client) -> None:
    answer = tap(phone, world, "walk-in/", name="王芳", grid=world.grids[0].pk, sex="f", document="123456789012345678")
    assert answer.status_code == 422
    assert answer.context["form"].errors["document"]
    assert not Tube.objects.exists()


def test_a_household_tube_proposes_the_others_at_home(world: World, phone: Client) -> None:
    people = grid(world)[:3]
    home = Household.objects.create(grid=world.grids[0], number="1")
    Person.objects.filter(pk__in=people).update(household=home)
    pass_id = open_pass(world, pool_size=0)
    phone.post(address(world, tube="H1", step="add/", pass_id=pass_id), {"record_id": str(uuid4()), "person": people[0]})
    page = phone.get(address(world, tube="H1", pass_id=pass_id))
    assert [person.id for person in page.context["household"]] == people[1:]


def test_another_townships_sampler_finds_nothing(world: World) -> None:
    world.sample("T1", grid(world)[:2])
    other = sign_in("sampler", world.townships[1].path)
    assert other.get(address(world)).status_code == 404
    assert tap(other, world, person=grid(world)[0]).status_code == 404


@pytest.mark.parametrize("role", ["observer", "grid_worker", "lab_staff", "courier"])
def test_roles_that_do_not_sample_cannot(world: World, role: str) -> None:
    client = sign_in(role, world.county.path)
    assert client.get(address(world)).status_code in {403, 404}
    assert tap(client, world, person=grid(world)[0]).status_code in {403, 404}
    assert not Tube.objects.exists()


def test_a_scan_by_htmx_answers_with_the_tube_only(world: World, phone: Client) -> None:
    given = {"record_id": str(uuid4()), "person": grid(world)[0]}
    page = phone.post(address(world, step="add/"), given, headers={"HX-Request": "true"}, follow=True).content.decode()
    assert page.lstrip().startswith('<div id="in-hand"')


def test_a_full_tube_is_shown_in_few_queries(world: World, phone: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    world.fill(world.record("T1", grid(world)[:10], sealed=False))
    with django_assert_max_num_queries(22):
        phone.get(address(world))
