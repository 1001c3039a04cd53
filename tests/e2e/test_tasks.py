"""From a positive pool to a task reported as done, on a phone without JavaScript, and a late one at the dispatch desk."""

import pytest

from outpace.command import api
from outpace.command.choices import OwnerCode
from outpace.command.models import Task
from outpace.command.tests.world import COUNTY, TOWN, Headquarters, build, minutes
from outpace.kernel import clock
from outpace.registry.tests import reference
from tests.e2e.conftest import SignIn, Visit

PHONE = (390, 844)


@pytest.fixture
def county(transactional_db: None) -> Headquarters:
    """Posts, and a pool found positive forty minutes ago."""
    reference.put_back()
    made = build(at=clock.now() - minutes(60))
    made.pool(at=clock.now() - minutes(40))
    return made


def test_a_sampling_team_reports_its_task_as_done_on_a_phone_without_scripts(county: Headquarters, sign_in: SignIn) -> None:
    page = sign_in(Visit(role="site_head", path=TOWN, size=PHONE, scripts=False))
    api.appoint(county.duty, county.posts["sampling_team", TOWN], username="site_head-1")
    page.goto("/command/")
    card = page.locator(".cm-card").first
    assert "late" in card.inner_text()
    card.get_by_role("button", name="Accept").click()
    card = page.locator(".cm-card").first
    card.locator("summary", has_text="Done").click()
    card.locator("textarea[name=text]").first.fill("9 of 9 reached")
    card.get_by_role("button", name="Report as done").click()
    page.wait_for_url("**/command/")
    assert Task.objects.get(kind="recall_samples").state == "done"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_duty_officer_sees_what_is_late_first_and_takes_it_back(county: Headquarters, sign_in: SignIn) -> None:
    page = sign_in(Visit(role="duty_officer", path=COUNTY))
    page.goto("/command/desk/")
    first = page.locator("tbody tr").filter(has=page.locator("input[name=tasks]")).first
    assert "late" in first.inner_text()
    first.locator("input[name=tasks]").check()
    page.fill("#reason", "exercise over")
    page.get_by_role("button", name="Take back").click()
    page.wait_for_url("**/command/desk/")
    assert Task.objects.filter(state="withdrawn").count() == 1
    assert OwnerCode.DUTY_OFFICER in {owner for owner, _ in county.posts}
