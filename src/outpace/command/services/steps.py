"""What people do with tasks: the post's steps, and the dispatcher's.

Rows are locked, so of two people at once one sees what the other did.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.command.choices import Step, TaskState
from outpace.command.data import TaskStep
from outpace.command.models import Post, Task, TaskFact
from outpace.command.rules.states import BY_HOLDER, ENDED, NEEDS_WORDS, NotPossible, after, is_repeated
from outpace.command.selectors.sheet import may_act
from outpace.kernel import audit, clock, crypto, inbox
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import lock_rows
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound, shared_path

MAX_TEXT = 1_000
MAX_AT_ONCE = 200


def take_step(actor: Actor, given: TaskStep) -> TaskState:
    """Read, accept, begin, do with evidence or refuse with a reason; gives where the task stands. Sending it again changes nothing.

    Raises NotFound outside the areas whose tasks the actor reads, NotAllowed without TASK_DO, Refusal where the task is another post's,
    stands elsewhere, or words are missing.
    """
    if given.step not in BY_HOLDER:
        raise Refusal("not_a_step", _("A post cannot take this step."), field="step")
    text = _words(given.step, given.text)
    with transaction.atomic():
        task = _held(actor, given.task_id)
        if not may_act(actor, task):
            raise Refusal("not_yours", _("This task belongs to another post. Whoever dispatches can give it to yours."))
        if _is_new(actor, given.id):
            _move(actor, [task], given.step, text=text, client_id=given.id)
    return TaskState(task.state)


def withdraw_tasks(actor: Actor, task_ids: Sequence[int], *, reason: str, client_id: UUID) -> int:
    """Take tasks back; gives how many that touched.

    Raises NotAllowed without TASK_DISPATCH over each, NotFound, Refusal without a reason.
    """
    text = _words(Step.WITHDRAWN, reason)
    with transaction.atomic():
        tasks = _dispatched(actor, task_ids)
        if not _is_new(actor, client_id):
            return 0
        return _move(actor, [task for task in tasks if task.ended_at is None], Step.WITHDRAWN, text=text)


def reassign(actor: Actor, task_ids: Sequence[int], *, post_id: int, client_id: UUID) -> int:
    """Give tasks to another post, as freshly issued; deadlines stay. Gives how many.

    Raises as `withdraw_tasks` does, and Refusal for a post over another area.
    """
    with transaction.atomic():
        tasks = _dispatched(actor, task_ids)
        post = Post.objects.filter(pk=post_id, closed_at=None).first()
        if post is None or not actor.may(Permission.TASK_READ, AreaPath(post.area_path)):
            raise NotFound(f"post {post_id}")
        if any(not task.area_path.startswith(post.area_path) for task in tasks):
            raise Refusal("post_elsewhere", _("The post stands over another area than the task."), field="post")
        if not _is_new(actor, client_id):
            return 0
        return _move(actor, [task for task in tasks if task.ended_at is None], Step.REASSIGNED, text="", post=post)


def _words(step: Step, text: str) -> str:
    words = text.strip()
    if "\0" in words or len(words) > MAX_TEXT:
        raise Refusal("text_too_long", _("At most 1,000 characters."), field="text")
    if step in NEEDS_WORDS and not words:
        raise Refusal("text_missing", _("Say what was done, or why not."), field="text")
    return words


def _held(actor: Actor, task_id: int) -> Task:
    found = lock_rows(Task.objects.all(), [task_id])
    if not found or not actor.may(Permission.TASK_READ, AreaPath(found[0].area_path)):
        raise NotFound(f"task {task_id}")
    path = AreaPath(found[0].area_path)
    if not actor.may(Permission.TASK_DO, path) and not actor.may(Permission.TASK_DISPATCH, path):
        raise NotAllowed(Permission.TASK_DO)
    return found[0]


def _dispatched(actor: Actor, task_ids: Sequence[int]) -> list[Task]:
    actor.require_anywhere(Permission.TASK_DISPATCH)
    if len(set(task_ids)) > MAX_AT_ONCE:
        raise Refusal("too_many", _("At most 200 tasks at once."), field="tasks")
    tasks = lock_rows(Task.objects.all(), task_ids)
    if not tasks:
        raise Refusal("none_chosen", _("Choose at least one task."), field="tasks")
    if len(tasks) < len(set(task_ids)) or any(not actor.may(Permission.TASK_READ, AreaPath(task.area_path)) for task in tasks):
        raise NotFound("task")
    for task in tasks:
        actor.require(Permission.TASK_DISPATCH, AreaPath(task.area_path))
    return tasks


def _is_new(actor: Actor, client_id: UUID) -> bool:
    claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=client_id, record_ids=[client_id])
    return client_id in claim.new


def _move(actor: Actor, tasks: Sequence[Task], step: Step, *, text: str, client_id: UUID | None = None, post: Post | None = None) -> int:
    """Take the step on each of these locked tasks, with its fact, and one entry in the log."""
    now, moved = clock.now(), []
    for task in tasks:
        if is_repeated(TaskState(task.state), step):
            continue
        _stand(task, step, now=now, post=post)
        moved.append(task)
    if not moved:
        return 0
    Task.objects.bulk_update(moved, ["state", "ended_at", "post", "level"])
    sealed = crypto.seal(text) if text else b""
    TaskFact.objects.bulk_create(
        TaskFact(task=task, step=step, at=now, actor=actor.name, note_sealed=sealed, post=post, client_id=client_id) for task in moved
    )
    subject = f"task:{moved[0].pk}" if len(moved) == 1 else "tasks"
    details = {"step": step.value, "tasks": [task.pk for task in moved], **({"post": post.pk} if post else {})}
    audit.record(
        actor, "command.task_step", subject=subject, path=shared_path([AreaPath(task.area_path) for task in moved]), details=details
    )
    return len(moved)


def _stand(task: Task, step: Step, *, now: datetime, post: Post | None) -> None:
    try:
        state = after(TaskState(task.state), step)
    except NotPossible as error:
        raise Refusal("moved_on", _("This task has moved on meanwhile. Look at it again.")) from error
    task.state, task.ended_at = state, now if state in ENDED else None
    if post is not None:
        task.post, task.level = post, 0
