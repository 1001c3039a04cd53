"""Paths of posts and tasks follow an area that moves or merges, in the same transaction."""

from django.db import connection

from outpace.command.models import Post, Task
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath, subtree_bounds
from outpace.kernel.subtrees import within
from outpace.registry.data import AreaMerged, AreaMoved

MOVED = (
    "UPDATE command_post SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE command_task SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
)


def follow_moved_area(event: AreaMoved) -> None:
    """An area has another path: posts and tasks in it are now found there."""
    _rewrite(event.old_path, event.new_path)


def follow_merged_area(event: AreaMerged) -> None:
    """An area ended: a post that the other area has too is closed and what it owed goes there; everything else moves."""
    for post in Post.objects.filter(within([event.old_path]), closed_at=None):
        path = event.into_path + post.area_path.removeprefix(event.old_path)
        twin = Post.objects.filter(area_path=path, owner=post.owner, closed_at=None).first()
        if twin is not None:
            Task.objects.filter(post=post, ended_at=None).update(post=twin)
            Post.objects.filter(pk=post.pk).update(closed_at=clock.now())
    _rewrite(event.old_path, event.into_path)


def _rewrite(old: AreaPath, new: AreaPath) -> None:
    with connection.cursor() as cursor:
        for statement in MOVED:
            cursor.execute(statement, [new, len(old) + 1, *subtree_bounds(old)])
