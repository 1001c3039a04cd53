"""The pages of proposed contacts: nothing yet, by place, one decision for many, why, and who somebody is; in both languages."""

from datetime import timedelta

import pytest
from django.test import Client

from outpace.casework.models import Case, ContactJudgement, ContactProposal, UnknownPerson
from outpace.casework.services.tracing import looking
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.stays_world import Lists
from outpace.kernel import clock
from outpace.screening.tests.browsing import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


@pytest.fixture
def browser(here: Ward) -> Client:
    return as_role("investigator", here.world.county.path)


def ask(client: Client, url: str, **form: object) -> tuple[int, str]:
    with clock.at(NOON + timedelta(minutes=5)):
        answer = client.post(url, form) if form else client.get(url)
    return answer.status_code, answer.content.decode()


def looked(browser: Client, case: Case) -> str:
    """The address of the case's proposals, after a look."""
    url = f"/casework/cases/{case.pk}/traced/"
    assert ask(browser, f"{url}look/", go="1")[0] == 303
    return url


def test_before_anybody_looked_the_page_says_so(browser: Client, case: Case) -> None:
    assert "Nobody has looked at the records yet" in ask(browser, f"/casework/cases/{case.pk}/traced/")[1]


def test_a_long_look_leads_back_to_its_case_when_it_is_followed_and_when_it_is_stopped(
    browser: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", -1)
    url = f"/casework/cases/{case.pk}/traced/"
    with clock.at(NOON + timedelta(minutes=5)):
        progress = browser.post(f"{url}look/")["Location"]
        assert browser.post(f"{progress}stop/")["Location"] == url
        assert f'href="{url}"' in browser.get(progress).content.decode()


def test_what_a_look_changed_is_told_in_words_that_begin_alike(browser: Client, case: Case) -> None:
    text = ask(browser, looked(browser, case))[1]
    assert ("<dt>New</dt>" in text, "<dt>Stays looked at</dt>" in text) == (True, True)


def test_after_a_second_look_the_places_say_how_many_are_new_there(here: Ward, browser: Client, case: Case) -> None:
    sick, known, new = here.people(3)
    Lists(here).met("Table 4", [sick, known], kind="dining_table")
    url = looked(browser, case)
    assert "new or changed" not in ask(browser, url)[1]
    Lists(here).met("Table 5", [sick, new], kind="dining_table", after=90)
    text = ask(browser, looked(browser, case))[1]
    assert text.index("Table 5") < text.index("1 new or changed")
    assert text.count("new or changed") == 1


def test_where_nobody_was_the_page_says_so(browser: Client, case: Case) -> None:
    assert "Nobody was there" in ask(browser, looked(browser, case))[1]


def test_the_page_of_the_case_says_that_people_in_the_records_wait(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", here.people(3), kind="dining_table")
    url = looked(browser, case)
    waiting = "2 people in the records of stays are to be judged"
    assert waiting in ask(browser, url.removesuffix("traced/"))[1]
    proposal = ContactProposal.objects.earliest("pk")
    ask(browser, f"{url}places/{proposal.place_id}/", whom="all", look=proposal.last_look_id)
    assert waiting not in ask(browser, url.removesuffix("traced/"))[1]


def test_all_of_a_class_at_a_place_are_judged_by_one_decision(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", here.people(3), kind="dining_table")
    url = looked(browser, case)
    proposal = ContactProposal.objects.earliest("pk")
    place = f"{url}places/{proposal.place_id}/"
    assert place in ask(browser, url)[1]
    assert f"{url}{proposal.pk}/" in ask(browser, place)[1]
    assert ask(browser, place, whom=proposal.group, look=proposal.last_look_id)[0] == 303
    assert ContactJudgement.objects.count() == 2


def test_a_page_from_before_the_last_look_signs_nothing_and_shows_the_new_one(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", here.people(2), kind="dining_table")
    url = looked(browser, case)
    before = ContactProposal.objects.get()
    looked(browser, case)
    for page, form in ((f"{url}places/{before.place_id}/", {"whom": "all"}), (f"{url}{before.pk}/", {})):
        status, text = ask(browser, page, look=before.last_look_id, **form)
        assert (status, f'name="look" value="{ContactProposal.objects.get().last_look_id}"' in text) == (422, True)
    assert not ContactJudgement.objects.exists()


def test_who_is_on_no_roster_outside_the_readers_areas_is_not_identified_here(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", [*here.people(1), "13812345678"], kind="dining_table")
    url = f"{looked(browser, case)}{ContactProposal.objects.get().pk}/"
    UnknownPerson.objects.update(area_path="/elsewhere/")
    assert "Who this is" not in ask(browser, url)[1]


def test_nobody_ticked_is_refused_and_the_ticked_alone_are_judged(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", here.people(3), kind="dining_table")
    url = looked(browser, case)
    proposal = ContactProposal.objects.earliest("pk")
    assert ask(browser, f"{url}places/{proposal.place_id}/", whom="ticked")[0] == 422
    assert ask(browser, f"{url}places/{proposal.place_id}/", whom="ticked", proposal=proposal.pk)[0] == 303
    assert ContactJudgement.objects.get().person_id == proposal.person_id


def test_why_somebody_is_proposed_is_told_in_chinese(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", [*here.people(1), "13812345678"], kind="dining_table")
    browser.cookies["django_language"] = "zh-hans"
    text = ask(browser, f"{looked(browser, case)}{ContactProposal.objects.get().pk}/")[1]
    assert [word in text for word in ("依据", "60 分钟", "餐桌或包间", "不在登记名册中", "13812345678")] == [True] * 5


def test_who_somebody_is_is_said_by_card_and_a_card_of_nobody_is_refused(here: Ward, browser: Client, case: Case) -> None:
    lists, (sick, known) = Lists(here), here.people(2)
    lists.met("Table 4", [sick, "13812345678"], kind="dining_table")
    url = f"{looked(browser, case)}{ContactProposal.objects.get().pk}/identify/"
    assert ask(browser, url, typed="NOBODY")[0] == 422
    assert ask(browser, url, typed=lists.card(known))[0] == 303
    assert ContactProposal.objects.get().person_id == known


def test_json_lists_explains_looks_and_decides(here: Ward, browser: Client, case: Case) -> None:
    Lists(here).met("Table 4", here.people(2), kind="dining_table")
    with clock.at(NOON + timedelta(minutes=5)):
        looked_at = browser.post(f"/api/v1/casework/cases/{case.pk}/looks").json()
        row = ContactProposal.objects.get()
        body = {"proposal_ids": [row.pk]}
        decided = browser.post(f"/api/v1/casework/cases/{case.pk}/looks/decisions", body, "application/json").json()
    assert (looked_at["look_id"], decided) == (row.last_look_id, {"judged": 1, "unknown": 0, "outside": 0})
