"""The cast of the registry's tests: a small county, and people who hold roles in parts of it."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant, system_actor
from outpace.registry import api
from outpace.registry.data import AreaNode, NewArea, NewPerson, ResidentsChanged
from outpace.registry.rules.documents import check_character

SYSTEM = system_actor("test")
_serial = count(1)


def actor(role: str, path: str, *, number: int = 1) -> Actor:
    return Actor(kind=ActorKind.USER, id=number, name=f"{role}-{number}", grants=(Grant(role=role, path=AreaPath(path)),))


def add(parent: AreaNode | None, code: str, kind: str, name: str = "") -> AreaNode:
    new = NewArea(code=code, kind=kind, name=name or code, name_en=name)
    return api.create_area(SYSTEM, new, parent_id=parent.id if parent else None)


@dataclass
class County:
    """Two townships of one county; the first has a village of two grids, the second a village of one."""

    county: AreaNode
    town: AreaNode
    village: AreaNode
    grid: AreaNode
    neighbour_grid: AreaNode
    other_town: AreaNode
    other_village: AreaNode
    other_grid: AreaNode
    heard: list[ResidentsChanged] = field(default_factory=list)
    person: int = 0
    station: int = 0
    load: int = 0


def county() -> County:
    province = add(None, "62", "province", "甘肃省")
    prefecture = add(province, "6212", "prefecture", "陇南市")
    hui = add(prefecture, "621227", "county", "徽县")
    town, other_town = add(hui, "621227100", "township", "城关镇"), add(hui, "621227101", "township", "伏家镇")
    village, other_village = add(town, "621227100200", "village", "先农村委会"), add(other_town, "621227101200", "village", "李尧村委会")
    return County(
        county=hui,
        town=town,
        village=village,
        grid=add(village, "621227100200G01", "grid", "一网格"),
        neighbour_grid=add(village, "621227100200G02", "grid", "二网格"),
        other_town=other_town,
        other_village=other_village,
        other_grid=add(other_village, "621227101200G01", "grid", "一网格"),
    )


def document(order: int = 1, birth: str = "19800101") -> str:
    """A well-formed number in a division that GB/T 2260 never gave out (119999), so nobody's."""
    first17 = f"119999{birth}{order:03d}"
    return first17 + check_character(first17)


def somebody(name: str = "王小明", **said: Any) -> NewPerson:
    return NewPerson(**{"name": name, "document": document(next(_serial) % 1000), **said})
