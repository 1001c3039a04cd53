"""From a positive re-test to judged contacts, a stay and a class, on a phone without JavaScript, in both languages."""

import pytest

from outpace.casework.models import Case, ContactLink
from outpace.casework.tests.cases_world import POSITIVE, Ward, ward
from outpace.kernel.scope import AreaPath
from outpace.registry.tests import reference
from tests.e2e.conftest import SignIn, Visit

PHONE = (390, 844)


@pytest.fixture
def here(transactional_db: None) -> Ward:
    """Three people of one positive tube, the first of them positive again alone."""
    reference.put_back()
    made = ward()
    people = made.people(3)
    made.pool(people)
    made.retest(people[0], POSITIVE)
    return made


def test_an_investigator_signs_off_the_report_and_judges_those_of_the_same_tube(here: Ward, sign_in: SignIn) -> None:
    page = sign_in(Visit(role="investigator", path=AreaPath(here.world.county.path), size=PHONE, scripts=False))
    page.goto("/casework/cases/")
    page.goto(f"/casework/cases/{Case.objects.get().pk}/")
    page.get_by_role("button", name="Sign off").first.click()
    assert "done late" in page.locator("#clocks").inner_text()
    page.get_by_role("link", name="Judge contacts").click()
    for number in range(2):
        page.check(f"#id_form-{number}-pick")
        page.select_option(f"#id_form-{number}-situation", "shared_meal")
    page.get_by_role("button", name="Sign these judgements").click()
    page.wait_for_url("**/contacts/")
    assert ContactLink.objects.filter(group="close").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_no_page_of_a_case_is_wider_than_a_phone_in_chinese(here: Ward, sign_in: SignIn) -> None:
    case = Case.objects.get().pk
    page = sign_in(Visit(role="investigator", path=AreaPath(here.world.county.path), size=PHONE, language="zh-hans", theme="dark"))
    for url in (
        "",
        f"{case}/",
        f"{case}/stays/new/",
        f"{case}/contacts/judge/",
        f"{case}/sources/",
        "../chain/",
        "../letters/new/",
        "new/",
    ):
        page.goto(f"/casework/cases/{url}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], url
