"""What the public is told of where a case was: enough to be of use, nothing that tells who it is, approved by a second person."""

import pytest
from django.test import Client

from epiworks.protocol import PlaceKind
from outpace.casework import api
from outpace.casework.models import Case, Trajectory
from outpace.casework.rules.trajectories import fingerprint
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.test_cases_pages import fields, send
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed
from outpace.screening.tests.browsing import as_role
from outpace.screening.tests.world import staff


@pytest.fixture
def here(db: None) -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def draft(here: Ward, case: Case) -> Trajectory:
    with clock.at(NOON):
        api.add_stay(here.judge, case.pk, here.stay())
        api.add_stay(here.judge, case.pk, here.stay(place_kind=PlaceKind.RESIDENCE, place_name="Osmanthus lane 17"))
        return Trajectory.objects.get(pk=api.draft_trajectory(here.judge, case.pk))


def test_a_draft_names_the_public_venue_and_never_the_home(here: Ward, case: Case) -> None:
    made = draft(here, case)
    for text in (made.text_zh, made.text_en):
        assert "Noodle house" in text
        assert "Osmanthus" not in text
    assert "evening" in made.text_en
    assert "晚间" in made.text_zh


def test_a_home_that_was_corrected_on_the_page_is_not_told(here: Ward, case: Case) -> None:
    with clock.at(NOON):
        home = api.add_stay(here.judge, case.pk, here.stay(is_home=True, place_name="Osmanthus lane 17"))
    browser = as_role("investigator", here.world.county.path)
    url = f"/casework/cases/{case.pk}/stays/{home}/"
    text = page(browser, url)
    assert "is sealed as a home too" in text
    send(browser, url, given=fields(text) | {"place_name": "Osmanthus lane 19", "reason": "the house beside"})
    with clock.at(NOON):
        made = Trajectory.objects.get(pk=api.draft_trajectory(here.judge, case.pk))
    assert "Osmanthus" not in made.text_zh + made.text_en


def test_a_venue_named_as_the_home_is_left_out_of_the_draft(here: Ward, case: Case) -> None:
    with clock.at(NOON):
        for changes in ({"is_home": True}, {}):
            api.add_stay(here.judge, case.pk, here.stay(place_name="Osmanthus guesthouse", **changes))
        made = Trajectory.objects.get(pk=api.draft_trajectory(here.judge, case.pk))
    assert "Osmanthus" not in made.text_zh + made.text_en


def test_drafting_again_keeps_the_draft_there_is(here: Ward, case: Case) -> None:
    made = draft(here, case)
    assert api.draft_trajectory(here.second, case.pk) == made.pk


@pytest.mark.parametrize("secret", ["Osmanthus lane 17", "张0", "13800138000", "a man aged 34"])
def test_a_text_that_tells_who_it_is_is_not_saved(here: Ward, case: Case, secret: str) -> None:
    made = draft(here, case)
    with pytest.raises(Refusal, match="tells_who"):
        api.edit_trajectory(here.judge, made.pk, text_zh=f"市场，{secret}", text_en="market", seen=seen(made))


def test_whoever_wrote_it_does_not_approve_it_and_what_is_approved_is_frozen_and_numbered(here: Ward, case: Case) -> None:
    made = draft(here, case)
    with pytest.raises(Refusal, match="same_person"):
        api.approve_trajectory(here.judge, made.pk, seen=seen(made))
    assert [api.approve_trajectory(here.second, made.pk, seen=seen(made)) for _twice in range(2)] == [1, 1]
    with pytest.raises(Refusal, match="frozen"):
        api.edit_trajectory(here.judge, made.pk, text_zh="市场", text_en="market", seen=seen(made))


def test_nobody_approves_or_changes_a_text_they_have_not_read(here: Ward, case: Case) -> None:
    made = draft(here, case)
    api.edit_trajectory(here.judge, made.pk, text_zh="市场", text_en="market", seen=seen(made))
    with pytest.raises(Refusal, match="changed_meanwhile"):
        api.approve_trajectory(here.second, made.pk, seen=seen(made))
    with pytest.raises(Refusal, match="changed_meanwhile"):
        api.edit_trajectory(here.second, made.pk, text_zh="商场", text_en="shop", seen=seen(made))
    made.refresh_from_db()
    assert (made.state, made.text_en) == ("draft", "market")


def test_a_withdrawn_text_stays_with_its_number_and_the_next_one_has_another(here: Ward, case: Case) -> None:
    made = draft(here, case)
    api.approve_trajectory(here.second, made.pk, seen=seen(made))
    api.withdraw_trajectory(here.judge, made.pk, reason="a wrong day")
    again = Trajectory.objects.get(pk=api.draft_trajectory(here.judge, case.pk))
    assert api.approve_trajectory(here.second, again.pk, seen=seen(again)) == 2
    assert [(row.number, row.reason) for row in api.trajectories_of(here.judge, case.pk)] == [(2, ""), (1, "a wrong day")]


def test_a_commander_reads_and_does_not_publish(here: Ward, case: Case) -> None:
    made = draft(here, case)
    with pytest.raises(NotAllowed):
        api.approve_trajectory(staff("commander", here.world.county.path), made.pk, seen=seen(made))


def test_the_page_drafts_and_refuses_in_words(here: Ward, case: Case) -> None:
    made, browser = draft(here, case), as_role("investigator", here.world.county.path)
    url = f"/casework/cases/{case.pk}/trajectory/"
    read = page(browser, url)
    assert "Noodle house" in read
    refused = send(browser, f"{url}save/", status=422, given=fields(read), text_zh="市场 13800138000", text_en="market")
    assert "a phone number" in refused
    send(browser, f"{url}approve/", given=fields(read))
    assert Trajectory.objects.get(pk=made.pk).number == 1


def test_the_page_approves_what_was_read_on_it_and_nothing_newer(here: Ward, case: Case) -> None:
    made, browser = draft(here, case), as_role("investigator", here.world.county.path)
    url = f"/casework/cases/{case.pk}/trajectory/"
    read = fields(page(browser, url))
    api.edit_trajectory(here.judge, made.pk, text_zh="市场", text_en="market", seen=seen(made))
    assert "read it again" in send(browser, f"{url}approve/", status=422, given=read)
    send(browser, f"{url}approve/", given=fields(page(browser, url)))
    assert Trajectory.objects.get(pk=made.pk).number == 1


def test_whoever_wrote_the_draft_is_not_offered_to_approve_it(here: Ward, case: Case) -> None:
    made, browser = draft(here, case), as_role("investigator", here.world.county.path)
    url, button = f"/casework/cases/{case.pk}/trajectory/", "Approve for publication"
    read = page(browser, url)
    assert button in read
    send(browser, f"{url}save/", given=fields(read), text_zh="市场", text_en="market")
    assert button not in page(browser, url)
    assert Trajectory.objects.get(pk=made.pk).text_en == "market"


def test_a_refused_page_saved_again_does_not_overwrite_what_a_colleague_wrote_and_shows_it(here: Ward, case: Case) -> None:
    made, browser = draft(here, case), as_role("investigator", here.world.county.path)
    url = f"/casework/cases/{case.pk}/trajectory/"
    given = fields(page(browser, url))
    api.edit_trajectory(here.judge, made.pk, text_zh="市场", text_en="market", seen=seen(made))
    refused = send(browser, f"{url}save/", status=422, given=given, text_zh="商场", text_en="shop")
    assert all(words in refused for words in ("The draft as it is stored now", ">market<", "shop</textarea>"))
    for button in ("save/", "approve/"):
        assert "read it again" in send(browser, f"{url}{button}", status=422, given=fields(refused), text_zh="商场", text_en="shop")
    send(browser, f"{url}save/", given=fields(page(browser, url)), text_zh="商场", text_en="shop")
    made.refresh_from_db()
    assert made.text_en == "shop"


def seen(row: Trajectory) -> str:
    """What whoever has read these texts says of them."""
    return fingerprint(row.text_zh, row.text_en)


def page(browser: Client, url: str) -> str:
    with clock.at(NOON):
        return browser.get(url).content.decode()
