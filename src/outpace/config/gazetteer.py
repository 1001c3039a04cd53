"""Tells the kernel what areas are called and where stations are: the registry keeps them, the kernel's pages show and ask for them."""

from collections.abc import Collection, Mapping, Sequence

from outpace.kernel import places
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.registry.data import AreaNode

MOST = 8


def names(paths: Collection[AreaPath]) -> Mapping[AreaPath, str]:
    """What are these areas called, in the reader's language?"""
    return {path: _name(node) for path, node in registry.areas_at(paths).items()}


def find(actor: Actor, typed: str) -> Sequence[tuple[AreaPath, str]]:
    """Which areas inside the reader's scope have a code or a name that begins so, nearest the root first?"""
    return [(node.path, _name(node)) for node in registry.search_areas(actor, typed, size=MOST)]


def station(station_id: int) -> AreaPath | None:
    """In which area is this station?"""
    found = registry.station_for_work(station_id)
    return found.path if found else None


def _name(node: AreaNode) -> str:
    return places.spoken(node.name, node.name_en)
