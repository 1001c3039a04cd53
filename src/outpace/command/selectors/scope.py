"""Which rows may an actor see: conditions on area paths, always by subtree."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from outpace.kernel.scope import AreaPath, subtree_bounds


def within(paths: Iterable[AreaPath], column: str = "area_path") -> Q:
    """Which rows lie inside any of these subtrees? None of them, no row."""
    condition = Q(pk__in=())
    for low, high in map(subtree_bounds, paths):
        condition |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return condition


def named(path: str, names: Mapping[AreaPath, str]) -> str:
    """What is this area called? One whose name is not known is called by its own code.

    >>> named("/62/6212/", {})
    '6212'
    """
    return names.get(AreaPath(path)) or path.rstrip("/").rpartition("/")[2] or "/"


def ancestors(path: str) -> list[str]:
    """Which areas hold this one, itself included, the root first?

    >>> ancestors("/62/6212/")
    ['/', '/62/', '/62/6212/']
    """
    codes = path.split("/")[1:-1]
    return ["/", *("/" + "".join(f"{code}/" for code in codes[:place]) for place in range(1, len(codes) + 1))]
