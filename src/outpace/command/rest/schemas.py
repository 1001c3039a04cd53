"""What goes in and out of command's JSON API, bounded in size."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from outpace.command.choices import Kind, OwnerCode, Priority, Step, TaskState
from outpace.kernel.restforms import Moment, Number, Printable

Text = Annotated[str, Field(max_length=1_000), Printable]
Area = Annotated[str, Field(max_length=200), Printable]
_ID = "0190f0a0-6f00-7000-8000-000000000005"


class TaskOut(Schema):
    """A task: what, about whom, where, of which post, by when, how far; `level` says how high it must have been raised by now."""

    id: int
    kind: Kind
    subject: str
    path: str
    area_name: str
    owner: str
    post_id: int | None
    issued_at: datetime
    due_at: datetime
    priority: Priority
    state: TaskState
    level: int
    is_late: bool
    text: str


class TasksOut(Schema):
    """A page of tasks, the nearest deadline first; `next_cursor` asks for the next one."""

    items: list[TaskOut]
    next_cursor: str | None


class WhyOut(Schema):
    """The line of a protocol pack that a task rests on; `pack` is empty for a person's instruction."""

    pack: str
    version: str
    address: str
    text: str
    source: list[str]
    unconfirmed: str


class FactOut(Schema):
    """One thing that happened to a task; `hidden`: something was written, but not for this reader."""

    step: Step
    at: datetime
    actor: str
    text: str
    hidden: bool
    reference: str
    owner: str
    level: int


class TaskSheetOut(Schema):
    """A task with its ground, its timeline, and the steps that the caller may take."""

    row: TaskOut
    cause: str
    trigger: str
    why: WhyOut
    issued_by: str
    facts: list[FactOut]
    steps: list[Step]


class StepIn(Schema):
    """A step: read, accepted, started, done (with evidence) or refused (with a reason). `id` is made by the client, once for each step."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"id": _ID, "step": "done", "text": "9 of 9 reached"}})

    id: UUID
    step: Step
    text: Text = ""


class StateOut(Schema):
    """Where the task stands now."""

    state: TaskState


class InstructionIn(Schema):
    """A task for the nearest post of a name in each of these areas. `id` is made by the client, once for each instruction."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": _ID,
                "owner": "sampling_team",
                "paths": ["/62/6212/621227/"],
                "due_at": "2022-08-11T11:30:00+08:00",
                "text": "Set up a second table",
            }
        },
    )

    id: UUID
    owner: OwnerCode
    paths: Annotated[list[Area], Field(min_length=1, max_length=200)]
    due_at: Moment
    text: Text
    kind: Kind = Kind.ASSIGNMENT


class IssuedOut(Schema):
    """The tasks that were issued, or had been when the same instruction came before."""

    tasks: list[Number]
