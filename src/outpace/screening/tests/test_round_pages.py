"""The round overview and the lists behind its differences: what they say, to whom, and in how many queries."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.screening import api
from outpace.screening.choices import Outcome, Stage, TubeEventKind
from outpace.screening.data import AcceptRecord, ConditionRecord
from outpace.screening.tests.browsing import NOON, as_role, everyone, get, text
from outpace.screening.tests.world import MORNING, World, build, open_pass, staff

QUERIES = 48
"""What the overview may ask, sign-in included; the same at four grids and at four hundred."""


@pytest.fixture
def lead(world: World) -> Client:
    return as_role("screening_lead", world.county.path)


def test_the_first_page_says_how_many_people_are_sampled(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:12])
    assert "12 of 48 people sampled (25%)" in text(lead, "/screening/")


def test_it_says_when_the_round_ends_and_what_holds_it_up(world: World, lead: Client) -> None:
    page = get(lead, "/screening/")
    assert "before the deadline; the slowest step is" in page.context["lead"]


def test_it_says_by_how_much_the_round_will_be_late(world: World, lead: Client) -> None:
    for lab in world.labs:
        api.describe_laboratory(staff("screening_lead"), lab.pk, nominal=1, effective=0, cutoffs={})
    api.describe_laboratory(staff("screening_lead"), world.labs[0].pk, nominal=1, effective=1, cutoffs={})
    late = get(lead, "/screening/", at=MORNING + timedelta(hours=47)).context["lead"]
    assert "The bottleneck is the laboratory" in late
    assert "after the deadline" in late


def test_a_positive_pool_is_in_the_headline_and_first_of_what_to_do(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:5])
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    context = get(lead, "/screening/").context
    assert "1 pool preliminary positive, 5 people not reached yet." in context["lead"]
    assert context["notices"][0].title == "Reach 5 people of positive pool T1"


def test_who_may_not_read_positives_is_not_told_that_there_are_none(world: World) -> None:
    world.sample("T1", everyone(world)[:5])
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    page = text(as_role("lab_staff", world.county.path), "/screening/")
    assert "No open positive pool" not in page
    assert "Positive pools open" not in page


@pytest.mark.parametrize(
    ("role", "actions"),
    [("commander", {"Sign", "Missing list"}), ("duty_officer", {"See it", "Missing list"}), ("observer", {"See it"})],
)
def test_each_reader_is_offered_what_their_role_may_do(world: World, role: str, actions: set[str]) -> None:
    world.sample("T1", everyone(world)[:5])
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    notices = get(as_role(role, world.county.path), "/screening/").context["notices"]
    assert {notice.action for notice in notices if notice.icon in {"signature", "user-search"}} == actions


def test_everybody_sampled_and_nothing_waiting_asks_for_nothing(world: World, lead: Client) -> None:
    for number, people in enumerate(world.people.values()):
        world.sample(f"T{number}", people[:10])
        world.sample(f"U{number}", people[10:])
    kinds = {notice.icon for notice in get(lead, "/screening/", at=MORNING + timedelta(minutes=70)).context["notices"]}
    assert "user-search" not in kinds
    assert "hourglass" not in kinds


def test_the_oldest_tube_at_a_site_is_named_with_who_has_it(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:5])
    late = get(lead, "/screening/", at=MORNING + timedelta(hours=9)).context["notices"]
    stuck = next(notice for notice in late if notice.icon == "hourglass")
    assert "sampling_site S0" in stuck.detail
    assert stuck.url == f"/screening/passes/{world.pass_id}/waiting/1/"


def test_the_ledger_links_every_difference_to_its_tubes(world: World, lead: Client) -> None:
    world.sample("SENT-TUBE-1", everyone(world)[:5])
    world.sample("KEPT-TUBE-2", everyone(world)[5:9])
    world.send("SENT-TUBE-1")
    page = text(lead, f"/screening/passes/{world.pass_id}/")
    assert "The ledger balances" in page
    assert f'href="/screening/passes/{world.pass_id}/waiting/{Stage.RECEIVED.value}/"' in page
    assert "SENT-TUBE-1" in text(lead, f"/screening/passes/{world.pass_id}/waiting/3/")
    assert "SENT-TUBE-1" not in text(lead, f"/screening/passes/{world.pass_id}/waiting/1/")


def test_a_leaked_tube_is_listed_with_its_condition(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:5])
    leak = ConditionRecord(uuid4(), "T1", TubeEventKind.LEAKED, NOON)
    api.record_condition(staff("sampler", world.county.path), world.sites[0].pk, leak)
    page = text(lead, f"/screening/passes/{world.pass_id}/ended/1/")
    assert "T1" in page
    assert "leaked" in page


def test_a_tube_no_site_recorded_is_listed_with_who_has_it(world: World, lead: Client) -> None:
    ghost = AcceptRecord(uuid4(), uuid4(), world.labs[0].pk, NOON, ("G1",))
    api.accept_handover(staff("lab_staff", world.county.path), ghost)
    assert "1 tube no site has recorded" in text(lead, "/screening/")
    assert "laboratory L0" in text(lead, "/screening/unannounced/")


def test_a_disputed_tube_is_listed(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:5])
    world.results(world.reading("T1", Outcome.NEGATIVE))
    world.results(world.reading("T1", Outcome.INCONCLUSIVE), lab=1)
    assert "T1" in text(lead, f"/screening/passes/{world.pass_id}/disputed/")


def test_lists_come_as_files_too(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:5])
    lines = text(lead, f"/screening/passes/{world.pass_id}/waiting/1/?format=csv").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("T1,5,sampled,sound,")


def test_a_later_pass_is_compared_with_the_one_before_in_people(world: World) -> None:
    people = everyone(world)
    world.sample("T1", people[:40])
    plan = api.PassPlan(area_id=world.county.pk)
    chief = staff("screening_lead", world.county.path)
    campaign = api.list_campaigns(chief).items[0]
    second = api.plan_pass(chief, api.campaign_rounds(chief, campaign.id)[-1].id, plan)
    api.open_pass(chief, second, deadline=timedelta(hours=48))
    world.fill(world.record("T2", people[:47]), pass_id=second)
    found = api.overview(chief, second).against
    assert found is not None
    assert found.comparison.difference == 7 == found.comparison.denominator_change + 8 - 1


def test_a_township_sees_its_own_part_only(world: World) -> None:
    theirs, ours = (world.people[grid.pk] for grid in world.grids[:2])
    world.sample("T1", theirs[:5], site=0)
    world.sample("T2", ours[:6], site=1)
    observer = as_role("observer", world.townships[1].path)
    assert "6 of 24 people sampled" in text(observer, "/screening/")
    listed = text(observer, f"/screening/passes/{world.pass_id}/waiting/1/")
    assert "T2" in listed
    assert "T1" not in listed


@pytest.mark.parametrize("page", ["", "waiting/1/", "ended/1/", "disputed/", "unserved/"])
def test_another_county_finds_nothing(world: World, page: str) -> None:
    assert get(as_role("screening_lead", "/63/"), f"/screening/passes/{world.pass_id}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "unannounced/", "campaigns/", "places/"])
def test_couriers_see_no_figures(world: World, page: str) -> None:
    assert get(as_role("courier", world.county.path), f"/screening/{page}").status_code == 403


@pytest.mark.parametrize("stage", [0, 7, 99])
def test_a_stage_that_does_not_exist_is_not_found(world: World, lead: Client, stage: int) -> None:
    assert get(lead, f"/screening/passes/{world.pass_id}/waiting/{stage}/").status_code == 404


def test_before_any_pass_the_page_says_what_to_do(db: None) -> None:
    world = build(is_open=False)
    page = text(as_role("screening_lead", world.county.path), "/screening/")
    assert "No screening is running" in page
    assert "/screening/campaigns/new/" in page


def test_observers_are_not_asked_to_plan(db: None) -> None:
    world = build(is_open=False)
    assert "/screening/campaigns/new/" not in text(as_role("observer", world.county.path), "/screening/")


@pytest.mark.parametrize("grids", [2, 12])
def test_the_overview_asks_the_same_few_questions_however_many_grids(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries, grids: int
) -> None:
    world = build(grids=grids)
    for number, people in enumerate(world.people.values()):
        world.sample(f"T{number}", people[:5], site=number % 2)
    lead = as_role("screening_lead", world.county.path)
    text(lead, "/screening/")
    with django_assert_max_num_queries(QUERIES):
        text(lead, "/screening/")


def test_a_list_asks_the_same_few_questions_however_many_tubes(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries, lead: Client
) -> None:
    for number, person in enumerate(everyone(world)[:20]):
        world.sample(f"T{number}", [person])
    with django_assert_max_num_queries(14):
        text(lead, f"/screening/passes/{world.pass_id}/waiting/1/")


def test_the_second_pass_does_not_count_the_first_ones_tubes(world: World, lead: Client) -> None:
    world.sample("FIRST-PASS-1", everyone(world)[:5])
    second = open_pass(world)
    assert "FIRST-PASS-1" not in text(lead, f"/screening/passes/{second}/waiting/1/")
