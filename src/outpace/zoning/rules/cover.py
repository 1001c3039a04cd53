"""Sets of areas: an area stands for everything below it, so a set is the fewest areas that say it."""

from collections.abc import Iterable, Sequence

from outpace.kernel.scope import AreaPath, minimal


def cover(paths: Iterable[AreaPath]) -> tuple[AreaPath, ...]:
    """Which fewest areas cover exactly these? Sorted; an area inside another one is left out.

    >>> cover([AreaPath("/62/1/"), AreaPath("/62/1/3/")])
    ('/62/1/',)
    """
    return minimal(paths)


def holds(areas: Iterable[AreaPath], path: AreaPath) -> bool:
    """Does one of these areas contain this one (or is it)?

    >>> holds([AreaPath("/62/1/")], AreaPath("/62/1/3/")), holds([AreaPath("/62/1/")], AreaPath("/62/"))
    (True, False)
    """
    return any(path.startswith(area) for area in areas)


def inside(inner: Iterable[AreaPath], outer: Sequence[AreaPath]) -> bool:
    """Does the outer set contain every area of the inner one?"""
    return all(holds(outer, path) for path in inner)


def touches(first: Sequence[AreaPath], second: Sequence[AreaPath]) -> bool:
    """Have these two sets any place in common?"""
    return any(holds(second, path) for path in first) or any(holds(first, path) for path in second)


def same(first: Iterable[AreaPath], second: Iterable[AreaPath]) -> bool:
    """Do these two lists say the same set of places, as areas?"""
    return cover(first) == cover(second)


def within(paths: Iterable[AreaPath], area: AreaPath) -> tuple[AreaPath, ...]:
    """Which part of this set lies in one area? The area itself when the set contains it."""
    found = list(paths)
    return (area,) if holds(found, area) else cover(path for path in found if path.startswith(area))


def upwards(path: AreaPath) -> tuple[AreaPath, ...]:
    """Which areas contain this one, from the topmost down to itself?

    >>> upwards(AreaPath("/62/6212/"))
    ('/62/', '/62/6212/')
    """
    codes = path.strip("/").split("/")
    return tuple(AreaPath("/" + "/".join(codes[:depth]) + "/") for depth in range(1, len(codes) + 1) if codes != [""])
