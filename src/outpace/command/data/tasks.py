"""Tasks: what is asked, of which post, by when, on which ground, and what has happened since."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from outpace.command.choices import Kind, Priority, Step, TaskState
from outpace.command.data.posts import MyPost
from outpace.kernel.paging import Page
from outpace.kernel.scope import AreaPath


@dataclass(frozen=True, slots=True)
class Why:
    """The ground of a task: one line of a protocol pack, or (`pack` empty) a person's instruction.

    `pack` "local": a limit of this headquarters where no pack names one; `unconfirmed` says so.
    """

    pack: str = ""
    version: str = ""
    address: str = ""
    text: str = ""
    source: tuple[str, ...] = ()
    unconfirmed: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """What a task hangs on: when the cause is withdrawn, so is the task. References are typed, as `case:12`."""

    ref: str
    subject: str
    path: AreaPath
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A task to be issued on some cause."""

    kind: Kind
    owner: str
    due_at: datetime
    why: Why
    trigger: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A task that a person issues. `id` is made by the client: sending it again changes nothing. `text` is sealed, it may name people."""

    id: UUID
    owner: str
    paths: tuple[AreaPath, ...]
    due_at: datetime
    kind: Kind = Kind.ASSIGNMENT
    subject: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TaskStep:
    """A step that somebody takes. `id` is made by the client; `text` is evidence or a reason, and is sealed."""

    id: UUID
    task_id: int
    step: Step
    text: str = field(default="", repr=False)
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks the desk shows: of one owner, of one area, only late ones, only refused ones, only those without a post."""

    owner: str = ""
    path: AreaPath | None = None
    is_late: bool = False
    is_refused: bool = False
    is_ownerless: bool = False


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list. `level` is how high it must have been raised by now (rules.lateness); `post_id` None: no post was found."""

    id: int
    kind: Kind
    subject: str
    path: AreaPath
    area_name: str
    owner: str
    post_id: int | None
    post_title: str
    issued_at: datetime
    due_at: datetime
    priority: Priority
    state: TaskState
    level: int
    is_late: bool
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FactRow:
    """One entry of a task's timeline. `text` is empty where nothing was written; `hidden`: written, but not for this reader.

    `reference` names the fact that closed or took back the task, `owner` the post it went to.
    """

    step: Step
    at: datetime
    actor: str
    text: str = field(default="", repr=False)
    hidden: bool = False
    reference: str = ""
    owner: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """Everything on a task's page: why, what happened, and what this reader may do about it."""

    row: TaskRow
    cause: str
    trigger: str
    why: Why
    issued_by: str
    text_hidden: bool
    facts: tuple[FactRow, ...]
    holders: tuple[str, ...]
    steps: tuple[Step, ...]
    may_dispatch: bool


@dataclass(frozen=True, slots=True)
class OwnerCount:
    """What the posts of one name owe in the reader's areas: tasks not done, late ones, refused ones, those without a post."""

    owner: str
    open: int
    late: int
    refused: int
    ownerless: int


@dataclass(frozen=True, slots=True)
class MyWork:
    """What one person's phone shows: the posts they hold, a page of what those owe, and what has come up to them from below."""

    posts: tuple[MyPost, ...]
    page: Page[TaskRow]
    raised: tuple[TaskRow, ...]
