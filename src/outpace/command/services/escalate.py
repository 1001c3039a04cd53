"""Writing down what lateness asks for: overdue, and raised to which post. Pages compute the same at any moment and do not wait for this."""

from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection, transaction

from outpace.command.choices import Step
from outpace.command.models import Task, TaskFact
from outpace.command.rules.lateness import MAX_LEVEL, Rung, ladder, level, raised_to
from outpace.command.selectors.posts import rungs
from outpace.command.selectors.tasks import timing_of
from outpace.kernel import audit, clock
from outpace.kernel.scope import AreaPath, system_actor

BATCH = 500
LATE = 2

_DUE: Final = """
SELECT id FROM command_task
WHERE ended_at IS NULL AND level < CASE
    WHEN %(now)s > due_at + greatest(due_at - issued_at, interval '30 minutes') THEN 3
    WHEN %(now)s > due_at THEN 2
    WHEN state = 'issued' AND %(now)s > issued_at + (due_at - issued_at) / 2 THEN 1
    ELSE 0 END
ORDER BY due_at, id LIMIT %(size)s FOR UPDATE SKIP LOCKED
"""
"""The rule of rules.lateness.level as a condition; a test asks both about the same tasks."""


def escalate(*, size: int = BATCH) -> int:
    """Raise what is unread at half time or late, at most `size` tasks; gives how many. Two workers at once share the work."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_DUE, {"now": clock.now(), "size": size})
            keys = [row[0] for row in cursor.fetchall()]
        tasks = list(Task.objects.filter(pk__in=keys).order_by("id"))
        if not tasks:
            return 0
        posts = rungs({task.owner for task in tasks}, {task.area_path for task in tasks})
        facts = [fact for task in tasks for fact in _raise(task, posts)]
        Task.objects.bulk_update(tasks, ["level"])
        TaskFact.objects.bulk_create(facts)
        details = {"tasks": [task.pk for task in tasks]}
        audit.record(system_actor("escalation"), "command.escalated", subject="tasks", path=None, details=details)
    return len(tasks)


def _raise(task: Task, posts: Collection[Rung]) -> Sequence[TaskFact]:
    """Set the new level, and say so: that the deadline has passed, and which post sees it now (none when the ladder has ended)."""
    now, before = clock.now(), task.level
    task.level = min(level(timing_of(task), now), MAX_LEVEL)
    steps = ladder(task.owner, AreaPath(task.area_path), own=task.post_id, posts=posts)
    reached = raised_to(timing_of(task), steps, now=now, has_post=task.post_id is not None)
    overdue = [TaskFact(task=task, step=Step.OVERDUE, at=task.due_at, level=task.level)] if before < LATE <= task.level else []
    raised = TaskFact(task=task, step=Step.ESCALATED, at=now, level=task.level, post_id=reached[-1] if reached else None)
    return [*overdue, raised]
