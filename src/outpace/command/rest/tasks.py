"""Tasks by JSON: for phones that keep them while there is no network, and for other programs."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from outpace.command import api
from outpace.command.data import Instruction, TaskRow, TaskSheet, TaskStep
from outpace.command.rest.schemas import InstructionIn, IssuedOut, StateOut, StepIn, TaskSheetOut, TasksOut
from outpace.kernel.errors import Refusal
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Paging
from outpace.kernel.scope import AreaPath, area_path

router = Router()


@router.get("/tasks", response={200: TasksOut, REFUSED: Problem}, summary="What the caller's posts owe")
def my_tasks(request: HttpRequest, paging: Query[Paging]) -> Page[TaskRow]:
    """The nearest deadline first; tasks that are done, refused or withdrawn are left out."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return api.mine(actor, cursor=paging.cursor or None, size=paging.size)


@router.get("/tasks/{task_id}", response={200: TaskSheetOut, REFUSED: Problem}, summary="One task")
def one_task(request: HttpRequest, task_id: Id) -> TaskSheet:
    """With the line of the pack it rests on and everything that has happened. Reading what people wrote is logged."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return api.task(actor, task_id)


@router.post("/tasks/{task_id}/steps", response={200: StateOut, REFUSED: Problem}, summary="Take a step on a task")
def take_step(request: HttpRequest, task_id: Id, given: StepIn) -> dict[str, Any]:
    """Sending the same step again changes nothing and answers alike."""
    return {"state": api.take_step(caller(request), TaskStep(given.id, task_id, given.step, given.text))}


@router.post("/tasks", response={200: IssuedOut, REFUSED: Problem}, summary="Issue tasks")
def issue(request: HttpRequest, given: InstructionIn) -> dict[str, Any]:
    """One task in each area. Sending the same instruction again changes nothing and answers alike."""
    order = Instruction(
        id=given.id, owner=given.owner, paths=tuple(map(_path, given.paths)), due_at=given.due_at, kind=given.kind, text=given.text
    )
    return {"tasks": api.instruct(caller(request), order)}


def _path(text: str) -> AreaPath:
    try:
        return area_path(text)
    except ValueError as error:
        raise Refusal("bad_path", _("This is not an area path; one looks like /62/6212/."), field="paths") from error
