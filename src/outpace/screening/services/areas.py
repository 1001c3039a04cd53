"""Paths that screening keeps beside its rows follow an area that moves or merges, in the same transaction."""

from django.db import connection

from outpace.kernel.scope import AreaPath, subtree_bounds
from outpace.registry.data import AreaMerged, AreaMoved

MOVED = (
    "UPDATE screening_campaign SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE screening_pass SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE screening_positive_pool SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE screening_recall_member SET grid_path = %s || substr(grid_path, %s) WHERE grid_path >= %s AND grid_path < %s",
    "UPDATE screening_zoned_area SET path = %s || substr(path, %s) WHERE path >= %s AND path < %s",
)


def follow_moved_area(event: AreaMoved) -> None:
    """An area has another path: whatever lies in it is now found there."""
    _rewrite(event.old_path, event.new_path)


def follow_merged_area(event: AreaMerged) -> None:
    """An area ended: whatever lay in it now lies in the one that took it over."""
    _rewrite(event.old_path, event.into_path)


def _rewrite(old: AreaPath, new: AreaPath) -> None:
    with connection.cursor() as cursor:
        for statement in MOVED:
            cursor.execute(statement, [new, len(old) + 1, *subtree_bounds(old)])
