"""Area codes, paths and names: what an official 12-digit code says, and how a subtree moves."""

import re
import unicodedata
from typing import Final

_CODE: Final = re.compile(r"[0-9A-Za-z_-]{1,40}")
_DIGITS: Final = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")
_LENGTHS: Final = (2, 4, 6, 9, 12)
_KINDS: Final = {2: "province", 4: "prefecture", 6: "county", 9: "township"}
MAX_NAME: Final = 120


def kind_of_code(code: str) -> str | None:
    """Which level does an official statistical code stand for? None when it is not one.

    Twelve digits end in a village (last three 200 or more) or a community (001 to 199), by the statistics bureau's coding rule.
    """
    if not _DIGITS.fullmatch(code):
        return None
    if len(code) < 12:
        return _KINDS[len(code)]
    return "village" if int(code[9:]) >= 200 else "community"


def parent_code(code: str) -> str | None:
    """Which official code is one level up? None for a province or a code that is not official."""
    if not _DIGITS.fullmatch(code) or len(code) == 2:
        return None
    return code[: max(length for length in _LENGTHS if length < len(code))]


def plausible_code(code: str) -> bool:
    """May this be an area's code: 1 to 40 letters, digits, hyphens or underscores?"""
    return bool(_CODE.fullmatch(code))


def child_path(parent: str, code: str) -> str:
    """Where does an area with this code lie below that path? Root areas have the parent "/"."""
    return f"{parent}{code}/"


def depth_of(path: str) -> int:
    """How many areas lead down to this path, itself included? "/62/" is 1 deep."""
    return path.count("/") - 1


def moved_path(path: str, *, old: str, new: str) -> str:
    """Where does `path` lie after the subtree at `old` became `new`? Paths outside the subtree stay."""
    return new + path[len(old) :] if path.startswith(old) else path


def may_move(path: str, *, to_parent: str) -> bool:
    """May this subtree hang below that parent? Not below itself."""
    return not to_parent.startswith(path)


def normal_name(typed: str) -> str:
    """How is an area's name stored and compared? Folded to compatibility form, without inner or outer blanks, at most 120 characters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed))[:MAX_NAME]


def short_name(name: str) -> str:
    """What do people call a village whose official name ends in "村委会" or "居委会"? The name without the office."""
    for ending in ("村民委员会", "居民委员会", "社区居委会", "村委会", "居委会"):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + ("村" if "村" in ending else "社区")
    return name
