"""Planning campaigns, rounds and passes; opening and closing them; sites, laboratories and unserved grids."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outpace.kernel.jobs import Run
from outpace.kernel.models import JobRun
from outpace.screening import api
from outpace.screening.choices import ExemptReason, Outcome, PassState, Stage
from outpace.screening.jobs import notify
from outpace.screening.models import Campaign, Laboratory, Pass, Round, SamplingSite, SiteGrid, Tube
from outpace.screening.tests.browsing import as_role, get, post, text
from outpace.screening.tests.world import World, staff
from outpace.ui.text import number_text


@pytest.fixture
def lead(world: World) -> Client:
    return as_role("screening_lead", world.county.path)


def plan(world: World, lead: Client) -> int:
    """A pass planned by hand in the world's first round."""
    round_id = Round.objects.get(passes__pk=world.pass_id).pk
    sizes = {"pool_size": 10, "pool_sealed": 0, "pool_controlled": 10, "pool_precaution": 20}
    answer = post(lead, f"/screening/rounds/{round_id}/passes/new/", area=world.county.pk, target="everyone", **sizes)
    assert answer.status_code == 303, answer.content.decode()
    return int(Pass.objects.latest("pk").pk)


def test_a_campaign_is_planned_with_its_first_round(world: World, lead: Client) -> None:
    given = {"name": "Second wave", "area": world.county.pk, "pack": "cn-nat-2", "started_on": "2021-11-10"}
    answer = post(lead, "/screening/campaigns/new/", **given)
    made = Campaign.objects.get(name="Second wave")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/screening/campaigns/{made.pk}/")
    assert "Round 1" in text(lead, f"/screening/campaigns/{made.pk}/")


def test_only_areas_one_may_plan_for_can_be_chosen(world: World, lead: Client) -> None:
    given = {"name": "Elsewhere", "area": world.county.parent_id, "pack": "cn-nat-2", "started_on": "2021-11-10"}
    assert post(lead, "/screening/campaigns/new/", **given).status_code == 422
    assert not Campaign.objects.filter(name="Elsewhere").exists()


def test_a_pass_is_suggested_with_the_guides_pool_sizes(world: World, lead: Client) -> None:
    round_id = Round.objects.get(passes__pk=world.pass_id).pk
    form = get(lead, f"/screening/rounds/{round_id}/passes/new/").context["form"]
    assert (form["pool_sealed"].initial, form["pool_controlled"].initial, form["pool_precaution"].initial) == ("0", "10", "20")


def test_a_pass_of_key_groups_without_groups_is_refused_with_what_to_mend(world: World, lead: Client) -> None:
    round_id = Round.objects.get(passes__pk=world.pass_id).pk
    sizes = {"pool_size": 10, "pool_sealed": 0, "pool_controlled": 10, "pool_precaution": 20}
    answer = post(lead, f"/screening/rounds/{round_id}/passes/new/", area=world.county.pk, target="groups", **sizes)
    assert answer.status_code == 422


def test_opening_says_first_how_many_are_due(world: World, lead: Client) -> None:
    planned = plan(world, lead)
    page = text(lead, f"/screening/passes/{planned}/plan/")
    assert "48 people would be due" in page
    assert Pass.objects.get(pk=planned).state == PassState.PLANNED


def test_the_guides_deadline_is_filled_in(world: World, lead: Client) -> None:
    planned = plan(world, lead)
    assert get(lead, f"/screening/passes/{planned}/plan/").context["form"]["hours"].value() == 48


def test_an_opened_pass_runs_and_can_be_closed(world: World, lead: Client) -> None:
    planned = plan(world, lead)
    assert post(lead, f"/screening/passes/{planned}/plan/", hours=48).status_code == 303
    assert Pass.objects.get(pk=planned).state == PassState.OPEN
    assert post(lead, f"/screening/passes/{planned}/close/").status_code == 303
    assert Pass.objects.get(pk=planned).state == PassState.CLOSED


def test_telling_people_their_results_becomes_a_job(world: World, lead: Client) -> None:
    assert post(lead, f"/screening/passes/{world.pass_id}/notify/").status_code == 303
    assert JobRun.objects.filter(kind="screening.notify").count() == 1


def test_the_job_tells_what_may_be_told_and_says_how_many(world: World) -> None:
    people = world.people[world.grids[0].pk]
    world.sample("T1", people[:5])
    world.sample("T2", people[5:9])
    world.results(world.reading("T1", Outcome.NEGATIVE), world.reading("T2", Outcome.INCONCLUSIVE))
    chief = staff("screening_lead", world.county.path)
    run = Run(api.start_notifying(chief, world.pass_id), chief, {"pass": world.pass_id})
    assert notify(run) == {"tubes": 1}
    assert JobRun.objects.get(pk=run.id).done == 1
    assert Tube.objects.get(code="T1").stage == Stage.NOTIFIED


def test_a_round_is_added(world: World, lead: Client) -> None:
    campaign = Round.objects.get(passes__pk=world.pass_id).campaign
    before = campaign.rounds.count()
    assert post(lead, f"/screening/campaigns/{campaign.pk}/rounds/").status_code == 303
    assert campaign.rounds.count() == before + 1


@pytest.mark.parametrize("role", ["observer", "grid_worker", "sampler"])
def test_who_does_not_plan_can_neither_open_nor_close(world: World, role: str) -> None:
    other = as_role(role, world.county.path)
    for step in ("plan/", "close/", "notify/"):
        assert post(other, f"/screening/passes/{world.pass_id}/{step}", hours=1).status_code == 403
    assert post(other, "/screening/campaigns/new/").status_code == 403
    assert Pass.objects.get(pk=world.pass_id).state == PassState.OPEN


def test_another_county_finds_no_plan(world: World) -> None:
    other = as_role("screening_lead", "/63/")
    campaign = Round.objects.get(passes__pk=world.pass_id).campaign_id
    for url in (f"campaigns/{campaign}/", f"passes/{world.pass_id}/plan/", f"passes/{world.pass_id}/exemptions/"):
        assert get(other, f"/screening/{url}").status_code == 404


def test_exempt_people_are_listed_and_can_be_due_again(world: World, lead: Client) -> None:
    person = world.people[world.grids[0].pk][0]
    chief = staff("screening_lead", world.county.path)
    api.exempt(chief, world.pass_id, person, reason=ExemptReason.ABSENT)
    assert "away from the area" in text(lead, f"/screening/passes/{world.pass_id}/exemptions/")
    assert post(lead, f"/screening/passes/{world.pass_id}/exemptions/{person}/end/").status_code == 303
    assert "Nobody is exempt" in text(lead, f"/screening/passes/{world.pass_id}/exemptions/")


def test_a_site_gets_tables_and_grids(world: World, lead: Client) -> None:
    site = world.sites[0].pk
    SiteGrid.objects.filter(site_id=site).delete()
    answer = post(lead, f"/screening/places/sites/{site}/", kind="mobile", tables=6, grids=world.grids[0].code)
    assert answer.status_code == 303
    assert SamplingSite.objects.get(station_id=site).tables == 6
    assert list(SiteGrid.objects.filter(site_id=site).values_list("grid_id", flat=True)) == [world.grids[0].pk]


def test_an_unknown_grid_code_is_named(world: World, lead: Client) -> None:
    answer = post(lead, f"/screening/places/sites/{world.sites[0].pk}/", kind="mobile", tables=6, grids="999")
    assert answer.status_code == 422
    assert "No such area: 999" in answer.content.decode()


def test_a_laboratory_gets_its_capacity(world: World, lead: Client) -> None:
    lab = world.labs[0].pk
    assert post(lead, f"/screening/places/laboratories/{lab}/", nominal=300, effective=220, cutoff_n=38).status_code == 303
    row = Laboratory.objects.get(station_id=lab)
    assert (row.effective_tubes_per_hour, row.cutoffs) == (220, {"N": 38.0})


def test_six_domes_are_kept_by_their_unit_and_more_than_they_do_is_asked_about(world: World, lead: Client) -> None:
    page = f"/screening/places/laboratories/{world.labs[0].pk}/"
    assert post(lead, page, nominal=28_000, effective=20_000, equipment="dome", units=6).status_code == 303
    places = text(lead, "/screening/places/")
    asked = f"{number_text(672_000)} tubes a day: 6 dome laboratories are known to do up to {number_text(560_400)}."
    assert (asked in places, places.count("6 dome laboratories")) == (True, 2)
    assert asked in text(lead, page)


def test_a_number_without_what_is_counted_is_not_kept_nor_a_kind_without_a_number(world: World, lead: Client) -> None:
    page = f"/screening/places/laboratories/{world.labs[0].pk}/"
    answers = [post(lead, page, nominal=300, effective=200, **pieces) for pieces in ({"units": 6}, {"equipment": "three_in_one"})]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Say what is counted: domes, sets of three cabins, boxes or vehicles." in answers[0].content.decode()
    assert "Say how many there are." in answers[1].content.decode()


def test_a_capacity_that_so_many_pieces_have_is_saved_without_a_question(world: World, lead: Client) -> None:
    page = f"/screening/places/laboratories/{world.labs[0].pk}/"
    assert post(lead, page, nominal=400, effective=300, equipment="vehicle", units=1).status_code == 303
    places = text(lead, "/screening/places/")
    assert ("1 mobile laboratory" in places, "known to do" in places) == (True, False)


def test_a_laboratory_is_no_site(world: World, lead: Client) -> None:
    assert get(lead, f"/screening/places/sites/{world.labs[0].pk}/").status_code == 404


def test_capacity_is_not_for_observers(world: World) -> None:
    observer = as_role("observer", world.county.path)
    assert get(observer, "/screening/places/").status_code == 200
    assert get(observer, f"/screening/places/laboratories/{world.labs[0].pk}/").status_code == 403


def test_grids_no_site_serves_are_named_and_counted(world: World, lead: Client) -> None:
    SiteGrid.objects.filter(grid_id=world.grids[2].pk).delete()
    assert world.grids[2].name in text(lead, f"/screening/passes/{world.pass_id}/unserved/")
    assert "No site serves 1 grid with people due" in text(lead, "/screening/")


def test_who_plans_a_pass_is_shown_what_each_pool_size_finds(world: World, lead: Client) -> None:
    address = f"/screening/passes/{plan(world, lead)}/pools/"
    assert address in text(lead, address.replace("pools", "plan"))
    page = text(lead, f"{address}?people=190000&tests=25000")
    assert "8 to a tube find the most: about" in page
    assert "as planned" in page


def test_own_ct_values_are_worked_with_and_none_below_the_cutoff_is_said(world: World, lead: Client) -> None:
    address = f"/screening/passes/{world.pass_id}/pools/"
    assert "to a tube find the most" in text(lead, f"{address}?people=9000&tests=900&own=18, 24.5 31")
    assert "No Ct value lies below the cutoff" in text(lead, f"{address}?own=39")


def advised(world: World) -> str:
    return f"/screening/passes/{world.pass_id}/pools/"


@pytest.mark.parametrize("typed", ["20,25,30", "20，25、 30", "20; 25；30", "20\r\n25\n30"])
def test_typed_ct_values_are_kept_apart_by_commas_and_counted(world: World, lead: Client, typed: str) -> None:
    page = lead.get(advised(world), {"own": typed})
    assert page.context["form"].cleaned_data["own"] == (20.0, 25.0, 30.0)
    assert "3 Ct values were read" in page.content.decode()


@pytest.mark.parametrize("word", ["20-25", "-3", "25.", "n/a", "1e3"])
def test_what_is_no_ct_value_is_refused_by_name(world: World, lead: Client, word: str) -> None:
    page = lead.get(advised(world), {"own": f"20, {word}, 30"})
    assert page.context["answer"] is None
    assert f"This is no Ct value: {word}" in page.content.decode()


def test_an_open_pass_is_advised_on_who_is_due_in_it_and_not_exempt(world: World, lead: Client) -> None:
    chief = staff("screening_lead", world.county.path)
    api.exempt(chief, world.pass_id, world.people[world.grids[0].pk][0], reason=ExemptReason.ABSENT)
    assert get(lead, advised(world)).context["form"].data["people"] == sum(map(len, world.people.values())) - 1


def test_what_was_typed_is_not_counted_again(world: World, lead: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        get(lead, f"{advised(world)}?people=9000&tests=900")
    assert not [query for query in asked if "screening_coverage" in query["sql"] or "screening_laboratory" in query["sql"]]


@pytest.mark.parametrize("single", [{"is_retest": True}, {"target": "named", "pool_size": 1}])
def test_a_pass_of_single_tubes_is_advised_no_pool(world: World, lead: Client, single: dict[str, object]) -> None:
    Pass.objects.filter(pk=world.pass_id).update(**single)
    page = get(lead, f"{advised(world)}?people=9000&tests=900")
    assert page.context["answer"] is None
    assert "are single: each in a tube of their own" in page.content.decode()
    assert advised(world) not in text(lead, f"/screening/passes/{world.pass_id}/plan/")


def test_the_pass_is_advised_within_what_its_own_guide_allows(world: World, lead: Client) -> None:
    Campaign.objects.filter(rounds__passes=world.pass_id).update(pack="cn-nat-1")
    page = text(lead, f"{advised(world)}?people=190000&tests=12000")
    assert "Of the sizes that the testing guide allows, 10 to a tube find the most" in page
    assert page.count("not allowed by the guide") == 3


def test_who_does_not_plan_is_not_advised(world: World) -> None:
    assert get(as_role("sampler", world.county.path), f"/screening/passes/{world.pass_id}/pools/").status_code == 403


def test_kits_for_as_many_passes_as_are_planned_leave_nothing_and_the_day_is_said(world: World, lead: Client) -> None:
    address = f"/screening/passes/{plan(world, lead)}/kits/"
    assert address in text(lead, address.replace("kits", "plan"))
    page = text(lead, f"{address}?stock=3831&people=12762&passes=3&first=2022-05-13&every=2")
    assert "Enough for the plan and for no pass more: one on 19 May 2022 could not be tested. Order before then." in page


def test_kits_that_do_not_last_are_said_to_be_missing(world: World, lead: Client) -> None:
    address = f"/screening/passes/{plan(world, lead)}/kits/"
    page = text(lead, f"{address}?stock=3000&people=12762&passes=3&first=2022-05-13&every=2")
    assert "831 tests are missing, and the pass of 17 May 2022 cannot be tested whole" in page


@pytest.mark.parametrize("asked", ["passes=3&first=9999-12-31&every=2", "passes=8&first=2021-11-08&every=60"])
def test_kits_for_days_further_than_a_year_are_refused_in_words(world: World, lead: Client, asked: str) -> None:
    page = get(lead, f"/screening/passes/{plan(world, lead)}/kits/?stock=700&people=1000&pool=10&{asked}")
    assert "year" in str(page.context["form"].errors)
    assert page.context["said"] == ""
    assert "No answer yet. Please mend these points:" in page.content.decode()


def test_the_question_of_kits_starts_from_the_plan_and_says_nothing_before_it_is_asked(world: World, lead: Client) -> None:
    page = get(lead, f"/screening/passes/{plan(world, lead)}/kits/")
    assert {name: page.context["form"][name].value() for name in ("people", "pool", "passes")} == {"people": 48, "pool": 10, "passes": 1}
    assert page.context["said"] == ""


def test_who_does_not_plan_is_not_asked_about_kits(world: World) -> None:
    assert get(as_role("sampler", world.county.path), f"/screening/passes/{world.pass_id}/kits/").status_code == 403
