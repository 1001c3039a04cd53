"""Before packs change: who is affected, what it means for them, where the new rules are stricter, and what each value rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from epiworks.protocol import (
    Anchor,
    Change,
    Direction,
    FollowedPerson,
    MustNotWarning,
    PackLine,
    PackUnknown,
    Protocol,
    compare,
    guardrail_warnings,
    shipped_library,
)
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import FollowUp, PacksInForce
from outpace.casework.rules.packs import PackPreview, Tally
from outpace.casework.selectors.packs import InForce, gone, in_force, packs_for, protocol_of, split
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, subtree_bounds
from outpace.kernel.subtrees import within
from outpace.registry import api as registry
from outpace.registry.data import AreaNode

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class PackChoice:
    """One shipped pack that could be chosen, whether it holds now, and whether it was made for this day."""

    id: str
    title: str
    version: str
    disease: str
    holds: bool
    live: bool


@dataclass(frozen=True, slots=True)
class PacksSheet:
    """Which packs hold in an area, who said so, and which could be chosen. `lines`: every rule in force and what it rests on.

    `gone`: packs that were decided on and do not come with this release any more; no rule can be read until others are decided.
    """

    area: AreaNode
    now: InForce
    choices: tuple[PackChoice, ...]
    gone: tuple[str, ...]
    lines: tuple[PackLine, ...]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ChangeSheet:
    """What choosing these packs would mean in an area: both ways counted, rule by rule, and the must-nots it touches.

    `gone`: as in `PacksSheet`; nothing can be compared with them.
    """

    area: AreaNode
    now: InForce
    gone: tuple[str, ...]
    packs: tuple[str, ...]
    preview: PackPreview
    changes: tuple[Change, ...]
    stricter_than_parent: tuple[tuple[str, tuple[Change, ...]], ...]
    warnings: tuple[MustNotWarning, ...]


def packs_sheet(actor: Actor, area_id: int) -> PacksSheet:
    """Which packs hold in this area, and what does each value rest on? Raises NotFound outside the actor's CASE_READ or PACK_DECIDE."""
    area = _area(actor, area_id)
    now = packs_for(area.path)
    lost = gone(now.packs)
    lines = () if lost else tuple(rule.line for _address, rule in sorted(protocol_of(now.packs).rules.items()))
    return PacksSheet(area, now, _choices(now), lost, lines, actor.may(Permission.PACK_DECIDE, area.path))


def packs_areas(actor: Actor) -> tuple[AreaNode, ...]:
    """Over which areas may the actor see which packs hold? The topmost of their scope. Raises NotAllowed when nowhere."""
    if not actor.holds(Permission.PACK_DECIDE):
        actor.require_anywhere(Permission.CASE_READ)
    nodes = [row.node for row in registry.roots(actor)]
    return tuple(node for node in nodes if any(actor.may(right, node.path) for right in (Permission.CASE_READ, Permission.PACK_DECIDE)))


def decisions(actor: Actor, area_id: int, *, cursor: str | None = None, size: int = 20) -> Page[InForce]:
    """Who decided which packs for this area, latest first? Raises NotFound as `packs_sheet`."""
    area = _area(actor, area_id)
    return keyset(PacksInForce.objects.filter(area_path=area.path), ["-holds_from", "-id"], cursor, size=size).map(in_force)


def change_sheet(actor: Actor, area_id: int, packs: Iterable[str]) -> ChangeSheet:
    """What would these packs mean in this area? Changes nothing. Raises NotFound, NotAllowed without PACK_DECIDE, Refusal."""
    area = _area(actor, area_id)
    actor.require(Permission.PACK_DECIDE, area.path)
    chosen = known_packs(packs)
    now, new = packs_for(area.path), protocol_of(chosen)
    lost = gone(now.packs)
    held = None if lost else protocol_of(now.packs)
    return ChangeSheet(
        area=area,
        now=now,
        gone=lost,
        packs=chosen,
        preview=preview_packs(area.path, chosen),
        changes=() if held is None else compare(new, held),
        stricter_than_parent=tuple(_stricter(chosen)),
        warnings=() if held is None else guardrail_warnings(new, held).value,
    )


def preview_packs(path: AreaPath, packs: tuple[str, ...], *, day: date | None = None) -> PackPreview:
    """What would these packs mean for everybody who is followed under this area's decision? Memory is bounded by the batch."""
    tally = Tally(protocol_of(packs), day or timezone.localtime(clock.now()).date())
    rows = affected(path).order_by("pk").values_list("pk", "group", "anchors", "packs").iterator(chunk_size=BATCH)
    known: dict[tuple[tuple[str, str], ...], dict[Anchor, date]] = {}
    while batch := list(islice(rows, BATCH)):
        by_packs: dict[str, list[FollowedPerson]] = defaultdict(list)
        for number, group, anchors, old in batch:
            key = tuple(anchors.items())
            if key not in known:
                known[key] = {Anchor(name): date.fromisoformat(day) for name, day in key}
            by_packs[old].append(FollowedPerson(number, group, known[key]))
        for old, people in by_packs.items():
            if gone(split(old)):
                tally.unreadable(len(people))
            else:
                tally.add(protocol_of(split(old)), people)
    return tally.preview()


def affected(path: AreaPath) -> QuerySet[FollowUp]:
    """Who is followed in this area and under no decision of an area below it?"""
    _, high = subtree_bounds(path)
    below = PacksInForce.objects.filter(area_path__gt=path, area_path__lt=high).values_list("area_path", flat=True).distinct()
    rows = FollowUp.objects.filter(within([path]), state=FollowUpState.ACTIVE)
    deciders = [AreaPath(found) for found in below]
    return rows.exclude(within(deciders)) if deciders else rows


def known_packs(packs: Iterable[str]) -> tuple[str, ...]:
    """These packs, if together they can say who is followed.

    Raises Refusal for none, an unknown one, packs for several diseases, or guides without an edition.
    """
    chosen = tuple(sorted(set(packs)))
    if not chosen:
        raise Refusal("no_packs", _("Choose at least one pack."), field="packs")
    try:
        protocol = protocol_of(chosen)
    except PackUnknown as unknown:
        raise Refusal("unknown_pack", _("This pack does not come with this release."), field="packs") from unknown
    if len({pack.disease for pack in protocol.packs}) > 1:
        raise Refusal("several_diseases", _("These packs are for different diseases: choose those of one."), field="packs")
    if not protocol.section("regimen") or protocol.find("transition", "default") is None:
        raise Refusal("no_edition", _("These packs say nothing of people in follow-up: choose an edition too."), field="packs")
    return chosen


def _stricter(packs: Sequence[str]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Which of these packs binds harder than its own parent, and where?"""
    for pack in packs:
        parent: Protocol | None = shipped_library().parent_of(pack)
        if parent is None:
            continue
        harder = tuple(change for change in compare(protocol_of((pack,)), parent) if change.direction in HARDER)
        if harder:
            yield pack, harder


HARDER = {Direction.STRICTER, Direction.MIXED}


def _choices(now: InForce) -> tuple[PackChoice, ...]:
    day, language = timezone.localtime(clock.now()).date(), get_language() or "en"
    packs = sorted(shipped_library().packs.values(), key=lambda pack: (pack.disease, pack.effective.start, pack.id))
    return tuple(
        PackChoice(
            id=str(pack.id),
            title=pack.title.zh if language.startswith("zh") else pack.title.en,
            version=pack.version,
            disease=pack.disease,
            holds=str(pack.id) in now.packs,
            live=pack.effective.holds_on(day),
        )
        for pack in packs
    )


def _area(actor: Actor, area_id: int) -> AreaNode:
    area = registry.areas_of([area_id]).get(area_id)
    if area is None or not any(actor.may(right, area.path) for right in (Permission.CASE_READ, Permission.PACK_DECIDE)):
        raise NotFound(f"area {area_id}")
    return area
