"""What news makes the rules propose, in the transaction of the news; the same news never proposes twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from epiworks.protocol import Decision, PlaceFacts, PlaceKind, Protocol, ReasonKey, Spread, Unit, ZoneProposal, propose_zone
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.scope import Actor, AreaPath, shared_path, system_actor
from outpace.registry import api as registry
from outpace.zoning.choices import RELIEVING, Layer, ProposalKind, ProposalState
from outpace.zoning.data import BY_RULES, UnitOption, ZoneProposalDropped, ZoneProposalJoined, ZoneProposed
from outpace.zoning.models import CaseSeen, Proposal, Zone
from outpace.zoning.rules.checklist import ranks_of, regime_of
from outpace.zoning.rules.cover import cover
from outpace.zoning.rules.papers import lines_out, options_in, options_out, reasons_out
from outpace.zoning.rules.proposing import Outcome, Plan, Standing, plan
from outpace.zoning.rules.units import options
from outpace.zoning.selectors.facts import Ring, home_facts, ring_of, visited_facts
from outpace.zoning.selectors.packs import protocol_at

RULES = system_actor(BY_RULES)


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal about to be stored. `people`: persons present in the areas."""

    cause: str
    kind: ProposalKind
    zone_type: str
    area_paths: tuple[AreaPath, ...]
    people: int
    zone_id: int | None = None
    layer: Layer = Layer.CONTROL
    regime: str = ""
    unit: str = ""
    measures: tuple[str, ...] = ()
    options: Sequence[UnitOption] = ()
    reasons: Sequence[Mapping[str, Any]] = ()
    because: Sequence[Mapping[str, Any]] = ()
    case_ids: tuple[int, ...] = ()
    packs: tuple[str, ...] = ()
    shape: Mapping[str, Any] | None = None


def propose_for_home(path: AreaPath, case_id: int, *, at: datetime) -> None:
    """A case lives here: propose the least zone that the rules of that moment ask for, unless something already covers it."""
    ring = ring_of(path)
    _propose(f"home:{case_id}:{path}", ring, home_facts(path, ring), case_id=case_id, place=path, at=at)


def propose_for_stay(stay_id: int, path: AreaPath, *, case_id: int, kind: PlaceKind, spread: Spread) -> None:
    """A case was here: propose the least zone that the rules ask for, unless something already covers it."""
    _propose(f"stay:{stay_id}", ring_of(path), visited_facts(path, kind, spread), case_id=case_id, place=path, at=clock.now())


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the rules ask for at a place, how it may be drawn, and what that takes with the zones and proposals there are."""

    protocol: Protocol
    decision: Decision[ZoneProposal]
    ways: tuple[UnitOption, ...]
    found: Plan


def _asked(ring: Ring, facts: PlaceFacts, *, place: AreaPath, at: datetime) -> _Asked | None:
    """What do the rules of a moment ask for here? None for nothing, and where no unit that they allow is known."""
    protocol = protocol_at(place, at)
    if protocol is None or not ring.levels:
        return None
    decision = propose_zone(protocol, facts)
    if decision.value.zone is None or decision.value.unit is None:
        return None
    ways = ways_to_draw(protocol, ring, zone_type=decision.value.zone, unit=decision.value.unit)
    chosen = next((way for way in ways if way.chosen), None)
    if chosen is None:
        return None
    found = plan(
        decision.value.zone,
        chosen.path,
        zones=_standing(ring.county),
        open_proposals=_waiting(ring.county),
        ranks=ranks_of(protocol),
    )
    return _Asked(protocol, decision, ways, found)


def _propose(cause: str, ring: Ring, facts: PlaceFacts, *, case_id: int, place: AreaPath, at: datetime) -> None:
    """Store the least that the pack asks for at this place, unless something that stands or waits already covers it."""
    # Two cases of one county at once look at the same zones and proposals one after the other.
    locks.advisory(f"zoning of {ring.county}")
    asked = _asked(ring, facts, place=place, at=at)
    if asked is None:
        return
    found = asked.found
    if found.outcome is Outcome.JOIN and found.target is not None:
        _join(found.target, case_id)
    elif found.outcome is Outcome.PROPOSE:
        store(_draft(cause, asked.protocol, asked.decision, found.kind, zone_id=found.target, ways=asked.ways, case_id=case_id))


def zone_over_home(case_id: int) -> int | None:
    """Which zone in force is as much as the rules ask for over this case's home? For other apps; none where they ask for more."""
    seen = CaseSeen.objects.filter(pk=case_id, excluded_at=None).first()
    if seen is None:
        return None
    place = AreaPath(seen.area_path)
    ring = ring_of(place)
    asked = _asked(ring, home_facts(place, ring), place=place, at=seen.found_at)
    return asked.found.target if asked is not None and asked.found.outcome is Outcome.COVERED else None


def draws_no_zone(case_id: int) -> bool:
    """Was this case found in a way that draws no zone over its home, by the rules of that moment? For other apps."""
    seen = CaseSeen.objects.filter(pk=case_id, excluded_at=None).first()
    protocol = protocol_at(AreaPath(seen.area_path), seen.found_at) if seen is not None else None
    if seen is None or protocol is None:
        return False
    place = AreaPath(seen.area_path)
    reasons = propose_zone(protocol, home_facts(place, ring_of(place))).value.reasons
    return any(reason.key is ReasonKey.SETTING_DRAWS_NO_ZONE for reason in reasons)


def propose_rest(county: AreaPath, zone_id: int) -> None:
    """A zone was drawn: does the pack ask for something over the rest of the county? Once for as long as it stands."""
    protocol = protocol_at(county, clock.now())
    ring = ring_of(county)
    if protocol is None or not ring.levels:
        return
    facts = PlaceFacts(PlaceKind.REST_OF_COUNTY, Spread.NONE, False, 0, frozenset(), False, Unit.COUNTY)
    if propose_zone(protocol, facts).value.zone not in {zone.zone_type for zone in (*_standing(county), *_waiting(county))}:
        _propose(f"rest:{zone_id}", ring, facts, case_id=0, place=county, at=clock.now())


def still_called_for(path: AreaPath) -> bool:
    """Would the rules still ask for a zone over this home?"""
    protocol = protocol_at(path, clock.now())
    return protocol is None or propose_zone(protocol, home_facts(path, ring_of(path))).value.zone is not None


def ways_to_draw(protocol: Protocol, ring: Ring, *, zone_type: str, unit: Unit) -> tuple[UnitOption, ...]:
    """Which units could a zone of this type have here, and which is the least the pack allows?"""
    return options(ring.levels, wanted=unit, allowed=protocol.get("zones", zone_type).texts("units"))


def _draft(
    cause: str,
    protocol: Protocol,
    decision: Decision[ZoneProposal],
    kind: ProposalKind,
    *,
    zone_id: int | None,
    ways: Sequence[UnitOption],
    case_id: int,
) -> Draft:
    zone_type = decision.value.zone or ""
    chosen = next(way for way in ways if way.chosen)
    return Draft(
        cause=cause,
        kind=kind,
        zone_type=zone_type,
        zone_id=zone_id,
        area_paths=(chosen.path,),
        people=int(chosen.people),
        regime=regime_of(protocol, zone_type),
        unit=decision.value.unit.value if decision.value.unit else "",
        measures=tuple(measure.value for measure in decision.value.measures),
        options=ways,
        reasons=reasons_out(decision.value.reasons),
        because=lines_out(decision.because),
        case_ids=(case_id,) if case_id else (),
        packs=tuple(str(pack.id) for pack in protocol.packs),
    )


def store(draft: Draft, *, by: Actor = RULES) -> int:
    """Store a proposal and tell of it. A cause told before changes nothing, unless it had been withdrawn: then it is open again."""
    areas = cover(draft.area_paths)
    now = clock.now()
    found, is_new = Proposal.objects.get_or_create(
        cause=draft.cause,
        defaults={
            "kind": draft.kind,
            "layer": draft.layer,
            "zone_id": draft.zone_id,
            "area_path": shared_path(areas),
            "zone_type": draft.zone_type,
            "regime": draft.regime,
            "unit": draft.unit,
            "area_paths": list(areas),
            "measures": list(draft.measures),
            "people": draft.people,
            "options": options_out(draft.options),
            "reasons": list(draft.reasons),
            "because": list(draft.because),
            "case_ids": list(draft.case_ids),
            "packs": list(draft.packs),
            "shape": draft.shape,
            "relieves": draft.kind in RELIEVING,
            "proposed_by": by.name,
            "proposed_at": now,
        },
    )
    if is_new or found.state == ProposalState.WITHDRAWN:
        if not is_new:
            Proposal.objects.filter(pk=found.pk).update(state=ProposalState.OPEN, decided_at=None, decision_reason="", proposed_at=now)
        path = AreaPath(found.area_path)
        details = {"kind": draft.kind, "type": draft.zone_type, "people": draft.people, "cases": list(draft.case_ids)}
        audit.record(by, "zoning.proposed", subject=f"zone_proposal:{found.pk}", path=path, details=details)
        case = draft.case_ids[0] if draft.case_ids else None
        events.publish(ZoneProposed(found.pk, path, draft.kind.value, draft.zone_type, case, now))
    return int(found.pk)


def withdraw(found: Proposal, *, why: str) -> None:
    """Take an open proposal back because its ground is gone. `why` is a key, never text."""
    taken = Proposal.objects.filter(pk=found.pk, state=ProposalState.OPEN).update(
        state=ProposalState.WITHDRAWN, decided_at=clock.now(), decision_reason=why
    )
    if taken:
        path = AreaPath(found.area_path)
        audit.record(RULES, "zoning.proposal_withdrawn", subject=f"zone_proposal:{found.pk}", path=path, details={"why": why})
        events.publish(ZoneProposalDropped(found.pk, path, ProposalState.WITHDRAWN, clock.now()))


def restore(decided: Proposal, *, by: Actor) -> None:
    """Ask again for what was signed and taken back, while a case it rests on still is one; what was decided keeps its record."""
    gone = CaseSeen.objects.filter(pk__in=decided.case_ids, excluded_at__isnull=False).values_list("pk", flat=True)
    left = tuple(sorted(set(decided.case_ids) - set(gone)))
    cause = decided.cause
    decided.cause = f"{cause}@{decided.pk}"
    decided.save(update_fields=["cause"])
    if decided.case_ids and not left and not decided.relieves:
        return
    areas = tuple(AreaPath(path) for path in decided.area_paths)
    draft = Draft(
        cause=cause,
        kind=ProposalKind(decided.kind),
        layer=Layer(decided.layer),
        zone_id=None if decided.kind == ProposalKind.ADD else decided.zone_id,
        zone_type=decided.zone_type,
        regime=decided.regime,
        unit=decided.unit,
        measures=tuple(decided.measures),
        area_paths=areas,
        people=sum(registry.counts_under(path).present for path in cover(areas)),
        options=options_in(decided.options),
        reasons=decided.reasons,
        because=decided.because,
        case_ids=left,
        packs=tuple(decided.packs),
        shape=decided.shape,
    )
    store(draft, by=by)


def _join(proposal_id: int, case_id: int) -> None:
    found = Proposal.objects.get(pk=proposal_id)
    if case_id and case_id not in found.case_ids:
        found.case_ids = sorted({*found.case_ids, case_id})
        found.save(update_fields=["case_ids"])
        events.publish(ZoneProposalJoined(found.pk, AreaPath(found.area_path), case_id, clock.now()))


def _standing(county: AreaPath) -> list[Standing]:
    """Each zone as it stands, or as it is signed to: what is signed to be freed covers nobody who falls ill today."""
    rows = Zone.objects.select_related("ahead").prefetch_related("areas").filter(county_path=county, layer=Layer.CONTROL)
    found = []
    for row in rows.filter(Q(in_force=True) | Q(ahead__isnull=False)):
        if row.ahead is None:
            found.append(Standing(row.pk, row.zone_type, tuple(AreaPath(area.path) for area in row.areas.all())))
        elif row.ahead.zone_type:
            areas = tuple(AreaPath(path) for path in row.ahead.area_paths)
            found.append(Standing(row.pk, row.ahead.zone_type, areas, row.in_force))
    return found


def _waiting(county: AreaPath) -> list[Standing]:
    adding = (ProposalKind.ADD, ProposalKind.EXTEND, ProposalKind.RAISE)
    rows = Proposal.objects.filter(area_path__startswith=county, state=ProposalState.OPEN, layer=Layer.CONTROL, kind__in=adding)
    return [Standing(row.pk, row.zone_type, tuple(AreaPath(path) for path in row.area_paths)) for row in rows]
