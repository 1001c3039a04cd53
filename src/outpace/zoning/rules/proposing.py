"""What follows from a place that calls for a zone, given the zones and proposals that are there? The least that changes anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import ProposalKind
from outpace.zoning.rules.cover import cover, holds, inside, same


@dataclass(frozen=True, slots=True)
class Standing:
    """One zone, or one open proposal: what it is over which areas. `in_force` False: a zone signed for an hour to come."""

    id: int
    zone_type: str
    area_paths: tuple[AreaPath, ...]
    in_force: bool = True


class Outcome(StrEnum):
    """What becomes of the news?"""

    COVERED = "covered"
    JOIN = "join"
    PROPOSE = "propose"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: nothing but noting the case (`COVERED`), adding it to an open proposal (`JOIN`), or proposing.

    `target` is the zone that covers it, the proposal to join, or the zone to change; None for a new zone.
    """

    outcome: Outcome
    kind: ProposalKind = ProposalKind.ADD
    target: int | None = None
    area_paths: tuple[AreaPath, ...] = ()


def plan(
    zone_type: str, area: AreaPath, *, zones: Iterable[Standing], open_proposals: Iterable[Standing], ranks: Mapping[str, int]
) -> Plan:
    """What does it take that this area lies under this type?

    Nothing when a zone at least as strict holds it; joining when an open proposal would; raising when a milder zone is exactly this
    area; widening when the area contains a zone of the same type (one zone, not two); else a new zone over this area only, also inside
    a milder and larger one: raising that as a whole would restrict more people. What is signed for an hour to come covers like what
    stands, and nobody changes it before.
    """
    rank = ranks.get(zone_type, 0)
    signed = sorted(zones, key=lambda zone: zone.id)
    standing = [zone for zone in signed if zone.in_force]
    for zone in signed:
        if ranks.get(zone.zone_type, 0) >= rank and holds(zone.area_paths, area):
            return Plan(Outcome.COVERED, target=zone.id)
    for proposal in sorted(open_proposals, key=lambda found: found.id):
        if ranks.get(proposal.zone_type, 0) >= rank and holds(proposal.area_paths, area):
            return Plan(Outcome.JOIN, target=proposal.id)
    for zone in standing:
        if same(zone.area_paths, [area]):
            return Plan(Outcome.PROPOSE, ProposalKind.RAISE, zone.id, (area,))
    for zone in standing:
        if zone.zone_type == zone_type and inside(zone.area_paths, [area]):
            return Plan(Outcome.PROPOSE, ProposalKind.EXTEND, zone.id, (area,))
    return Plan(Outcome.PROPOSE, area_paths=(area,))


def mergeable(zones: Sequence[Standing]) -> tuple[tuple[int, int], ...]:
    """Which zones of one type lie wholly inside another of it? (outer, inner) pairs: merging them restricts nobody more."""
    found = []
    for outer in zones:
        for inner in zones:
            is_nested = outer.id != inner.id and outer.zone_type == inner.zone_type and inside(inner.area_paths, outer.area_paths)
            if is_nested and (not same(inner.area_paths, outer.area_paths) or outer.id < inner.id):
                found.append((outer.id, inner.id))
    return tuple(sorted(found))


def ground_left(area_paths: Sequence[AreaPath], places: Iterable[AreaPath]) -> tuple[AreaPath, ...]:
    """Which areas of a zone still hold a place of a case? All of them gone: the zone has lost its ground. Areas above a place count."""
    known = list(places)
    return cover(area for area in area_paths if any(place.startswith(area) for place in known))
