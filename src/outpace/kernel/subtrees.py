"""Subtrees of areas as conditions of queries; beside `kernel.scope`, which knows no database."""

from collections.abc import Iterable

from django.db.models import Q

from outpace.kernel.scope import AreaPath, subtree_bounds


def within(paths: Iterable[AreaPath], field: str = "area_path") -> Q:
    """Which rows have a path in `field` that lies inside any of these subtrees? No subtree, no row."""
    condition = Q(pk__in=())
    for low, high in map(subtree_bounds, paths):
        condition |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return condition
