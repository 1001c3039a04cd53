"""Tasks by JSON: mine, one, a step, an instruction."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outpace.command.choices import OwnerCode
from outpace.command.models import Task
from outpace.command.tests.browsing import LATER, as_holder
from outpace.command.tests.world import COUNTY, MORNING, TOWN, Headquarters, minutes
from outpace.kernel import clock

BASE = "/api/v1/command/tasks"


@pytest.fixture
def officer(headquarters: Headquarters) -> Client:
    """A duty officer who also holds the county's sampling post, with a positive pool to work on."""
    with clock.at(MORNING):
        headquarters.pool(path=COUNTY)
    return as_holder(headquarters, OwnerCode.SAMPLING_TEAM, role="duty_officer")


def ask(client: Client, url: str, body: dict[str, Any] | None = None) -> Any:
    """Ask at a fixed moment."""
    with clock.at(LATER):
        return client.get(url) if body is None else client.post(url, body, "application/json")


def test_my_tasks_come_by_deadline(officer: Client) -> None:
    items = ask(officer, BASE).json()["items"]
    assert [item["kind"] for item in items] == ["recall_samples", "single_retest"]


def test_one_task_says_why(officer: Client) -> None:
    sheet = ask(officer, f"{BASE}/{Task.objects.get(kind='recall_samples').pk}").json()
    assert sheet["why"]["address"] == "first_actions.pool_recall"
    assert sheet["steps"] == ["read", "accepted", "started", "done", "refused"]


def test_a_step_sent_twice_is_answered_alike(officer: Client) -> None:
    url, step = f"{BASE}/{Task.objects.get(kind='recall_samples').pk}/steps", {"id": str(uuid4()), "step": "accepted"}
    assert [ask(officer, url, step).json() for _ in range(2)] == [{"state": "accepted"}] * 2


def test_done_without_evidence_is_refused_with_its_reason(officer: Client) -> None:
    answer = ask(officer, f"{BASE}/{Task.objects.get(kind='recall_samples').pk}/steps", {"id": str(uuid4()), "step": "done"})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "text_missing", "text")


def test_an_instruction_sent_twice_issues_once(officer: Client) -> None:
    due = (LATER + minutes(60)).isoformat()
    order = {"id": str(uuid4()), "owner": "sampling_team", "paths": [TOWN], "due_at": due, "text": "second table"}
    first, second = ask(officer, BASE, order).json(), ask(officer, BASE, order).json()
    assert first == second
    assert len(first["tasks"]) == 1


def test_a_path_that_is_none_is_refused(officer: Client) -> None:
    due = (LATER + minutes(60)).isoformat()
    order = {"id": str(uuid4()), "owner": "sampling_team", "paths": ["Hui county"], "due_at": due, "text": "x"}
    assert ask(officer, BASE, order).json()["code"] == "bad_path"
