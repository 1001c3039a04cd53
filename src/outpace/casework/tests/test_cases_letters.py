"""Assistance letters: their clock, their people checked one by one, and what is hidden from whom."""

from datetime import UTC, datetime, timedelta

import pytest

from outpace.casework import api, jobs
from outpace.casework.choices.cases import Checked, LetterWay
from outpace.casework.data.cases import NewLetter
from outpace.casework.data.news import LetterAnswered, LetterLate
from outpace.casework.models import Letter, LetterPerson
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.test_cases_pages import read, send
from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import AreaPath, NotAllowed, NotFound
from outpace.screening.tests.browsing import as_role
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


def record(here: Ward, *people: str, number: str = "2021-88") -> int:
    new = NewLetter(LetterWay.IN, number, "Baoji", AreaPath(here.world.county.path), NOON, people or ("Zhang, train G1", "Li, train G1"))
    with clock.at(NOON):
        return api.record_letter(here.judge, new)


def test_a_letter_is_to_be_checked_within_the_packs_time(here: Ward) -> None:
    letter = Letter.objects.get(pk=record(here))
    assert letter.due_at == NOON + timedelta(hours=24)
    assert letter.because[0]["address"] == "clocks.assistance_check"


def test_the_same_letter_again_is_the_same(here: Ward) -> None:
    assert record(here) == record(here)
    assert LetterPerson.objects.count() == 2


def test_a_number_under_which_other_people_are_written_down_is_refused_and_nobody_is_lost(here: Ward) -> None:
    record(here)
    with pytest.raises(Refusal, match="letter_known"):
        record(here, "Wang, train G2")
    assert LetterPerson.objects.count() == 2


def test_a_letter_that_names_people_of_two_areas_is_written_down_in_each(here: Ward) -> None:
    paths = [AreaPath(township.path) for township in here.world.townships]
    numbers = {api.record_letter(here.judge, NewLetter(LetterWay.IN, "9", "Baoji", path, NOON, (f"Li of {path}",))) for path in paths}
    assert len(numbers) == len(paths) == 2


def test_a_letter_still_to_come_is_refused(here: Ward) -> None:
    new = NewLetter(LetterWay.IN, "9", "Baoji", AreaPath(here.world.county.path), NOON + timedelta(hours=1), ("Li",))
    with clock.at(NOON), pytest.raises(Refusal, match="in_future"):
        api.record_letter(here.judge, new)


def test_a_late_letter_is_told_once_and_its_answer_too(here: Ward) -> None:
    number, told = record(here), list[object]()
    with events.listening(LetterLate, told.append), events.listening(LetterAnswered, told.append):
        for hours in (24, 25, 26):
            with clock.at(NOON + timedelta(hours=hours)):
                jobs.escalate_deliverables(0)
        assert [(event.letter_id, event.due_at) for event in told if isinstance(event, LetterLate)] == [
            (number, NOON + timedelta(hours=24))
        ]
        assert list(api.late_letters()) == [(number, here.world.county.path)]
        for entry in LetterPerson.objects.all():
            api.check_letter_person(here.judge, entry.pk, Checked.FOUND)
    assert [type(event) for event in told] == [LetterLate, LetterAnswered]
    assert list(api.late_letters()) == []


def test_how_it_names_people_is_sealed_and_shown_to_those_who_may_see_identities(here: Ward) -> None:
    number = record(here)
    assert b"Zhang" not in bytes(LetterPerson.objects.earliest("pk").reference_sealed)
    assert [entry.reference for entry in api.get_letter(here.judge, number).entries] == ["Zhang, train G1", "Li, train G1"]
    masked = api.get_letter(staff("commander", here.world.county.path), number)
    assert (masked.masked, {entry.reference for entry in masked.entries}) == (True, {""})
    assert AuditEntry.objects.filter(action="case.letter_read").count() == 1


def test_the_last_person_checked_answers_the_letter_and_it_leaves_the_list(here: Ward) -> None:
    number = record(here)
    for entry, outcome in zip(LetterPerson.objects.order_by("pk"), (Checked.FOUND, Checked.NOT_HERE), strict=True):
        assert [row.id for row in api.list_letters(here.judge).items] == [number]
        api.check_letter_person(here.judge, entry.pk, outcome)
    assert api.list_letters(here.judge).items == ()
    assert [row.open_people for row in api.list_letters(here.judge, is_open=False).items] == [0]


def test_a_letter_about_nobody_is_refused(here: Ward) -> None:
    new = NewLetter(LetterWay.OUT, "1", "Baoji", AreaPath(here.world.county.path), NOON, ())
    with pytest.raises(Refusal, match="bad_people"):
        api.record_letter(here.judge, new)


def test_nobody_elsewhere_reads_or_checks_a_letter(here: Ward) -> None:
    number, stranger = record(here), staff("investigator", "/53/")
    with pytest.raises(NotFound):
        api.get_letter(stranger, number)
    with pytest.raises(NotFound):
        api.check_letter_person(stranger, LetterPerson.objects.earliest("pk").pk, Checked.FOUND)


def test_a_commander_checks_nobody(here: Ward) -> None:
    record(here)
    with pytest.raises(NotAllowed):
        api.check_letter_person(staff("commander", here.world.county.path), LetterPerson.objects.earliest("pk").pk, Checked.FOUND)


def test_a_letter_is_written_down_and_worked_on_its_page(here: Ward) -> None:
    browser = as_role("investigator", here.world.county.path)
    given = {"way": "in", "number": "7", "other": "Baoji", "area": here.world.county.code, "people": "Zhang\n\nLi\n"}
    given["came_at"] = "2021-11-07T23:50"
    send(browser, "/casework/letters/new/", given=given)
    letter = Letter.objects.get()
    assert (letter.people, letter.open_people, letter.came_at) == (2, 2, datetime(2021, 11, 7, 15, 50, tzinfo=UTC))
    entry = LetterPerson.objects.earliest("pk").pk
    send(browser, f"/casework/letters/{letter.pk}/people/{entry}/", outcome="not_found")
    assert "not found" in read(browser, f"/casework/letters/{letter.pk}/")
    assert "Baoji" in read(browser, "/casework/letters/")


def test_no_letter_says_what_one_is(here: Ward) -> None:
    assert "No letter waits" in read(as_role("commander", here.world.county.path), "/casework/letters/")


def test_what_waits_longer_than_the_packs_time_is_counted_as_late_and_said_so(here: Ward) -> None:
    record(here, number="1")
    browser = as_role("investigator", here.world.county.path)
    with clock.at(NOON + timedelta(hours=25)):
        waiting = api.letters_waiting(here.judge)
        cases = browser.get("/casework/cases/").content.decode()
    assert (waiting.letters, waiting.late, waiting.people) == (1, 1, 2)
    assert "(1 late)" in cases
