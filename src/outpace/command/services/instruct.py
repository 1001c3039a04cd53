"""A person issues tasks: one instruction, to the nearest post of a name in each of several areas."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.command.choices import OwnerCode, Step, TaskState
from outpace.command.data import Instruction
from outpace.command.models import Task, TaskFact
from outpace.command.rules.lateness import Rung, priority_of
from outpace.command.selectors.posts import rungs
from outpace.kernel import audit, clock, crypto, inbox
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, shared_path

MAX_AREAS = 200
MAX_TEXT = 1_000


def instruct(actor: Actor, given: Instruction) -> tuple[int, ...]:
    """Issue one task in each area; gives their ids. Sending it again changes nothing and gives the same ids.

    Raises NotAllowed without TASK_DISPATCH over every area, Refusal for a deadline that has passed, no area, or no words.
    """
    for path in given.paths:
        actor.require(Permission.TASK_DISPATCH, path)
    actor.require_anywhere(Permission.TASK_DISPATCH)
    _check(given)
    now, cause = clock.now(), f"order:{given.id}"
    with transaction.atomic():
        claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=given.id, record_ids=[given.id])
        if given.id in claim.new:
            _require_time(given)
            posts = [rung for rung in rungs([given.owner], given.paths) if rung.owner == given.owner]
            tasks = Task.objects.bulk_create(_task(actor, given, path, posts) for path in sorted(set(given.paths)))
            TaskFact.objects.bulk_create(
                TaskFact(task=task, step=Step.ISSUED, at=now, actor=actor.name, reference=cause, post_id=task.post_id) for task in tasks
            )
            details = {"kind": given.kind.value, "owner": given.owner, "tasks": [task.pk for task in tasks]}
            audit.record(actor, "command.instructed", subject=cause, path=shared_path(given.paths), details=details)
    return tuple(Task.objects.filter(cause=cause).order_by("id").values_list("pk", flat=True))


def _check(given: Instruction) -> None:
    if given.owner not in OwnerCode.values:
        raise Refusal("unknown_owner", _("There is no such post in the packs or in this headquarters."), field="owner")
    if not given.text.strip() or "\0" in given.text or len(given.text) > MAX_TEXT:
        raise Refusal("text_missing", _("Say in at most 1,000 characters what is to be done."), field="text")
    if not 0 < len(set(given.paths)) <= MAX_AREAS:
        raise Refusal("no_area", _("Name one area at least, and 200 at most."), field="areas")


def _require_time(given: Instruction) -> None:
    """Asked of what is new only: an instruction that was taken in time is the same when it is sent again after its deadline."""
    if given.due_at <= clock.now():
        raise Refusal("due_in_the_past", _("The deadline has passed already."), field="due_at")


def _task(actor: Actor, given: Instruction, path: AreaPath, posts: Sequence[Rung]) -> Task:
    now, above = clock.now(), [rung for rung in posts if path.startswith(rung.path)]
    nearest = max(above, key=lambda rung: len(rung.path), default=None)
    return Task(
        cause=f"order:{given.id}",
        trigger="instruction",
        kind=given.kind,
        subject=given.subject or f"area:{path.rstrip('/').rpartition('/')[2]}",
        area_path=path,
        owner=given.owner,
        post_id=nearest.post_id if nearest else None,
        issued_at=now,
        due_at=given.due_at,
        priority=priority_of(now, given.due_at),
        state=TaskState.ISSUED,
        issued_by=actor.name,
        text_sealed=crypto.seal(given.text.strip()),
    )
