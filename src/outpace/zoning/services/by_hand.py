"""What a person asks for without a rule: it takes the same way as what the rules propose, and is signed like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor, AreaPath, minimal
from outpace.registry import api as registry
from outpace.zoning.choices import Layer, ProposalKind
from outpace.zoning.data import ByHand, UnitOption
from outpace.zoning.models import Zone
from outpace.zoning.rules.checklist import measures_of, regime_of
from outpace.zoning.rules.cover import cover, holds
from outpace.zoning.rules.papers import why
from outpace.zoning.rules.shapes import geojson
from outpace.zoning.selectors.drawing import look_inside, require_ring
from outpace.zoning.selectors.facts import knows
from outpace.zoning.selectors.guard import require_propose, require_standing, require_zone
from outpace.zoning.selectors.packs import protocol_at
from outpace.zoning.services.proposing import Draft, store

CHANGING_TYPE = frozenset({ProposalKind.ADD, ProposalKind.RAISE, ProposalKind.STEP_DOWN})
STATIC_TYPE = "static"


def propose_by_hand(actor: Actor, asked: ByHand, *, request_id: UUID) -> int:
    """Ask for a zone, static management, an epidemic-free unit, or a change of one; returns the proposal. The same request once only.

    Raises NotFound for a zone out of sight, NotAllowed without ZONE_PROPOSE there, Refusal for areas or types nobody knows
    and for a zone that does not stand.
    """
    zone = require_zone(actor, asked.zone_id) if asked.zone_id is not None else None
    if zone is not None:
        require_standing(zone)
    areas = _areas(asked, zone)
    require_propose(actor, areas)
    drawn = _drawn(actor, asked, areas, zone_type=asked.zone_type or (zone.zone_type if zone else "")) if asked.ring else None
    layer = Layer(zone.layer) if zone is not None else asked.layer
    zone_type, regime, measures = _type(asked, zone, layer=layer, area=areas[0])
    with transaction.atomic():
        draft = Draft(
            cause=f"hand:{request_id}",
            kind=asked.kind,
            layer=layer,
            zone_id=zone.pk if zone else None,
            zone_type=zone_type,
            regime=regime,
            measures=measures,
            area_paths=areas,
            people=PersonCount(sum(registry.counts_under(path).present for path in minimal(areas))),
            reasons=_reasons(asked, drawn),
            options=drawn.smaller if drawn else (),
            shape=drawn.shape if drawn else None,
            case_ids=tuple(asked.case_ids),
        )
        return store(draft, by=actor)


def _areas(asked: ByHand, zone: Zone | None) -> tuple[AreaPath, ...]:
    """Over which areas: those named, or those of the zone? Raises Refusal for none, or for one that does not exist."""
    areas = cover(asked.area_paths) or (tuple(AreaPath(area.path) for area in zone.areas.all()) if zone else ())
    if not areas or set(areas) - set(registry.areas_at(areas)):
        raise Refusal("unknown_area", _("Say which areas, one of them at least, by name or code."), field="areas")
    return areas


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A drawn shape as it is kept with a proposal: what was counted inside it, and the smaller units that the rules allow."""

    shape: Mapping[str, Any]
    reason: Mapping[str, Any]
    smaller: tuple[UnitOption, ...]


def _reasons(asked: ByHand, drawn: _Drawing | None) -> list[Mapping[str, Any]]:
    """Why is it asked for: in the words of who asks, and by what was counted inside the shape?"""
    written: list[Mapping[str, Any]] = [why("by_hand", text=asked.reason)] if asked.reason else []
    return [*written, drawn.reason] if drawn else written


def _drawn(actor: Actor, asked: ByHand, areas: tuple[AreaPath, ...], *, zone_type: str) -> _Drawing:
    """Count again who is inside, whatever the page said. Raises Refusal for no shape, or areas of which nothing lies inside."""
    ring = require_ring(actor, asked.ring)
    inside = look_inside(actor, ring, zone_type=zone_type)
    touched = {unit.path for unit in inside.units}
    if not all(any(unit.startswith(area) for unit in touched) for area in areas):
        raise Refusal("not_in_shape", _("One of the areas has nobody inside the shape."), field="areas")
    held = [unit for unit in inside.units if holds(areas, unit.path)]
    params = {"inside": inside.people_inside, "held": sum(unit.people for unit in held), "units": len(held)}
    return _Drawing(geojson(ring), why("drawn", **params), inside.smaller)


def _type(asked: ByHand, zone: Zone | None, *, layer: Layer, area: AreaPath) -> tuple[str, str, tuple[str, ...]]:
    """Which type, of which regime, with which measures? Raises Refusal for a type that the rules in force do not know."""
    if asked.kind is ProposalKind.LIFT:
        return "", zone.regime if zone else "", ()
    if layer is Layer.STATIC:
        return STATIC_TYPE, "", ()
    if zone is not None and asked.kind not in CHANGING_TYPE:
        return zone.zone_type, zone.regime, ()
    protocol = protocol_at(area, clock.now())
    if layer is Layer.FREE and protocol is not None and protocol.find("epidemic_free", asked.zone_type) is not None:
        return asked.zone_type, "epidemic_free", ()
    if layer is Layer.FREE or protocol is None or not knows(protocol, asked.zone_type):
        raise Refusal("unknown_type", _("The rules in force do not know this type of zone."), field="zone_type")
    return asked.zone_type, regime_of(protocol, asked.zone_type), measures_of(protocol, asked.zone_type)
