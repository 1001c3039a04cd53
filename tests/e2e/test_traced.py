"""Contacts that the records of stays propose: looked for, judged all at once at a place, looked at again; on a phone without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outpace.casework.models import Case, ContactLink
from outpace.casework.tests.cases_world import Ward, ward
from outpace.casework.tests.stays_world import EVENING, Lists
from outpace.kernel.scope import AreaPath
from outpace.registry.tests import reference
from tests.e2e.conftest import SignIn, Visit

PHONE = (390, 844)


@pytest.fixture
def here(transactional_db: None) -> Ward:
    """A case, and the list of a table where it sat with two others."""
    reference.put_back()
    made = ward()
    made.positive(made.people(1)[0])
    sat_together(made, made.people(3))
    return made


def sat_together(here: Ward, people: list[int]) -> None:
    """These people were at one table today, as the browser's clock has it; stays of another year would be refused."""
    lists, now = Lists(here), timezone.now()
    began = (now - EVENING) // timedelta(minutes=1) - 180
    lists.send(*(lists.row("Table 4", person, kind="dining_table", after=began) for person in people), at=now)


def test_an_investigator_looks_judges_everybody_at_a_table_and_looks_again(here: Ward, sign_in: SignIn) -> None:
    page = sign_in(Visit(role="investigator", path=AreaPath(here.world.county.path), size=PHONE, scripts=False))
    page.goto(f"/casework/cases/{Case.objects.get().pk}/")
    page.get_by_role("link", name="Records of stays").click()
    page.get_by_role("button", name="Look at the records").click()
    page.get_by_role("link", name="Table 4").click()
    page.get_by_role("link", name="Why").first.click()
    assert "60 minutes" in page.locator("#evidence").inner_text()
    page.go_back()
    page.select_option("#id_whom", "all")
    page.get_by_role("button", name="Sign this decision").click()
    assert ContactLink.objects.filter(group="close").count() == 2
    sat_together(here, here.people(4)[3:])
    page.goto(f"/casework/cases/{Case.objects.get().pk}/traced/")
    page.get_by_role("button", name="Look again").click()
    assert "1 person to be judged · 2 judged" in page.locator("#places").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
