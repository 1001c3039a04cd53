"""One task: why it was issued, what has happened since, and what this reader may do."""

from collections.abc import Sequence

from outpace.command.choices import Step, TaskState
from outpace.command.data import FactRow, TaskSheet, Why
from outpace.command.models import PostHolder, Task, TaskFact
from outpace.command.rules.lateness import ladder
from outpace.command.rules.states import UNFINISHED, steps_from
from outpace.command.selectors.posts import holding, my_posts, rungs
from outpace.command.selectors.tasks import rows
from outpace.kernel import audit, clock, crypto
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound


def may_act(actor: Actor, task: Task) -> bool:
    """May this actor take the post's steps: as a holder of the post or of one above it, or as whoever dispatches the area?"""
    path = AreaPath(task.area_path)
    if actor.may(Permission.TASK_DISPATCH, path):
        return True
    held = {post.id for post in my_posts(actor)} if actor.may(Permission.TASK_DO, path) else set()
    if not held or task.post_id in held:
        return bool(held)
    return bool(held & set(ladder(task.owner, path, own=task.post_id, posts=rungs([task.owner], [path]))))


def task(actor: Actor, task_id: int) -> TaskSheet:
    """What is there to know and to do about this task? Reading what people wrote is logged.

    Raises NotFound outside the areas where the actor reads tasks. Texts are shown to those who may act on the task or see people in full.
    """
    found = Task.objects.select_related("post").filter(pk=task_id).first()
    if found is None or not actor.may(Permission.TASK_READ, AreaPath(found.area_path)):
        raise NotFound(f"task {task_id}")
    acts, path = may_act(actor, found), AreaPath(found.area_path)
    shown = acts or actor.may(Permission.PERSON_IDENTITY, path)
    facts = list(TaskFact.objects.filter(task=found).select_related("post").order_by("id"))
    written = [found.text_sealed, *(fact.note_sealed for fact in facts)]
    if shown and any(written):
        people = [found.person_id] if found.person_id is not None else []
        audit.record_read(actor, "command.text_read", subject=f"task:{found.pk}", path=path, people=len(people), person_ids=people)
    dispatches = actor.may(Permission.TASK_DISPATCH, path) and TaskState(found.state) in UNFINISHED
    return TaskSheet(
        row=rows([found], texts=shown)[0],
        cause=found.cause,
        trigger=found.trigger,
        why=_why(found),
        issued_by=found.issued_by,
        text_hidden=bool(found.text_sealed) and not shown,
        facts=tuple(_fact(fact, shown=shown) for fact in facts),
        holders=_holders(found),
        steps=steps_from(TaskState(found.state)) if acts else (),
        may_dispatch=dispatches,
    )


def _why(found: Task) -> Why:
    return Why(**{**found.why, "source": tuple(found.why.get("source", ()))})


def _fact(fact: TaskFact, *, shown: bool) -> FactRow:
    return FactRow(
        step=Step(fact.step),
        at=fact.at,
        actor=fact.actor,
        text=crypto.unseal(fact.note_sealed) if shown and fact.note_sealed else "",
        hidden=bool(fact.note_sealed) and not shown,
        reference=fact.reference,
        owner=fact.post.owner if fact.post else "",
        level=fact.level,
    )


def _holders(found: Task) -> tuple[str, ...]:
    held: Sequence[PostHolder] = ()
    if found.post_id is not None:
        held = list(
            PostHolder.objects.filter(holding(clock.now()), post_id=found.post_id).select_related("user").order_by("starts_at", "id")
        )
    return tuple(str(row.user) for row in held)
