"""Which rows may an actor see: conditions on area paths, always by subtree."""

from collections.abc import Mapping

from outpace.kernel.scope import AreaPath


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
