"""Tasks as lists: what I must do now, what is late below me, and the desk of whoever dispatches."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from outpace.command.choices import Kind, OwnerCode, Priority, TaskState
from outpace.command.data import MyPost, MyWork, OwnerCount, TaskFilter, TaskRow
from outpace.command.models import Task
from outpace.command.rules.lateness import Timing, is_late, ladder, level, raised_to
from outpace.command.rules.states import OPEN
from outpace.command.selectors.posts import my_posts, rungs
from outpace.command.selectors.scope import named
from outpace.kernel import clock, crypto, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.kernel.subtrees import within

PAGE_SIZE = 30
MAX_RAISED = 200
ORDER = ["due_at", "id"]


def mine(actor: Actor, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[TaskRow]:
    """What do the posts that I hold owe, the nearest deadline first? Raises NotAllowed without TASK_DO, BadCursor. Three queries."""
    actor.require_anywhere(Permission.TASK_DO)
    return _owed_by(my_posts(actor), cursor, size)


def raised(actor: Actor) -> tuple[TaskRow, ...]:
    """Which tasks of others have come up to a post of mine by now: late, unread, refused, or without any post?

    Computed from the deadlines at this moment, whether or not the job that writes escalations down has run. The first 200 by deadline.
    """
    actor.require_anywhere(Permission.TASK_DO)
    return _come_up_to(my_posts(actor))


def my_work(actor: Actor, *, cursor: str | None = None, size: int = PAGE_SIZE) -> MyWork:
    """What is my phone to show: my posts, what they owe, and on the first page what has come up to them? Raises as `mine`. Six queries."""
    actor.require_anywhere(Permission.TASK_DO)
    held = my_posts(actor)
    return MyWork(held, _owed_by(held, cursor, size), () if cursor else _come_up_to(held))


def is_owed(cause: str, kind: Kind) -> bool:
    """Is a task of this kind still to be done because of this cause? Nobody is shown. One query."""
    return Task.objects.filter(cause=cause, kind=kind, ended_at=None).exists()


def _owed_by(held: Collection[MyPost], cursor: str | None, size: int) -> Page[TaskRow]:
    found = Task.objects.filter(post_id__in=[post.id for post in held], ended_at=None, state__in=[state.value for state in OPEN])
    page = keyset(found.select_related("post"), ORDER, cursor, size=size)
    return Page(rows(page.items, texts=True), page.next_cursor)


def _come_up_to(held: Collection[MyPost]) -> tuple[TaskRow, ...]:
    if not held:
        return ()
    now = clock.now()
    candidates = list(_below(held).select_related("post").order_by(*ORDER)[:MAX_RAISED])
    ladders = rungs({task.owner for task in candidates}, {task.area_path for task in candidates}) if candidates else []
    own = {post.id for post in held}
    seen = []
    for task in candidates:
        steps = ladder(task.owner, AreaPath(task.area_path), own=task.post_id, posts=ladders)
        if own & set(raised_to(timing_of(task), steps, now=now, has_post=task.post_id is not None)):
            seen.append(task)
    return rows(seen, texts=False)


def _below(held: Collection[MyPost]) -> QuerySet[Task]:
    """Unfinished tasks of others in the areas of these posts that may have been raised; precise only once rules.lateness has looked."""
    now = clock.now()
    reach = Q(pk__in=())
    for post in held:
        area = within([post.path])
        reach |= area if post.owner == OwnerCode.DUTY_OFFICER else area & Q(owner=post.owner)
    restless = Q(due_at__lt=now) | Q(state=TaskState.ISSUED, issued_at__lt=now) | Q(state=TaskState.REFUSED) | Q(post=None)
    others = Q(post=None) | ~Q(post_id__in=[post.id for post in held])
    return Task.objects.filter(reach & restless & others, ended_at=None)


def desk(actor: Actor, wanted: TaskFilter, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[TaskRow]:
    """What is owed in the areas that I dispatch, late first? Raises NotAllowed without TASK_DISPATCH, BadCursor. Two queries."""
    actor.require_anywhere(Permission.TASK_DISPATCH)
    page = keyset(_dispatched(actor).filter(_condition(wanted)).select_related("post"), ORDER, cursor, size=size)
    return Page(rows(page.items, texts=False), page.next_cursor)


def desk_counts(actor: Actor) -> tuple[OwnerCount, ...]:
    """How much do the posts of each name owe in the areas that I dispatch, the latest first? One query over what is unfinished."""
    actor.require_anywhere(Permission.TASK_DISPATCH)
    found = (
        _dispatched(actor)
        .values_list("owner")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=clock.now())),
            refused=Count("pk", filter=Q(state=TaskState.REFUSED)),
            ownerless=Count("pk", filter=Q(post=None)),
        )
        .order_by()
    )
    return tuple(sorted((OwnerCount(*row) for row in found), key=lambda count: (-count.late, -count.open, count.owner)))


def _dispatched(actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(within(actor.paths(Permission.TASK_DISPATCH)), ended_at=None)


def _condition(wanted: TaskFilter) -> Q:
    condition = Q(owner=wanted.owner) if wanted.owner else Q()
    if wanted.path is not None:
        condition &= within([wanted.path])
    if wanted.is_late:
        condition &= Q(due_at__lt=clock.now())
    if wanted.is_refused:
        condition &= Q(state=TaskState.REFUSED)
    if wanted.is_ownerless:
        condition &= Q(post=None)
    return condition


def timing_of(task: Task) -> Timing:
    """What does the lateness of this task depend on?"""
    return Timing(task.issued_at, task.due_at, TaskState(task.state))


def rows(found: Iterable[Task], *, texts: bool) -> tuple[TaskRow, ...]:
    """How are these tasks shown in a list? `texts`: with the instruction in clear, for those it is addressed to. One query for names."""
    listed, now = list(found), clock.now()
    names = places.names({task.area_path for task in listed}) if listed else {}
    return tuple(_row(task, named(task.area_path, names), texts=texts, now=now) for task in listed)


def _row(task: Task, area_name: str, *, texts: bool, now: datetime) -> TaskRow:
    timing = timing_of(task)
    return TaskRow(
        id=task.pk,
        kind=Kind(task.kind),
        subject=task.subject,
        path=AreaPath(task.area_path),
        area_name=area_name,
        owner=task.owner,
        post_id=task.post_id,
        post_title=task.post.title if task.post else "",
        issued_at=task.issued_at,
        due_at=task.due_at,
        priority=Priority(task.priority),
        state=timing.state,
        level=level(timing, now),
        is_late=is_late(timing, now),
        text=crypto.unseal(task.text_sealed) if texts and task.text_sealed else "",
    )
