"""How areas, people and stations read on a page, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import get_language

from outpace.registry.choices import Presence, Sex, StationKind
from outpace.registry.data import AreaNode, KeyGroupName, StationRow

TONES = {Presence.PRESENT: "ok", Presence.AWAY: "info", Presence.RETURNING: "info", Presence.LEFT: "neutral", Presence.DECEASED: "neutral"}


def in_chinese() -> bool:
    """Does the reader read Chinese?"""
    return (get_language() or "").startswith("zh")


def named(name: str, name_en: str) -> str:
    """Which of two names is shown: the Chinese one, or for readers of English the English one where there is one?"""
    return name if in_chinese() or not name_en else name_en


def area_name(node: AreaNode) -> str:
    """What is an area called?"""
    return named(node.name, node.name_en)


def kind_name(node: AreaNode) -> str:
    """What kind of area is it?"""
    return node.kind_zh if in_chinese() else node.kind_en


def station_name(row: StationRow) -> str:
    """What is a station called?"""
    return named(row.name, row.name_en)


def station_kind(row: StationRow) -> str:
    """What is a station for?"""
    return str(StationKind(row.kind).label)


def group_names(mask: int, groups: Iterable[KeyGroupName]) -> list[str]:
    """Which key groups does a mask of bits stand for?"""
    return [group.name_zh if in_chinese() else group.name_en for group in groups if mask & group.mask]


def sex_name(code: str) -> str:
    """How is a sex written?"""
    return str(Sex(code).label)


def presence_name(code: int) -> str:
    """How is a presence written?"""
    return str(Presence(code).label)
