"""Contacts are looked for until reached: whoever was not found is due again, and nobody is called at night."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from outpace.casework import api
from outpace.casework.choices.cases import ContactState
from outpace.casework.models import Case, ContactAttempt, ContactLink
from outpace.casework.rules.cases_contacts import DAY_BEGINS, DAY_ENDS, LONGEST, next_attempt
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.test_cases_pages import fields, read, send
from outpace.casework.tests.test_cases_rest import call
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotFound
from outpace.screening.tests.browsing import as_role


@pytest.fixture
def here(db: None) -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def contact(here: Ward, case: Case, number: int = 1) -> int:
    here.judged(case, here.exposed(here.people(number + 1)[number]))
    return ContactLink.objects.latest("pk").pk


def tried(
    here: Ward, link: int, outcome: ContactState, *, hours: float = 1, next_at: datetime | None = None, record_id: UUID | None = None
) -> None:
    with clock.at(NOON + timedelta(hours=hours)):
        api.record_attempt(here.judge, link, outcome, record_id=record_id or uuid4(), next_at=next_at)


def test_a_new_contact_is_due_at_once(here: Ward, case: Case) -> None:
    contact(here, case)
    assert ContactLink.objects.get().next_at == NOON


def test_a_contact_not_found_waits_in_a_queue_of_its_own_until_somebody_reaches_them(here: Ward, case: Case) -> None:
    link = contact(here, case)
    tried(here, link, ContactState.NOT_FOUND)
    (row,) = api.contacts_to_find(here.judge, ContactState.NOT_FOUND).items
    assert (row.id, row.next_at) == (link, NOON + timedelta(hours=3))
    tried(here, link, ContactState.FOUND, hours=2)
    assert (ContactLink.objects.get().tried, ContactLink.objects.get().next_at) == (2, None)
    assert api.contacts_to_find(here.judge, ContactState.NOT_FOUND).items == ()


def test_whoever_is_to_be_tried_next_stands_first(here: Ward, case: Case) -> None:
    first, second = contact(here, case), contact(here, case, 2)
    tried(here, first, ContactState.NOT_FOUND)
    tried(here, second, ContactState.NOT_FOUND, next_at=NOON + timedelta(hours=2))
    assert [row.id for row in api.contacts_to_find(here.judge, ContactState.NOT_FOUND).items] == [second, first]


def test_those_due_are_counted(here: Ward, case: Case) -> None:
    for number in (1, 2):
        tried(here, contact(here, case, number), ContactState.NOT_FOUND, hours=number)
    with clock.at(NOON + timedelta(hours=3, minutes=30)):
        counts = api.contact_counts(here.judge)
    assert (counts.not_found, counts.due) == (2, 1)


def test_the_next_attempt_is_within_a_day(here: Ward, case: Case) -> None:
    link = contact(here, case)
    with pytest.raises(Refusal, match="bad_time"):
        tried(here, link, ContactState.NOT_FOUND, next_at=NOON + timedelta(days=3))


def test_an_attempt_sent_again_counts_once_and_does_not_undo_what_came_after(here: Ward, case: Case) -> None:
    link, first = contact(here, case), uuid4()
    tried(here, link, ContactState.NOT_FOUND, record_id=first)
    tried(here, link, ContactState.FOUND, hours=2)
    tried(here, link, ContactState.NOT_FOUND, hours=3, record_id=first)
    found = ContactLink.objects.get()
    assert (found.state, found.tried, found.next_at) == (ContactState.FOUND, 2, None)


@pytest.mark.parametrize("other", [{"outcome": "found"}, {"note": "nobody opens"}, {"next_at": "2021-11-08T12:30:00Z"}])
def test_an_attempt_sent_again_that_says_something_else_is_refused(here: Ward, case: Case, other: dict[str, str]) -> None:
    client, said = as_role("investigator", here.world.county.path), {"id": str(uuid4()), "outcome": "not_found"}
    url = f"/api/v1/casework/contacts/{contact(here, case)}/attempts"
    call(client, url, said)
    assert call(client, url, said | other, status=422)["code"] == "sent_before"
    assert (call(client, url, said)["tried"], ContactLink.objects.get().state) == (1, ContactState.NOT_FOUND)


def test_an_attempt_of_before_its_next_one_was_kept_is_known_when_it_is_sent_again(here: Ward, case: Case) -> None:
    link, first, asked = contact(here, case), uuid4(), NOON + timedelta(hours=2)
    tried(here, link, ContactState.NOT_FOUND, record_id=first, next_at=asked)
    ContactAttempt.objects.update(next_at=None)
    import_module("outpace.casework.migrations.0017_attempts_of_before").mark_unknown(apps, None)
    tried(here, link, ContactState.NOT_FOUND, record_id=first, next_at=asked)
    with pytest.raises(Refusal, match="sent_before"):
        tried(here, link, ContactState.FOUND, record_id=first, next_at=asked)
    assert ContactLink.objects.get().tried == 1


def test_the_attempt_of_one_contact_is_not_that_of_another(here: Ward, case: Case) -> None:
    first = uuid4()
    tried(here, contact(here, case), ContactState.NOT_FOUND, record_id=first)
    with pytest.raises(NotFound):
        tried(here, contact(here, case, 2), ContactState.FOUND, record_id=first)


def test_the_page_of_a_contact_sent_twice_is_one_attempt(here: Ward, case: Case) -> None:
    url = f"/casework/contacts/{contact(here, case)}/"
    browser = as_role("investigator", here.world.county.path)
    given = fields(read(browser, url)) | {"outcome": "not_found"}
    for _twice in range(2):
        send(browser, url, given=given)
    assert ContactLink.objects.get().tried == 1


def test_the_page_come_back_to_and_sent_with_another_outcome_says_to_open_it_again(here: Ward, case: Case) -> None:
    url = f"/casework/contacts/{contact(here, case)}/"
    browser = as_role("investigator", here.world.county.path)
    given = fields(read(browser, url))
    send(browser, url, given=given | {"outcome": "not_found"})
    assert "open the page of the contact again" in send(browser, url, status=422, given=given | {"outcome": "found"})
    send(browser, url, given=fields(read(browser, url)) | {"outcome": "found"})
    assert (ContactLink.objects.get().state, ContactLink.objects.get().tried) == (ContactState.FOUND, 2)


def test_every_attempt_stands_on_the_page_of_the_contact(here: Ward, case: Case) -> None:
    link = contact(here, case)
    for hours in (1, 3):
        tried(here, link, ContactState.NOT_FOUND, hours=hours)
    attempts = api.get_contact(here.judge, link).attempts
    assert [attempt.at for attempt in attempts] == [NOON + timedelta(hours=3), NOON + timedelta(hours=1)]


def test_nobody_looks_for_a_contact_whose_ground_is_gone(here: Ward, case: Case) -> None:
    here.judged(case, here.exposed(here.people(2)[1]))
    here.turn(case, "excluded", note="two negative re-tests")
    with pytest.raises(Refusal, match="ground_gone"):
        api.record_attempt(here.judge, ContactLink.objects.get().pk, ContactState.FOUND, record_id=uuid4())


def test_a_contact_that_is_not_there_cannot_be_reached(here: Ward) -> None:
    with pytest.raises(NotFound):
        api.record_attempt(here.judge, 0, ContactState.FOUND, record_id=uuid4())


@given(st.integers(1, 9), st.integers(0, 1439))
def test_the_next_attempt_lies_in_the_daytime_and_within_a_day(failed: int, minute: int) -> None:
    at = datetime(2022, 8, 1, tzinfo=UTC) + timedelta(minutes=minute)
    found = next_attempt(failed, at, zone=UTC)
    assert DAY_BEGINS <= found.time() < DAY_ENDS
    assert timedelta(hours=2) <= found - at <= LONGEST
