"""Changing the area tree. A code stays with its area for life; moves and merges rewrite paths and keep the history."""

from typing import Final

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock
from outpace.kernel.accounts import follow_area
from outpace.kernel.errors import Refusal
from outpace.kernel.events import publish
from outpace.kernel.locks import advisory
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, area_path, subtree_bounds
from outpace.registry.choices import AreaAction
from outpace.registry.data import AreaMerged, AreaMoved, AreaNode, NewArea
from outpace.registry.models import Area, AreaAlias, AreaChange, AreaKind, Household, Person, StaffPost, Station
from outpace.registry.rules.areas import child_path, depth_of, may_move, normal_name, plausible_code
from outpace.registry.rules.counts import CountDelta
from outpace.registry.selectors.areas import node_of, require_area
from outpace.registry.services import counts

TREE = "registry.area.tree"


MESSAGES: Final = {
    "code": _("A code has 1 to 40 letters, digits, hyphens or underscores."),
    "name": _("Give the area a name."),
    "kind": _("This kind of area is not known here."),
    "taken": _("This code is already in use."),
    "too_deep": _("The tree cannot go this deep."),
    "below_itself": _("An area cannot lie below itself."),
    "household_number": _("Both areas have a household of the same number; renumber one first."),
    "in_use": _("The area still holds people, stations or areas."),
}
FIELDS: Final = {"code": "code", "name": "name", "kind": "kind", "taken": "code"}


class AreaRefused(Refusal):
    """The area cannot be made or changed so; the code is a key of MESSAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(code, MESSAGES[code], field=FIELDS.get(code, ""))


@transaction.atomic
def create_area(actor: Actor, new: NewArea, *, parent_id: int | None) -> AreaNode:
    """Add an area below another, or a root. Raises AreaRefused (code, name, kind, taken), NotFound, NotAllowed."""
    parent = require_area(actor, Permission.AREA_MANAGE, parent_id) if parent_id is not None else None
    if parent is None:
        actor.require(Permission.AREA_MANAGE, AreaPath("/"))
    name = normal_name(new.name)
    kind = AreaKind.objects.filter(pk=new.kind).first()
    _refuse_unless(plausible_code(new.code), "code")
    _refuse_unless(bool(name), "name")
    if kind is None:
        raise AreaRefused("kind")
    advisory(TREE)
    _refuse_unless(not Area.objects.filter(code=new.code).exists(), "taken")
    path = _path(child_path(parent.path if parent else "/", new.code))
    area = Area.objects.create(
        code=new.code, parent=parent, kind=kind, name=name, name_en=new.name_en.strip(), path=path, depth=depth_of(path)
    )
    _keep(actor, area, AreaAction.CREATED, new_name=name, new_path=path)
    audit.record(actor, "area.create", subject=f"area:{area.pk}", path=path, details={"code": area.code, "kind": kind.code})
    return node_of(area)


@transaction.atomic
def rename_area(actor: Actor, area_id: int, *, name: str, name_en: str) -> AreaNode:
    """Give an area another name; the old one stays findable. Raises AreaRefused (name), NotFound, NotAllowed."""
    area = require_area(actor, Permission.AREA_MANAGE, area_id)
    new, old = normal_name(name), area.name
    _refuse_unless(bool(new), "name")
    if (new, name_en.strip()) == (old, area.name_en):
        return node_of(area)
    area.name, area.name_en = new, name_en.strip()
    area.save(update_fields=["name", "name_en"])
    if old != new:
        AreaAlias.objects.get_or_create(area=area, name=old)
    _keep(actor, area, AreaAction.RENAMED, old_name=old, new_name=new, old_path=area.path, new_path=area.path)
    audit.record(actor, "area.rename", subject=f"area:{area.pk}", path=AreaPath(area.path), details={"old": old, "new": new})
    return node_of(area)


@transaction.atomic
def add_alias(actor: Actor, area_id: int, name: str) -> None:
    """Let an area be found under one more name. Raises AreaRefused (name), NotFound, NotAllowed."""
    area = require_area(actor, Permission.AREA_MANAGE, area_id)
    alias = normal_name(name)
    _refuse_unless(bool(alias), "name")
    AreaAlias.objects.get_or_create(area=area, name=alias)
    audit.record(actor, "area.alias", subject=f"area:{area.pk}", path=AreaPath(area.path), details={"alias": alias})


@transaction.atomic
def move_area(actor: Actor, area_id: int, *, to_parent_id: int) -> AreaNode:
    """Hang an area, with all below it, under another parent. Both places must be the actor's to manage.

    Raises AreaRefused (below_itself), NotFound, NotAllowed. Publishes AreaMoved.
    """
    advisory(TREE)
    area = require_area(actor, Permission.AREA_MANAGE, area_id)
    parent = require_area(actor, Permission.AREA_MANAGE, to_parent_id)
    _refuse_unless(may_move(area.path, to_parent=parent.path), "below_itself")
    if area.parent_id == parent.pk:
        return node_of(area)
    old, new = AreaPath(area.path), _path(child_path(parent.path, area.code))
    area.parent = parent
    area.save(update_fields=["parent"])
    _rewrite(old, new)
    _keep(actor, area, AreaAction.MOVED, old_name=area.name, new_name=area.name, old_path=old, new_path=new)
    rights = follow_area(old, new)
    publish(AreaMoved(area_id=area.pk, old_path=old, new_path=new))
    audit.record(actor, "area.move", subject=f"area:{area.pk}", path=new, details={"old": old, "new": new, "rights": rights})
    area.refresh_from_db()
    return node_of(area)


@transaction.atomic
def merge_area(actor: Actor, area_id: int, *, into_id: int) -> AreaNode:
    """End an area and give what it holds (areas below, people, households, stations, posts) to another.

    Raises AreaRefused (below_itself, household_number when both have a household of the same number), NotFound, NotAllowed.
    Publishes AreaMoved for each area below, ResidentsChanged for both, AreaMerged.
    """
    advisory(TREE)
    area = require_area(actor, Permission.AREA_MANAGE, area_id)
    into = require_area(actor, Permission.AREA_MANAGE, into_id)
    _refuse_unless(may_move(area.path, to_parent=into.path), "below_itself")
    numbers = Household.objects.filter(grid=into).values("number")
    _refuse_unless(not Household.objects.filter(grid=area, number__in=numbers).exists(), "household_number")
    for child in Area.objects.filter(parent=area).order_by("pk"):
        move_area(actor, child.pk, to_parent_id=into.pk)
    _hand_over(area, into)
    for table in (Station, StaffPost):
        table._default_manager.filter(area=area).update(area=into)
    AreaAlias.objects.get_or_create(area=into, name=area.name)
    area.active = False
    area.save(update_fields=["active"])
    _keep(actor, area, AreaAction.MERGED, old_name=area.name, old_path=area.path, new_path=into.path, into=into)
    publish(AreaMerged(area_id=area.pk, into_id=into.pk, old_path=AreaPath(area.path), into_path=AreaPath(into.path)))
    audit.record(actor, "area.merge", subject=f"area:{area.pk}", path=AreaPath(area.path), details={"into": into.pk})
    return node_of(into)


@transaction.atomic
def retire_area(actor: Actor, area_id: int) -> None:
    """Close an area nobody lives in and nothing lies below. Raises AreaRefused (in_use), NotFound, NotAllowed."""
    advisory(TREE)
    area = require_area(actor, Permission.AREA_MANAGE, area_id)
    used = Area.objects.filter(parent=area, active=True).exists() or Person.objects.filter(grid=area).exists()
    _refuse_unless(not used and not Station.objects.filter(area=area, active=True).exists(), "in_use")
    area.active = False
    area.save(update_fields=["active"])
    _keep(actor, area, AreaAction.RETIRED, old_name=area.name, old_path=area.path)
    audit.record(actor, "area.retire", subject=f"area:{area.pk}", path=AreaPath(area.path))


def _hand_over(area: Area, into: Area) -> None:
    """Give the people and households of one area to another and count both anew."""
    held = counts.recount([area.pk])[area.pk]
    people = list(Person.objects.filter(grid=area).order_by("pk").values_list("pk", flat=True))
    if not people and held.nothing:
        return
    Household.objects.filter(grid=area).update(grid=into)
    Person.objects.filter(grid=area).update(grid=into)
    gone = CountDelta(-held.residents, -held.present, -held.away, -held.households)
    counts.apply({area.pk: counts.Change(people, gone), into.pk: counts.Change(people, held)})


def _rewrite(old: AreaPath, new: AreaPath) -> None:
    """Rewrite the path of every area of a subtree in one statement."""
    low, high = subtree_bounds(old)
    rows = Area.objects.filter(path__gte=low, path__lt=high)
    rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)), depth=F("depth") + depth_of(new) - depth_of(old))


def _keep(actor: Actor, area: Area, action: AreaAction, *, into: Area | None = None, **words: str) -> None:
    AreaChange.objects.create(area=area, action=action, merged_into=into, at=clock.now(), by_name=actor.name, **words)


def _path(text: str) -> AreaPath:
    try:
        return area_path(text)
    except ValueError as error:
        raise AreaRefused("too_deep") from error


def _refuse_unless(condition: bool, reason: str) -> None:
    if not condition:
        raise AreaRefused(reason)


__all__ = ["AreaRefused", "add_alias", "create_area", "merge_area", "move_area", "rename_area", "retire_area"]
