"""Histories that random ones have found to go wrong once, as short as they shrink; each must end as the facts say, all of it happening."""

from collections.abc import Mapping, Sequence

import pytest

from outpace.casework.models import Case, FollowUp
from outpace.command.models import Task
from outpace.isolation.models import Placement
from tests.loop.county import County
from tests.loop.playing import play, undone, wrong
from tests.loop.verbs import Step

pytestmark = pytest.mark.django_db


A_CONTACT = [Step("report"), Step("judge", b=1)]
"""The first person is a case, the second their contact; the case's request for a place is the first one, the contact's the second."""

FOUND: Mapping[str, Sequence[Step]] = {
    "a contact of one case who is a case already": [Step("report"), Step("report", 1), Step("judge", b=1)],
    "a discharged case in the room they had as a contact": [*A_CONTACT, Step("place", 1), Step("report", 1), Step("end case", 1)],
    "a discharged case that dies on the road": [Step("report"), Step("ride", 0, 2), Step("end case"), Step("end follow-up", b=7)],
    "a case that is none is a contact again and needs that place": [*A_CONTACT, Step("report", 1), Step("turn", 1, 2)],
    "a contact raised by a case, under rules that list no contacts of contacts": [
        *[Step("report"), Step("judge", b=1), Step("judge", b=0, c=2), Step("report", 1)],
        Step("packs", 2, 1, 1),
    ],
    "a death in hospital": [Step("report"), Step("place"), Step("leave", b=7)],
    "somebody nobody took over, and then somebody did": [
        *[Step("report"), Step("ride", b=3), Step("wait", 1), Step("find gaps"), Step("receive")],
    ],
    "a trip given up while nobody had taken the person over": [
        *[*A_CONTACT, Step("place", 1), Step("report", 1), Step("sign", 1), Step("plan"), Step("let go"), Step("wait", 1)],
        *[Step("find gaps"), Step("cancel")],
    ],
    "a treatment booked after the alarm": [Step("care", c=1), Step("care", b=1), Step("care", b=2)],
    "a treatment missed after the alarm": [Step("care", c=1), Step("care", b=1), Step("care", b=3, c=1)],
    "somebody on the road who arrives elsewhere": [
        *[Step("packs", 0, 1), Step("report"), Step("ride", b=1), Step("turn", 0, 1), Step("sign"), Step("arrive")],
    ],
    "a case taken back and given again while in hospital": [Step("report"), Step("place"), Step("turn", 0, 2), Step("turn", 0, 0)],
    "a contact looked for in vain by a case taken back and given again": [
        *[*A_CONTACT, Step("seek", b=1), Step("turn", 0, 2), Step("turn", 0, 3)],
    ],
}


@pytest.mark.parametrize("name", FOUND)
def test_what_once_went_wrong_ends_as_the_facts_say(here: County, name: str) -> None:
    with undone(here):
        assert play(here, FOUND[name]) == list(FOUND[name])
        assert wrong(here) == {}


def test_nobody_is_a_contact_of_a_case_that_was_excluded(here: County) -> None:
    with undone(here):
        assert play(here, [Step("report"), Step("turn", 0, 2), Step("judge", b=0, c=7)]) == [Step("report"), Step("turn", 0, 2)]


def test_a_release_is_not_taken_back_from_somebody_who_is_a_case_by_now(here: County) -> None:
    with undone(here):
        play(here, [*A_CONTACT, Step("serve out"), Step("report", 1)])
        assert play(here, [Step("take back")]) == []
        assert FollowUp.objects.get().state == "released"


def test_a_death_that_a_site_records_ends_the_case(here: County) -> None:
    with undone(here):
        play(here, FOUND["a death in hospital"])
        assert Case.objects.get().closed_as == "died"


def test_a_case_in_hospital_already_needs_no_transfer(here: County) -> None:
    with undone(here):
        play(here, FOUND["a case taken back and given again while in hospital"])
        assert Task.objects.get(kind="transfer_case").state == "done"
        assert Placement.objects.get().state == "arrived"
