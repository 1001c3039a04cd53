"""Signatures: a named human puts a proposal in force, or refuses it. What is harder on people than the rules ask needs a written reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from epiworks.units import PersonCount
from outpace.kernel import audit, clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import LockBusy, lock_rows, taken_again
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.zoning.choices import Change, Layer, ProposalKind, ProposalState
from outpace.zoning.data import Signature, ZoneProposalDropped, ZoneSignedAhead
from outpace.zoning.models import Proposal, Zone, ZoneVersion
from outpace.zoning.rules.checklist import measures_of, regime_of
from outpace.zoning.rules.cover import cover, inside
from outpace.zoning.rules.strictness import Drawn
from outpace.zoning.selectors.facts import knows
from outpace.zoning.selectors.free import require_free
from outpace.zoning.selectors.guard import require_proposal, require_sign, require_standing
from outpace.zoning.selectors.judging import Judgement, judged, refusal_warning
from outpace.zoning.selectors.packs import protocol_at
from outpace.zoning.services.holding import entail, take_hold
from outpace.zoning.services.writing import Entry, change, draw

CHANGES: Mapping[ProposalKind, Change] = {
    ProposalKind.ADD: Change.DRAWN,
    ProposalKind.EXTEND: Change.EXTENDED,
    ProposalKind.SHRINK: Change.SHRUNK,
    ProposalKind.MERGE: Change.MERGED,
    ProposalKind.RAISE: Change.RAISED,
    ProposalKind.STEP_DOWN: Change.STEPPED_DOWN,
    ProposalKind.CONVERT: Change.CONVERTED,
    ProposalKind.LIFT: Change.LIFTED,
}
AS_PROPOSED = Signature()
AS_IT_STANDS = frozenset({ProposalKind.RAISE, ProposalKind.STEP_DOWN, ProposalKind.CONVERT, ProposalKind.LIFT})
"""Kinds that change what a zone is and not where."""


@dataclass(frozen=True, slots=True)
class Form:
    """The proposal in the form in which it is signed."""

    zone_type: str
    regime: str
    areas: tuple[AreaPath, ...]
    measures: tuple[str, ...]
    valid_from: datetime


@taken_again
def sign_proposal(actor: Actor, proposal_id: int, signature: Signature = AS_PROPOSED) -> int:
    """Put a proposal in force, as it stands or changed by the signature, at once or at the hour it names; returns the zone's id.

    Raises NotFound outside the scope, NotAllowed without ZONE_SIGN over every area or for anything but a named human, and Refusal:
    `decided` already, `zone_gone`, `signed_ahead` (another signature waits for its hour), `unknown_type`, `unknown_area`, `not_inside`
    (a shrink that grows), `reason_owed`, `not_free`. Raises LockBusy when the zone took another shape at this very moment.
    """
    seen = require_proposal(actor, proposal_id)
    if seen.zone_id is not None:
        take_hold(seen.zone_id)
    with transaction.atomic():
        zone_areas = _areas_of(seen.zone)
        form = _form(seen, signature, zone_areas=zone_areas)
        require_sign(actor, form.areas)
        # Counts before zones: people who move lock them in this order too.
        present, _households = registry.hold_counts(form.areas)
        found, zone = _hold(seen)
        if zone is not None:
            _require_nothing_ahead(zone)
            if _areas_of(zone) != zone_areas:
                raise LockBusy("this zone changed at this moment; try again")
        judgement = judged(found, zone, signed=Drawn(form.zone_type, form.areas, PersonCount(present)), at=clock.now())
        if judgement.owes_reason and not signature.reason.strip():
            raise Refusal("reason_owed", _("This departs from what the rules ask for: write down why."), field="reason")
        if found.layer == Layer.FREE and found.kind == ProposalKind.ADD:
            require_free(form.zone_type, form.areas, at=clock.now())
        signed = _put_in_force(actor, found, zone, form=form, signature=signature)
        _close(actor, found, signed, signature=signature, judgement=judgement)
    return int(signed.pk)


def refuse_proposal(actor: Actor, proposal_id: int, *, reason: str) -> None:
    """Refuse a proposal in writing. What would have freed people is asked again the next day. Raises as `sign_proposal`."""
    seen = require_proposal(actor, proposal_id)
    require_sign(actor, tuple(AreaPath(path) for path in seen.area_paths))
    if not reason.strip():
        raise Refusal("reason_owed", _("A refusal is answered for in writing: say why."), field="reason")
    with transaction.atomic():
        found, _zone = _hold(seen)
        found.state, found.decided_at, found.decided_by = ProposalState.REFUSED, clock.now(), actor.name
        found.decision_reason = reason
        found.warnings = [{"key": why.key, "params": dict(why.params)} for why in refusal_warning(found)]
        found.save()
        path = AreaPath(found.area_path)
        audit.record(actor, "zoning.refused", subject=f"zone_proposal:{found.pk}", path=path, details={"kind": found.kind})
        events.publish(ZoneProposalDropped(found.pk, path, found.state, clock.now()))


def _areas_of(zone: Zone | None) -> tuple[AreaPath, ...]:
    return () if zone is None else tuple(sorted(AreaPath(area.path) for area in zone.areas.all()))


def _hold(seen: Proposal) -> tuple[Proposal, Zone | None]:
    """Lock the proposal and its zone; raises Refusal when somebody else decided meanwhile."""
    found = lock_rows(Proposal.objects.all(), [seen.pk])[0]
    if found.state != ProposalState.OPEN:
        raise Refusal("decided", _("Somebody has decided this meanwhile, or its ground is gone."))
    if found.zone_id is None:
        return found, None
    zone = lock_rows(Zone.objects.prefetch_related("areas"), [found.zone_id])[0]
    require_standing(zone)
    return found, zone


def _require_nothing_ahead(zone: Zone) -> None:
    """One signature about a zone waits at a time: each is signed over what stands when it takes hold."""
    if zone.ahead is not None:
        hour = timezone.localtime(zone.ahead.valid_from).strftime("%Y-%m-%d %H:%M")
        said = _(
            "Another signature about this zone waits until %(hour)s. Take it back in writing on the zone's page first, or wait for it."
        )
        raise Refusal("signed_ahead", said % {"hour": hour})


def _form(found: Proposal, signature: Signature, *, zone_areas: tuple[AreaPath, ...]) -> Form:
    """In which form is it signed? Raises Refusal for a type or an area nobody knows."""
    at = signature.valid_from or clock.now()
    asked = cover(signature.area_paths or tuple(AreaPath(path) for path in found.area_paths))
    if set(asked) - set(registry.areas_at(asked)):
        raise Refusal("unknown_area", _("One of these areas does not exist."), field="areas")
    if found.kind == ProposalKind.SHRINK and not inside(asked, zone_areas):
        raise Refusal("not_inside", _("A zone is made smaller within its own areas only."), field="areas")
    areas = zone_areas if found.kind in AS_IT_STANDS else asked
    if found.kind in {ProposalKind.EXTEND, ProposalKind.MERGE}:
        areas = cover((*zone_areas, *asked))
    if found.kind == ProposalKind.LIFT:
        return Form("", "", areas, (), at)
    zone_type = signature.zone_type or found.zone_type
    if found.layer != Layer.CONTROL or zone_type == found.zone_type:
        return Form(zone_type, found.regime, areas, tuple(found.measures), at)
    protocol = protocol_at(AreaPath(found.area_path), at)
    if protocol is None or not knows(protocol, zone_type):
        raise Refusal("unknown_type", _("The rules in force do not know this type of zone."), field="zone_type")
    return Form(zone_type, regime_of(protocol, zone_type), areas, measures_of(protocol, zone_type), at)


def _put_in_force(actor: Actor, found: Proposal, zone: Zone | None, *, form: Form, signature: Signature) -> Zone:
    before = zone.versions.filter(number=zone.version).first() if zone is not None else None
    as_proposed = form.areas == tuple(sorted(AreaPath(path) for path in found.area_paths))
    entry = Entry(
        change=CHANGES[ProposalKind(found.kind)],
        zone_type=form.zone_type,
        regime=form.regime,
        area_paths=form.areas,
        valid_from=form.valid_from,
        unit=found.unit if as_proposed else "",
        reason=signature.reason,
        exemptions=signature.exemptions,
        review_on=signature.review_on,
        case_ids=(*(before.case_ids if before else ()), *found.case_ids),
        because=found.because,
        shape=_shape(found, signature, before),
        proposal=found,
        measures=form.measures,
    )
    if zone is None:
        return draw(actor, entry, layer=Layer(found.layer), name=signature.name)
    if found.kind == ProposalKind.MERGE:
        _absorb(actor, zone, entry)
    change(actor, zone, entry)
    return zone


def _shape(found: Proposal, signature: Signature, before: ZoneVersion | None) -> Mapping[str, Any] | None:
    """As what is it drawn: as signed, as proposed where its areas are signed as they are, or as it was where only its type changes?"""
    if signature.shape is not None:
        return signature.shape
    if found.kind in AS_IT_STANDS:
        return before.shape if before is not None else None
    return found.shape if not signature.area_paths else None


def _absorb(actor: Actor, outer: Zone, entry: Entry) -> None:
    """Zones of the same type that lie inside the merged one end in it."""
    rows = Zone.objects.filter(county_path=outer.county_path, zone_type=outer.zone_type, layer=outer.layer, in_force=True)
    for zone in lock_rows(rows.exclude(pk=outer.pk).prefetch_related("areas"), rows.values_list("pk", flat=True)):
        areas = _areas_of(zone)
        if inside(areas, entry.area_paths):
            _require_nothing_ahead(zone)
            change(actor, zone, Entry(Change.MERGED, "", "", areas, entry.valid_from, reason=entry.reason, proposal=entry.proposal))


def _close(actor: Actor, found: Proposal, zone: Zone, *, signature: Signature, judgement: Judgement) -> None:
    """The proposal is decided and the log has it; what holds from now is told, and what is to hold later that it is signed."""
    now, ahead = clock.now(), zone.ahead
    found.state, found.decided_at, found.decided_by, found.zone = ProposalState.SIGNED, now, actor.name, zone
    found.decision_reason = signature.reason
    found.warnings = [{"key": why.key, "params": dict(why.params)} for why in judgement.warnings]
    found.save()
    path = AreaPath(zone.area_path)
    details = {"proposal": found.pk, "kind": found.kind, "type": zone.zone_type, "people": zone.people, "warnings": len(judgement.warnings)}
    if ahead is not None:
        details |= {"type": ahead.zone_type, "people": ahead.people, "from": ahead.valid_from.isoformat()}
    audit.record(actor, "zoning.signed", subject=f"zone:{zone.pk}", path=path, details=details)
    if ahead is not None:
        events.publish(ZoneSignedAhead(zone.pk, path, found.pk, ahead.valid_from, now))
    else:
        entail(zone, found.pk)
