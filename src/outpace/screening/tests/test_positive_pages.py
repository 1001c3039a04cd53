"""The positives desk: recall lists by scope, reaching people, signing, naming the unidentified."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import clock
from outpace.kernel.models import AuditEntry
from outpace.registry.models import Person
from outpace.registry.rules.codes import code_of
from outpace.screening.choices import Outcome, RecallState
from outpace.screening.data import Swab
from outpace.screening.models import PositivePool, RecallMember
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import World


def positive(world: World, code: str = "T1", *, start: int = 0, stranger: bool = False) -> PositivePool:
    people = [person for group in world.people.values() for person in group][start : start + 3]
    record = world.record(code, people, clock.now() - timedelta(hours=3))
    swabs = (*record.swabs, Swab(0, clock.now(), "man in a red coat")) if stranger else record.swabs
    world.fill(type(record)(record.id, code, swabs, record.sealed_at))
    world.results(world.reading(code, Outcome.PRELIMINARY_POSITIVE, tested_at=clock.now()))
    return PositivePool.objects.get(tube__code=code)


def page_of(pool: PositivePool) -> str:
    return f"/screening/positives/{pool.pk}/"


def test_open_pools_come_first_and_others_by_choice(world: World) -> None:
    positive(world)
    officer = sign_in("duty_officer", world.county.path)
    assert "T1" in officer.get("/screening/positives/").content.decode()
    assert "No positive pool here" in officer.get("/screening/positives/?state=withdrawn").content.decode()


def test_a_duty_officer_sees_names_and_phones_and_the_look_is_logged(world: World) -> None:
    pool = positive(world)
    text = sign_in("duty_officer", world.county.path).get(page_of(pool)).content.decode()
    assert "张0" in text
    assert AuditEntry.objects.filter(action="person.read", people=3).count() == 1


def test_a_commander_sees_masked_names(world: World) -> None:
    pool = positive(world)
    text = sign_in("commander", world.county.path).get(page_of(pool)).content.decode()
    assert "张*" in text
    assert "张0" not in text


def test_a_grid_worker_sees_only_the_own_grids_people(world: World) -> None:
    pool = positive(world, start=10)
    worker = sign_in("grid_worker", world.grids[0].path)
    page = worker.get(page_of(pool))
    assert (len(page.context["pool"].entries), page.context["pool"].hidden) == (2, 1)


def test_roles_without_positives_are_refused(world: World) -> None:
    pool = positive(world)
    for role in ("observer", "sampler", "lab_staff"):
        client = sign_in(role, world.county.path)
        assert (client.get("/screening/positives/").status_code, client.get(page_of(pool)).status_code) == (403, 404)


def test_another_county_finds_no_pool(world: World) -> None:
    pool = positive(world)
    stranger = sign_in("duty_officer", "/53/")
    assert "No positive pool here" in stranger.get("/screening/positives/").content.decode()
    assert [stranger.get(page_of(pool) + step).status_code for step in ("", "print/")] == [404, 404]


def test_marking_somebody_as_reached(world: World) -> None:
    pool = positive(world)
    member = pool.recall.order_by("id")[0]
    answer = sign_in("duty_officer", world.county.path).post(f"{page_of(pool)}reached/{member.pk}/")
    assert answer.status_code == 303
    assert RecallMember.objects.get(pk=member.pk).state == RecallState.REACHED


def test_a_commander_signs_after_reading(world: World) -> None:
    pool = positive(world)
    commander = sign_in("commander", world.county.path)
    assert commander.post(f"{page_of(pool)}sign/").status_code == 422
    assert commander.post(f"{page_of(pool)}sign/", {"read": "on"}).status_code == 303
    pool.refresh_from_db()
    assert pool.holds_signed_by == "commander"


def when(pool: PositivePool, **before: float) -> str:
    """A moment before the hold lapses, as a browser's field writes it."""
    lapses = pool.recall.order_by("id")[0].hold_until
    return timezone.localtime(lapses - timedelta(**before)).strftime("%Y-%m-%dT%H:%M")


def test_the_signature_shortens_the_wait_where_a_time_is_given(world: World) -> None:
    pool = positive(world)
    lapses = pool.recall.order_by("id")[0].hold_until
    answer = sign_in("commander", world.county.path).post(f"{page_of(pool)}sign/", {"read": "on", "until": when(pool, hours=3)})
    assert answer.status_code == 303
    assert pool.recall.order_by("id")[0].hold_until == lapses.replace(second=0, microsecond=0) - timedelta(hours=3)


@pytest.mark.parametrize("until", ["tomorrow", "2199-01-01T00:00"])
def test_a_time_that_cannot_be_is_refused_and_nothing_is_signed(world: World, until: str) -> None:
    pool = positive(world)
    assert sign_in("commander", world.county.path).post(f"{page_of(pool)}sign/", {"read": "on", "until": until}).status_code == 422
    pool.refresh_from_db()
    assert pool.holds_signed_by == ""


def test_after_signing_the_page_offers_to_shorten(world: World) -> None:
    pool = positive(world)
    commander = sign_in("commander", world.county.path)
    commander.post(f"{page_of(pool)}sign/", {"read": "on"})
    assert "Shorten the wait to" in commander.get(page_of(pool)).content.decode()
    assert commander.post(f"{page_of(pool)}shorten/", {"until": when(pool, hours=4)}).status_code == 303
    assert commander.post(f"{page_of(pool)}shorten/", {"until": when(pool, hours=-9)}).status_code == 422
    assert commander.post(f"{page_of(pool)}shorten/", {"until": ""}).status_code == 422


def test_the_page_names_the_pack_line_that_limits_the_wait(world: World) -> None:
    pool = positive(world)
    assert "first_actions.pool_retest" in sign_in("commander", world.county.path).get(page_of(pool)).content.decode()


def test_a_duty_officer_cannot_sign(world: World) -> None:
    pool = positive(world)
    answer = sign_in("duty_officer", world.county.path).post(f"{page_of(pool)}sign/", {"read": "on"})
    assert answer.status_code == 403


def test_the_page_says_on_what_ground_and_how_to_object(world: World) -> None:
    pool = positive(world)
    text = sign_in("commander", world.county.path).get(page_of(pool)).content.decode()
    assert "first_actions.pool_hold" in text
    assert "To object" in text
    assert "a named person signs it" in text


def test_what_was_noted_about_an_unknown_person_is_for_those_who_find_them(world: World) -> None:
    pool = positive(world, stranger=True)
    assert "man in a red coat" in sign_in("duty_officer", world.county.path).get(page_of(pool)).content.decode()
    assert AuditEntry.objects.filter(action="screening.unidentified_read").exists()
    assert "man in a red coat" not in sign_in("screening_lead", world.county.path).get(page_of(pool)).content.decode()


def test_an_unknown_person_is_named_by_card(world: World) -> None:
    pool = positive(world, stranger=True)
    person = Person.objects.get(pk=world.people[world.grids[0].pk][7])
    Person.objects.filter(pk=person.pk).update(code=code_of(77))
    sample = pool.tube.unidentified.get()
    officer = sign_in("duty_officer", world.county.path)
    assert officer.post(f"{page_of(pool)}identify/{sample.pk}/", {"typed": "nobody"}).status_code == 422
    assert officer.post(f"{page_of(pool)}identify/{sample.pk}/", {"typed": code_of(77)}).status_code == 303
    assert pool.recall.filter(person_id=person.pk).exists()


def test_a_withdrawn_pool_shows_the_reason(world: World) -> None:
    pool = positive(world)
    world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped", tested_at=clock.now()))
    officer = sign_in("duty_officer", world.county.path)
    assert "T1" in officer.get("/screening/positives/?state=withdrawn").content.decode()
    assert "labels swapped" in officer.get(page_of(pool)).content.decode()


def test_the_list_to_print_holds_the_same_people(world: World) -> None:
    pool = positive(world)
    text = sign_in("duty_officer", world.county.path).get(f"{page_of(pool)}print/").content.decode()
    assert "张0" in text
    assert "The request is not signed yet" in text


def test_lists_and_pools_ask_a_bounded_number_of_questions(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    pools = [positive(world, f"T{number}", start=number * 3) for number in range(5)]
    officer = sign_in("duty_officer", world.county.path)
    with django_assert_max_num_queries(15):
        officer.get("/screening/positives/")
    with django_assert_max_num_queries(35):
        officer.get(page_of(pools[0]))
