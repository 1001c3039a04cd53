"""With the real apps below: a judgement taken back takes room and tasks along, and brings them back when judged again."""

from datetime import timedelta

import pytest

from epiworks.protocol import Setting
from outpace.casework import api as casework
from outpace.casework.models import Case, ContactJudgement
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.casework.tests.follow_up_world import decide as decide_packs
from outpace.casework.tests.stays_world import Lists
from outpace.command import api as command
from outpace.command.models import Task, TaskFact
from outpace.isolation.models import Placement
from outpace.kernel import clock
from outpace.screening.tests.world import MORNING
from outpace.zoning.models import Proposal
from outpace.zoning.tests.world import sign

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def here(db: None) -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def states(person: int) -> tuple[str, set[str]]:
    """Where the latest request for this person's place stands, and what the tasks about them are."""
    tasks = Task.objects.filter(person_id=person)
    return Placement.objects.filter(person_id=person).latest("pk").state, set(tasks.values_list("state", flat=True))


def test_room_and_tasks_go_with_a_judgement_taken_back_and_come_back_when_judged_again(here: Ward, case: Case) -> None:
    person = here.people(2)[1]
    here.judged(case, here.exposed(person))
    assert states(person) == ("requested", {"issued"})
    with clock.at(LATER):
        casework.take_back_judgement(here.judge, ContactJudgement.objects.get().pk, reason="another person of that name")
    assert states(person) == ("withdrawn", {"withdrawn"})
    here.judged(case, here.exposed(person), at=LATER)
    place, tasks = states(person)
    assert (place, "issued" in tasks) == ("requested", True)


def test_nobody_is_asked_to_propose_a_zone_that_is_proposed_already(here: Ward) -> None:
    for number, person in enumerate(here.people(2)):
        here.positive(person, tube=f"T{number}")
    (proposal,) = Proposal.objects.all()
    tasks = Task.objects.filter(kind="propose_zone")
    assert {(task.cause, task.state) for task in tasks} == {(f"case:{number}", "done") for number in proposal.case_ids}
    said = TaskFact.objects.filter(task__in=tasks, step="done").values_list("reference", flat=True)
    assert set(said) == {f"proposal:{proposal.pk}"}


def test_nobody_is_asked_to_propose_a_zone_that_stands_already(here: Ward) -> None:
    first, second = here.people(2)
    here.positive(first)
    zone = sign(here.world, Proposal.objects.get(), LATER)
    later = here.positive(second, tube="T2", at=LATER + timedelta(hours=1))
    task = Task.objects.get(kind="propose_zone", cause=f"case:{later.pk}")
    assert (task.state, TaskFact.objects.get(task=task, step="done").reference) == ("done", f"zone:{zone}")


def test_nobody_is_asked_to_propose_a_zone_for_a_case_found_in_a_way_that_draws_none(here: Ward) -> None:
    decide_packs("cn-covid-9", since=MORNING - timedelta(days=30), path=here.world.county.path)
    case = here.report(here.people(1)[0], setting=Setting.POST_DISCHARGE)
    task = Task.objects.get(kind="propose_zone", cause=f"case:{case}")
    said = TaskFact.objects.filter(task=task, step="done").values_list("reference", flat=True)
    assert (task.state, list(said), Proposal.objects.count()) == ("done", [f"case:{case} draws_no_zone"], 0)


def test_who_waits_to_be_judged_is_a_task_again_at_once_when_an_exclusion_was_wrong(here: Ward, case: Case) -> None:
    decide_packs("cn-covid-9", since=MORNING - timedelta(days=30), path=here.world.county.path)
    Lists(here).met("Table 4", here.people(2), kind="dining_table")
    with clock.at(NOON + timedelta(minutes=1)):
        casework.look(here.judge, case.pk)
    found = []
    for becomes in ("excluded", "preliminary"):
        here.turn(case, becomes, note="two labels were swapped", correcting=True, at=LATER)
        found.append((Task.objects.get(kind="judge_contacts").state, command.inconsistencies()))
    assert found == [("withdrawn", []), ("issued", [])]


def test_a_case_outside_every_zone_is_still_asked_for(here: Ward) -> None:
    here.positive(here.people(1)[0])
    sign(here.world, Proposal.objects.get(), LATER)
    elsewhere = here.positive(here.people(1, grid=1)[0], tube="T2", at=LATER + timedelta(hours=1))
    said = TaskFact.objects.get(task__cause=f"case:{elsewhere.pk}", task__kind="propose_zone", step="done").reference
    assert said == f"proposal:{Proposal.objects.get(state='open', case_ids__contains=[elsewhere.pk]).pk}"
