"""News from below becomes tasks, in its own transaction, once, with a post, a deadline and the pack line."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from epiworks.protocol import Owner, Place
from epiworks.protocol import Task as PackTask
from outpace.casework.data import CaseEnded, DeliverableDone, LetterAnswered, LetterLate
from outpace.command.choices import Kind, OwnerCode, Step, TaskState
from outpace.command.models import Task, TaskFact
from outpace.command.tests.world import (
    COUNTY,
    GRID,
    MORNING,
    POOL_KINDS,
    TOWN,
    Headquarters,
    case,
    late,
    minutes,
    no_placement,
    placement,
    reclassified,
    states,
    tasks,
)
from outpace.command.web.words import reference
from outpace.isolation.data import CustodyGapClosed, CustodyGapFound, PersonArrived, TreatmentAtRisk, TreatmentSettled
from outpace.kernel import events
from outpace.kernel.scope import system_actor
from outpace.screening.data import PoolFoundPositive, PoolReopened, PoolResolved, PoolWithdrawn
from outpace.zoning.data import ZoneProposalDropped, ZoneProposalJoined, ZoneProposed, ZoneSigned, ZoneSignedAhead

pytestmark = pytest.mark.usefixtures("morning")


def test_every_task_and_owner_that_packs_know_has_a_name_here() -> None:
    assert {task.value for task in PackTask} <= set(Kind.values)
    assert {owner.value for owner in Owner} <= set(OwnerCode.values)


def test_a_positive_pool_asks_for_every_first_action_of_the_pack(headquarters: Headquarters) -> None:
    headquarters.pool()
    assert {task.kind for task in tasks()} == POOL_KINDS
    assert {task.kind: task.due_at - MORNING for task in tasks()}["single_retest"] == minutes(360)
    assert all(task.why["address"].startswith("first_actions.") and task.why["pack"] for task in tasks())


def test_a_task_goes_to_the_nearest_post_of_its_owner_up_the_area_tree(headquarters: Headquarters) -> None:
    headquarters.pool()
    posts = {task.owner: task.post_id for task in tasks()}
    assert posts["sampling_team"] == headquarters.posts["sampling_team", TOWN]
    assert posts["community_lead"] == headquarters.posts["community_lead", COUNTY]


@pytest.mark.django_db
def test_a_task_without_a_post_is_issued_all_the_same() -> None:
    Headquarters().pool()
    assert {task.post_id for task in tasks()} == {None}


def test_the_same_news_twice_issues_nothing_twice(headquarters: Headquarters) -> None:
    headquarters.pool()
    headquarters.pool()
    assert len(tasks()) == len(POOL_KINDS) == TaskFact.objects.filter(step=Step.ISSUED).count()


def test_all_first_actions_of_a_pool_are_one_statement_beside_the_question_which_packs_hold(headquarters: Headquarters) -> None:
    headquarters.pool(1)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        headquarters.pool(2)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 2


def test_first_actions_are_undone_with_the_result_that_asked_for_them(headquarters: Headquarters) -> None:
    with transaction.atomic():
        events.publish(PoolFoundPositive(7, 7, None, GRID, (1,), MORNING))
        issued = len(tasks("pool:7"))
        transaction.set_rollback(True)
    assert (issued, tasks("pool:7")) == (len(POOL_KINDS), [])


def test_a_pool_taken_back_withdraws_what_is_not_done_and_marks_what_is(headquarters: Headquarters) -> None:
    headquarters.pool()
    done = tasks()[0]
    headquarters.step(headquarters.duty, done, Step.DONE, "all reached")
    headquarters.tell(PoolWithdrawn(1, 1, MORNING))
    assert states(tasks()) == {"done", "withdrawn"}
    assert list(TaskFact.objects.filter(task=done).order_by("id").values_list("step", flat=True)) == ["issued", "done", "cause_gone"]


def test_a_pool_that_is_positive_again_asks_for_everything_again(headquarters: Headquarters) -> None:
    headquarters.pool()
    headquarters.step(headquarters.duty, tasks()[0], Step.DONE, "all reached")
    headquarters.tell(PoolWithdrawn(1, 1, MORNING))
    headquarters.pool(at=MORNING + minutes(60))
    assert states(tasks()) == {TaskState.ISSUED}
    assert {task.issued_at for task in tasks()} == {MORNING + minutes(60)}


def test_a_pool_that_opens_again_asks_for_the_single_tests_again_and_for_nothing_else(headquarters: Headquarters) -> None:
    headquarters.pool()
    headquarters.tell(PoolResolved(1, GRID, MORNING))
    headquarters.tell(PoolReopened(1, GRID, MORNING + minutes(90)))
    asked = {task.kind: (task.state, task.issued_at) for task in tasks() if task.state != "done"}
    assert asked["single_retest"] == ("issued", MORNING + minutes(90))
    assert {"recall_samples", "hold_in_place"}.isdisjoint(asked)


def test_a_case_starts_its_own_first_actions_and_exclusion_takes_them_back(headquarters: Headquarters) -> None:
    headquarters.tell(case())
    assert {"report_case", "transfer_case", "start_investigation"} <= {task.kind for task in tasks("case:1")}
    headquarters.tell(reclassified(1, "preliminary", "excluded"))
    assert states(tasks("case:1")) == {"withdrawn"}


def test_a_case_that_was_excluded_wrongly_starts_from_the_beginning(headquarters: Headquarters) -> None:
    headquarters.tell(case())
    headquarters.tell(reclassified(1, "preliminary", "excluded"))
    headquarters.tell(reclassified(1, "excluded", "confirmed", at=MORNING + minutes(30)))
    assert states(tasks("case:1")) == {"issued"}


def test_a_late_deliverable_is_chased_by_the_duty_officer_until_it_is_signed_off(headquarters: Headquarters) -> None:
    headquarters.tell(late("investigation"))
    headquarters.tell(late("investigation"))
    headquarters.tell(late("core_trajectory"))
    chased = {task.subject: task.owner for task in tasks("case:1")}
    assert chased == {"deliverable:1:investigation": "duty_officer", "deliverable:1:core_trajectory": "duty_officer"}
    headquarters.tell(DeliverableDone(1, "investigation", GRID, MORNING))
    assert {task.subject: task.state for task in tasks("case:1")} == {
        "deliverable:1:investigation": "done",
        "deliverable:1:core_trajectory": "issued",
    }


def test_nobody_is_chased_for_an_excluded_case_and_again_when_it_is_one_after_all(headquarters: Headquarters) -> None:
    headquarters.tell(late("investigation"))
    headquarters.tell(reclassified(1, "preliminary", "excluded"))
    assert states(tasks("case:1")) == {"withdrawn"}
    headquarters.tell(late("investigation", at=MORNING + minutes(60)))
    assert states(tasks("case:1")) == {"issued"}


def test_a_chase_names_the_case_and_the_deliverable(headquarters: Headquarters) -> None:
    headquarters.tell(late("core_trajectory"))
    with translation.override("en"):
        shown = reference(tasks("case:1")[0].subject, system_actor("test"))
    assert (shown.label, shown.url) == ("Case 1: core trajectory", "/casework/cases/1/")


def test_whoever_died_is_brought_nowhere_and_the_investigation_is_still_owed(headquarters: Headquarters) -> None:
    headquarters.tell(case())
    headquarters.tell(CaseEnded(1, 101, GRID, "died", MORNING))
    found = {task.kind: task.state for task in tasks("case:1")}
    assert (found["transfer_case"], found["start_investigation"]) == ("withdrawn", "issued")


def test_a_place_of_isolation_is_reached_by_the_transfer_team_until_the_person_has_arrived(headquarters: Headquarters) -> None:
    headquarters.tell(placement(due_at=MORNING + minutes(480)))
    [task] = tasks("placement:1")
    assert (task.kind, task.due_at) == ("move_person", MORNING + minutes(480))
    headquarters.tell(PersonArrived(1, 201, GRID, 5, MORNING))
    assert states(tasks("placement:1")) == {"done"}


def test_a_request_that_lost_its_ground_moves_nobody(headquarters: Headquarters) -> None:
    headquarters.tell(placement())
    headquarters.tell(no_placement())
    assert states(tasks("placement:1")) == {"withdrawn"}


def test_a_case_is_not_ordered_to_hospital_twice(headquarters: Headquarters) -> None:
    headquarters.tell(placement(place=Place.HOSPITAL))
    assert tasks("placement:1") == []


def test_a_cases_arrival_completes_its_transfer(headquarters: Headquarters) -> None:
    headquarters.tell(case(1))
    headquarters.tell(PersonArrived(9, 101, GRID, 5, MORNING))
    assert Task.objects.get(cause="case:1", kind="transfer_case").state == "done"
    assert Task.objects.get(cause="case:1", kind="report_case").state == "issued"


def test_a_zone_proposal_completes_the_order_to_propose_and_asks_a_human_to_decide(headquarters: Headquarters) -> None:
    headquarters.tell(case(1))
    with transaction.atomic():
        events.publish(ZoneProposed(3, TOWN, "add", "high", 1, MORNING))
    assert Task.objects.get(cause="case:1", kind="propose_zone").state == "done"
    assert Task.objects.get(cause="proposal:3").owner == "commander"
    with transaction.atomic():
        events.publish(ZoneSigned(8, TOWN, "high", (TOWN,), MORNING, proposal_id=3))
    assert Task.objects.get(cause="proposal:3").state == "done"


def test_a_signature_for_an_hour_to_come_decides_the_proposal_now(headquarters: Headquarters) -> None:
    with transaction.atomic():
        events.publish(ZoneProposed(3, TOWN, "add", "high", None, MORNING))
        events.publish(ZoneSignedAhead(8, TOWN, 3, MORNING + timedelta(hours=9), MORNING))
    assert Task.objects.get(cause="proposal:3").state == "done"


def test_a_case_that_joins_a_proposal_completes_its_order_to_propose(headquarters: Headquarters) -> None:
    headquarters.tell(case(1))
    with transaction.atomic():
        events.publish(ZoneProposalJoined(3, TOWN, 1, MORNING))
    assert Task.objects.get(cause="case:1", kind="propose_zone").state == "done"


def test_a_proposal_that_came_to_nothing_is_nobodys_to_decide(headquarters: Headquarters) -> None:
    with transaction.atomic():
        events.publish(ZoneProposed(3, TOWN, "add", "high", None, MORNING))
        events.publish(ZoneProposalDropped(3, TOWN, "refused", MORNING))
    assert states(tasks("proposal:3")) == {"withdrawn"}


def test_a_deliverable_signed_off_completes_the_task_that_asked_for_it(headquarters: Headquarters) -> None:
    headquarters.tell(case())
    with transaction.atomic():
        events.publish(DeliverableDone(1, "core_trajectory", GRID, MORNING))
    assert {task.kind for task in tasks("case:1") if task.state == "done"} == {"publish_core_trajectory"}


def test_a_treatment_at_risk_is_booked_before_it_is_missed(headquarters: Headquarters) -> None:
    with transaction.atomic():
        events.publish(TreatmentAtRisk(4, 55, GRID, "dialysis", MORNING + minutes(40)))
        events.publish(TreatmentAtRisk(5, 56, GRID, "dialysis", MORNING + minutes(400)))
    assert [task.due_at - MORNING for ref in ("treatment:4", "treatment:5") for task in tasks(ref)] == [minutes(40), minutes(60)]


def test_a_person_nobody_took_over_is_found_by_the_isolation_team(headquarters: Headquarters) -> None:
    with transaction.atomic():
        events.publish(CustodyGapFound(6, 201, GRID, MORNING, delivered=False))
        events.publish(CustodyGapFound(6, 202, GRID, MORNING, delivered=False))
    found = [task for ref in ("trip:6:out:201", "trip:6:out:202") for task in tasks(ref)]
    assert [(task.subject, task.owner) for task in found] == [("person:201", "isolation_team"), ("person:202", "isolation_team")]


def test_nobody_is_looked_for_whom_somebody_has_taken_over_and_a_second_gap_is_another_task(headquarters: Headquarters) -> None:
    with transaction.atomic():
        events.publish(CustodyGapFound(6, 201, GRID, MORNING, delivered=False))
        events.publish(CustodyGapClosed(6, 201, GRID, delivered=False, taken_over=True))
        events.publish(CustodyGapFound(6, 201, GRID, MORNING, delivered=True))
        events.publish(CustodyGapClosed(6, 201, GRID, delivered=True, taken_over=False))
    assert (states(tasks("trip:6:out:201")), states(tasks("trip:6:in:201"))) == ({"done"}, {"withdrawn"})


def test_the_task_to_book_a_treatment_ends_with_the_booking_or_when_it_is_too_late(headquarters: Headquarters) -> None:
    with transaction.atomic():
        for number in (4, 5):
            events.publish(TreatmentAtRisk(number, 55, GRID, "dialysis", MORNING + minutes(40)))
        events.publish(TreatmentSettled(4, 55, GRID, missed=False))
        events.publish(TreatmentSettled(5, 55, GRID, missed=True))
    assert (states(tasks("treatment:4")), states(tasks("treatment:5"))) == ({"done"}, {"withdrawn"})


def test_a_day_on_which_no_pack_holds_asks_for_nothing_and_refuses_nothing(headquarters: Headquarters) -> None:
    headquarters.pool(at=MORNING.replace(year=1999))
    assert tasks() == []


def test_a_late_letter_is_the_duty_officers_once_until_it_is_answered(headquarters: Headquarters) -> None:
    for _again in range(2):
        headquarters.tell(LetterLate(7, GRID, MORNING, MORNING))
    (task,) = tasks("letter:7")
    assert (task.kind, task.owner, task.due_at - MORNING, task.state) == ("chase_letter", "duty_officer", minutes(30), "issued")
    headquarters.tell(LetterAnswered(7, GRID, MORNING))
    assert states(tasks("letter:7")) == {"done"}
