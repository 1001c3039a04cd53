"""Contacts that records of stays propose are a task of the case's investigators, once, until all of them are judged."""

import pytest
from django.utils import translation

from outpace.command.choices import Kind
from outpace.command.rules.loop import judging, local_draft
from outpace.command.tests.world import (
    COUNTY,
    MORNING,
    Headquarters,
    contacts_judged,
    looked,
    minutes,
    reclassified,
    reopened,
    states,
    tasks,
)
from outpace.command.web.words import reference
from outpace.kernel.scope import system_actor

pytestmark = pytest.mark.usefixtures("morning")
CASE = "case:1"


def test_proposed_contacts_are_to_be_judged_within_what_the_pack_gives_for_listing_contacts(headquarters: Headquarters) -> None:
    headquarters.tell(looked())
    (task,) = tasks(CASE)
    assert (task.kind, task.owner, task.due_at - MORNING) == ("judge_contacts", "investigation_team", minutes(600))
    assert task.why["address"] == "first_actions.case_contacts"
    assert task.post_id == headquarters.posts["investigation_team", COUNTY]


def test_where_no_pack_has_contacts_listed_our_own_limit_holds() -> None:
    draft = judging([local_draft(Kind.MOVE_PERSON, trigger="placement_requested", at=MORNING)], at=MORNING)
    assert (draft.kind, draft.why.address, draft.due_at - MORNING) == (Kind.JUDGE_CONTACTS, "limits.judge_contacts", minutes(600))


def test_the_same_look_told_twice_and_another_while_somebody_waits_ask_once(headquarters: Headquarters) -> None:
    for event in (looked(), looked(), looked(2, at=MORNING + minutes(30))):
        headquarters.tell(event)
    (task,) = tasks(CASE)
    assert task.due_at == MORNING + minutes(600)


def test_it_is_done_when_nobody_waits_any_more(headquarters: Headquarters) -> None:
    headquarters.tell(looked())
    headquarters.tell(contacts_judged(waiting=1))
    assert states(tasks(CASE)) == {"issued"}
    headquarters.tell(contacts_judged())
    assert states(tasks(CASE)) == {"done"}


def test_a_look_that_leaves_nobody_to_judge_ends_it_and_asks_for_nothing(headquarters: Headquarters) -> None:
    headquarters.tell(looked(waiting=0))
    assert tasks(CASE) == []
    headquarters.tell(looked(2))
    headquarters.tell(looked(3, waiting=0))
    assert states(tasks(CASE)) == {"done"}


def test_a_later_look_that_finds_somebody_asks_again_and_an_old_one_does_not(headquarters: Headquarters) -> None:
    for event in (looked(), contacts_judged(), looked()):
        headquarters.tell(event)
    assert states(tasks(CASE)) == {"done"}
    headquarters.tell(looked(2))
    assert sorted(task.state for task in tasks(CASE)) == ["done", "issued"]


def test_whoever_is_to_be_judged_again_is_asked_for_anew_but_not_beside_a_task_that_is_open(headquarters: Headquarters) -> None:
    headquarters.tell(looked())
    headquarters.tell(reopened(6))
    assert len(tasks(CASE)) == 1
    for proposal in (7, 8):
        headquarters.tell(contacts_judged())
        headquarters.tell(reopened(proposal))
        headquarters.tell(reopened(proposal))
    assert [(task.subject, task.state, task.due_at - MORNING) for task in tasks(CASE)] == [
        ("traced:1:1", "done", minutes(600)),
        ("traced:1:1:7", "done", minutes(607)),
        ("traced:1:1:8", "issued", minutes(608)),
    ]


def test_nobody_judges_contacts_of_a_case_that_was_excluded(headquarters: Headquarters) -> None:
    headquarters.tell(looked())
    headquarters.tell(reclassified(1, "preliminary", "excluded"))
    assert states(tasks(CASE)) == {"withdrawn"}


def test_the_task_leads_to_the_proposed_contacts_of_the_case(headquarters: Headquarters) -> None:
    headquarters.tell(looked())
    with translation.override("en"):
        shown = reference(tasks(CASE)[0].subject, system_actor("test"))
    assert (shown.label, shown.url) == ("Case 1: proposed contacts", "/casework/cases/1/traced/")
