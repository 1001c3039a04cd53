"""`outpace check` names every stored value that does not say what the facts say, app by app, and nobody by name."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from outpace.casework import api as casework
from outpace.casework.data.follow_up import Newcomer
from outpace.casework.models import Case, ContactLink, ContactLook, ContactProposal, FollowUp, FollowUpLink, TracedPlace
from outpace.command.models import Task, TaskFact
from outpace.config.checks import CHECKS
from outpace.isolation.models import Bed, Custody, Placement, StateCount
from outpace.kernel import clock
from outpace.registry.models import AreaCount, Person
from outpace.registry.rules.codes import code_of
from outpace.screening.models import PositivePool, Tube
from outpace.zoning.models import CaseSeen, Zone
from tests.loop.county import County
from tests.loop.playing import play, undone, wrong
from tests.loop.verbs import Step

pytestmark = pytest.mark.django_db
STORY = [Step("single"), Step("judge", b=1), Step("place"), Step("place"), Step("sign zone")]


def proposed(case: Case) -> None:
    """Somebody waits to be judged a contact of this case, and nobody was told."""
    place = TracedPlace.objects.create(area_path=case.area_path, name="Table 4", key="table4", kind="venue")
    look = ContactLook.objects.create(case=case, at=case.found_at, by="test", packs="", stays=2)
    moments = {"first_at": case.found_at, "last_at": case.found_at, "first_on": case.found_at, "last_on": case.found_at}
    known = {"person_id": 1, "person_path": case.area_path, "group": "close", "place": place, "situation": "data_suggested"}
    ContactProposal.objects.create(case=case, minutes=9, first_look=look, last_look=look, **known, **moments)


SPOILT: dict[str, tuple[str, Callable[[], object]]] = {
    "people of area": ("registry", lambda: AreaCount.objects.update(present=F("present") + 1)),
    "result of tube": ("screening", lambda: Tube.objects.update(outcome=1)),
    "people of pool": ("screening", lambda: PositivePool.objects.update(members=9)),
    "class of case": ("casework", lambda: Case.objects.update(case_class="confirmed")),
    "contact of case and person": ("casework", lambda: ContactLink.objects.update(group="general")),
    "schedule of follow-up": ("casework", lambda: FollowUp.objects.update(test_days=[], stages=[])),
    "state of bed": ("isolation", lambda: Bed.objects.filter(state="occupied").update(state="ready")),
    "rooms and beds of facility": ("isolation", lambda: StateCount.objects.filter(number__gt=0).update(number=F("number") + 1)),
    "person in the care of": ("isolation", lambda: Custody.objects.all().delete()),
    "place for case": ("isolation", lambda: Placement.objects.filter(is_case=True).update(end_reason="released")),
    "people of zone": ("zoning", lambda: Zone.objects.update(people=F("people") + 1)),
    "case known to zoning": ("zoning", lambda: CaseSeen.objects.update(area_path="/62/")),
    "state of task": ("command", lambda: Task.objects.filter(state="issued").update(state="read")),
    "task of cause": ("command", lambda: Task.objects.filter(kind="report_case").update(cause="order:1")),
    "judgement of nobody": ("command", lambda: Task.objects.filter(kind="report_case").update(kind="judge_contacts")),
    "judgement of proposed contacts": ("command", lambda: proposed(Case.objects.latest("pk"))),
    "task without a cause": ("command", lambda: Task.objects.filter(kind="report_case").update(cause="case:0")),
}
"""What somebody might spoil by changing tables directly, by the line that must name it, and of which app."""


@pytest.mark.parametrize("line", SPOILT)
def test_whatever_is_spoilt_is_named(here: County, line: str) -> None:
    app, spoil = SPOILT[line]
    with undone(here):
        play(here, STORY)
        spoil()
        assert any(found.startswith(line) for found in wrong(here)[app])


def test_who_waits_after_the_task_was_done_by_a_fact_is_named_and_after_somebody_said_done_not(here: County) -> None:
    with undone(here):
        play(here, STORY)
        case = Case.objects.latest("pk")
        proposed(case)
        ended = {"state": "done", "ended_at": here.now, "due_at": here.now, "issued_at": here.now, "priority": 1}
        task = Task.objects.create(cause=f"case:{case.pk}", kind="judge_contacts", area_path=case.area_path, owner="commander", **ended)
        TaskFact.objects.create(task=task, step="issued", at=here.now)
        done = TaskFact.objects.create(task=task, step="done", at=here.now)
        assert f"judgement of proposed contacts case:{case.pk}" in str(wrong(here)["command"])
        done.actor = "somebody"
        done.save()
        assert "command" not in wrong(here)


def test_somebody_followed_without_a_case_and_taken_back_leaves_everything_sound(here: County) -> None:
    with undone(here), clock.at(here.now):
        Person.objects.filter(pk=here.people[0]).update(code=code_of(1001))
        new = Newcomer(code_of(1001), "close", timezone.localtime(here.now).date(), "letter 7")
        number = casework.follow_newcomer(here.offices["reviewer"], new)
        assert (wrong(here), Placement.objects.filter(follow_up_id=number).count()) == ({}, 1)
        casework.take_back_ground(here.offices["reviewer"], FollowUpLink.objects.get(follow_up=number).pk, reason="another Wang")
        assert wrong(here) == {}


def test_a_sound_installation_is_told_so(here: County) -> None:
    out = StringIO()
    with undone(here):
        assert play(here, STORY) == STORY
        call_command("check_state", stdout=out)
    assert out.getvalue().strip() == f"{', '.join(CHECKS)}: everything stored says what the facts say"


def test_a_difference_ends_the_command_with_an_error_and_one_line(here: County) -> None:
    out = StringIO()
    with undone(here):
        play(here, STORY)
        number = Zone.objects.get().pk
        Zone.objects.update(people=7)
        with pytest.raises(CommandError, match="1 differences"):
            call_command("check_state", "zoning", stdout=out)
    assert out.getvalue() == f"zoning: people of zone {number}: stored 7, facts 4\n"


def test_more_differences_than_a_screen_holds_are_counted(here: County) -> None:
    out = StringIO()
    with undone(here):
        for number in range(60):
            Task.objects.create(
                cause=f"case:{number}",
                kind="report_case",
                subject="",
                trigger="",
                area_path="/62/",
                owner="lab_lead",
                issued_at=here.now,
                due_at=here.now,
                priority=1,
                state="issued",
            )
        with pytest.raises(CommandError):
            call_command("check_state", "command", stdout=out)
    assert "command: and 70 more (--all prints them)" in out.getvalue()


def test_an_app_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CommandError, match="no such app: kitchen"):
        call_command("check_state", "kitchen")
