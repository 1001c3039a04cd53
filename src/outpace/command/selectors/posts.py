"""Posts: who holds which, what each owes, and where nobody stands."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from outpace.command.choices import OwnerCode
from outpace.command.data import Gap, HolderRow, MyPost, PostRow
from outpace.command.models import Post, PostHolder, Task
from outpace.command.rules.lateness import Rung
from outpace.command.selectors.scope import ancestors, named
from outpace.kernel import clock, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotFound
from outpace.kernel.subtrees import within

PAGE_SIZE = 50
MAX_GAPS = 200


def holding(moment: datetime) -> Q:
    """Which holders hold their post at this moment?"""
    return Q(starts_at__lte=moment) & (Q(ends_at=None) | Q(ends_at__gt=moment))


def my_posts(actor: Actor) -> tuple[MyPost, ...]:
    """Which posts does this person hold now? Devices and the program hold none. One query."""
    if actor.kind is not ActorKind.USER:
        return ()
    rows = (
        PostHolder.objects.filter(holding(clock.now()), user_id=actor.id, post__closed_at=None).select_related("post").order_by("post_id")
    )
    return tuple(MyPost(row.post_id, row.post.owner, row.post.title, AreaPath(row.post.area_path)) for row in rows)


def rungs(owners: Collection[str], paths: Iterable[str]) -> list[Rung]:
    """Which open posts may tasks of these owners and areas be raised to: of the same name or duty officers, in or above these areas?"""
    above = {area for path in paths for area in ancestors(path)}
    rows = Post.objects.filter(closed_at=None, owner__in={*owners, OwnerCode.DUTY_OFFICER}, area_path__in=above)
    return [Rung(row.pk, row.owner, AreaPath(row.area_path)) for row in rows]


def posts(actor: Actor, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[PostRow]:
    """Which posts are there in the actor's areas, by area, with holders and what they owe? Raises NotAllowed, BadCursor. Four queries."""
    actor.require_anywhere(Permission.TASK_READ)
    page = keyset(_visible(actor), ["area_path", "owner", "id"], cursor, size=size)
    rows = _rows(actor, page.items)
    return Page(tuple(rows), page.next_cursor)


def post(actor: Actor, post_id: int) -> PostRow:
    """What is this post? Raises NotFound outside the actor's areas."""
    found = _visible(actor).filter(pk=post_id).first()
    if found is None:
        raise NotFound(f"post {post_id}")
    return _rows(actor, [found])[0]


def _visible(actor: Actor) -> QuerySet[Post]:
    return Post.objects.filter(within(actor.paths(Permission.TASK_READ)), closed_at=None)


def _rows(actor: Actor, found: Collection[Post]) -> list[PostRow]:
    keys = [row.pk for row in found]
    holders: dict[int, list[HolderRow]] = {key: [] for key in keys}
    for held in PostHolder.objects.filter(holding(clock.now()), post_id__in=keys).select_related("user").order_by("starts_at", "id"):
        holders[held.post_id].append(HolderRow(held.user_id, str(held.user), held.starts_at))
    owed = {key: (total, late) for key, total, late in _owed(Q(post_id__in=keys))}
    names = places.names([row.area_path for row in found])
    return [
        PostRow(
            id=row.pk,
            owner=row.owner,
            title=row.title,
            path=AreaPath(row.area_path),
            area_name=named(row.area_path, names),
            holders=tuple(holders[row.pk]),
            open=owed.get(row.pk, (0, 0))[0],
            late=owed.get(row.pk, (0, 0))[1],
            may_manage=actor.may(Permission.TASK_DISPATCH, AreaPath(row.area_path)),
        )
        for row in found
    ]


def _owed(which: Q) -> Iterable[tuple[int, int, int]]:
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    return Task.objects.filter(which, ended_at=None).values_list("post_id").annotate(open=Count("pk"), late=late).order_by()


def gaps(actor: Actor) -> tuple[Gap, ...]:
    """Where does nobody stand: posts without a holder, and names for which tasks found no post at all? Late ones first, at most 200."""
    actor.require_anywhere(Permission.TASK_READ)
    held = PostHolder.objects.filter(holding(clock.now()), post_id=OuterRef("pk"))
    empty = list(_visible(actor).filter(~Exists(held)).order_by("area_path", "owner")[:MAX_GAPS])
    owed = {key: (total, late) for key, total, late in _owed(Q(post_id__in=[row.pk for row in empty]))}
    missing = _ownerless(actor)
    names = places.names([*(row.area_path for row in empty), *(path for _, path in missing)])
    found = [
        *(Gap(None, owner, AreaPath(path), named(path, names), *counts) for (owner, path), counts in missing.items()),
        *(Gap(row.pk, row.owner, AreaPath(row.area_path), named(row.area_path, names), *owed.get(row.pk, (0, 0))) for row in empty),
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.late, -gap.open, gap.path, gap.owner)))


def _ownerless(actor: Actor) -> Mapping[tuple[str, str], tuple[int, int]]:
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    rows = (
        Task.objects.filter(within(actor.paths(Permission.TASK_READ)), ended_at=None, post=None)
        .values_list("owner", "area_path")
        .annotate(open=Count("pk"), late=late)
        .order_by("owner", "area_path")[:MAX_GAPS]
    )
    return {(owner, path): (total, overdue) for owner, path, total, overdue in rows}
