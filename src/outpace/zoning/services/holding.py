"""Signatures dated forward: what was signed for an hour to come takes hold at it, once; until then it can be taken back in writing."""

from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from outpace.kernel import audit, clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import LockBusy, lock_rows, taken_again
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.zoning.choices import Layer
from outpace.zoning.data import BY_RULES, ZoneLifted, ZoneSigned
from outpace.zoning.models import Zone, ZoneVersion
from outpace.zoning.rules.cover import cover, inside
from outpace.zoning.selectors.facts import cases_inside
from outpace.zoning.selectors.guard import require_sign, require_zone
from outpace.zoning.services.proposing import RULES, propose_for_home, propose_rest, restore
from outpace.zoning.services.reviewing import ground_gone, review
from outpace.zoning.services.writing import annul, stand


def take_hold_due() -> int:
    """Let every signature take hold whose hour has come; returns how many zones changed. Each signature in a transaction of its own.

    A zone that somebody else has in hand holds up no other: the next minute takes it.
    """
    due, changed = Zone.objects.filter(ahead__valid_from__lte=clock.now()).order_by("ahead__valid_from", "id"), 0
    for number in list(due.values_list("pk", flat=True)):
        with suppress(LockBusy):
            changed += take_hold(number)
    return changed


@taken_again
def take_hold(zone_id: int) -> int:
    """Let the signature that waits about this zone take hold if its hour has come, with all zones it is about; returns how many changed.

    A second time changes nothing. Nor does it change anything while an area of it is being moved: the next minute does.
    """
    with transaction.atomic():
        due = [version for version in _signature(zone_id) if version.valid_from <= clock.now()]
        waited = _waiting(due) if due else []
        for zone, version in waited:
            stand(zone, version, people=sum(registry.counts_under(path).present for path in _areas(version)))
            details = {"version": version.number, "type": zone.zone_type, "people": zone.people, "signed_by": version.signed_by}
            audit.record(RULES, "zoning.took_hold", subject=f"zone:{zone.pk}", path=AreaPath(zone.area_path), details=details)
        for zone, version in waited:
            if version.proposal is not None and version.proposal.zone_id == zone.pk:
                entail(zone, version.proposal.pk)
                ground_gone(zone, version.case_ids)
    return len(waited)


def _waiting(due: Sequence[ZoneVersion]) -> list[tuple[Zone, ZoneVersion]]:
    """Which of these still wait, with their zones, locked? Counts before zones: people who move lock them in this order too."""
    areas = cover(AreaPath(path) for version in due for path in version.area_paths)
    registry.hold_counts(areas)
    held = lock_rows(Zone.objects.filter(ahead__in=[version.pk for version in due]), [version.zone_id for version in due])
    return [(zone, zone.ahead) for zone in held if zone.ahead is not None and inside(_areas(zone.ahead), areas)]


def entail(zone: Zone, proposal_id: int) -> None:
    """What was signed holds from now: whoever listens hears of it, and what it entails is proposed."""
    path, now = AreaPath(zone.area_path), clock.now()
    if zone.in_force:
        areas = tuple(AreaPath(area) for area in zone.areas.order_by("path").values_list("path", flat=True))
        events.publish(ZoneSigned(zone.pk, path, zone.zone_type, areas, now, proposal_id))
    else:
        events.publish(ZoneLifted(zone.pk, path, zone.zone_type, now, proposal_id))
    if zone.layer == Layer.CONTROL:
        if zone.in_force:
            propose_rest(AreaPath(zone.county_path), zone.pk)
        review(Zone.objects.prefetch_related("areas").filter(county_path=zone.county_path, layer=Layer.CONTROL, in_force=True), at=now)


@taken_again
def take_back(actor: Actor, zone_id: int, *, reason: str) -> None:
    """Take back in writing what was signed about a zone for an hour to come: it never holds, and its proposal waits for a signature again.

    Raises NotFound outside the scope, NotAllowed without ZONE_SIGN over every area or for anything but a named human, and Refusal:
    `reason_owed`; `nothing_ahead` when no signature waits, `holds` when its hour has come.
    """
    seen = require_zone(actor, zone_id)
    require_sign(actor, [*_areas(seen.ahead), AreaPath(seen.area_path)] if seen.ahead is not None else [AreaPath(seen.area_path)])
    if not reason.strip():
        raise Refusal("reason_owed", _("A signature is taken back in writing: say why."), field="reason")
    with transaction.atomic():
        taken = _take_back(actor, zone_id, reason=reason.strip())
        _ask_again(actor, taken)


def _take_back(actor: Actor, zone_id: int, *, reason: str) -> list[ZoneVersion]:
    zones = lock_rows(Zone.objects.filter(ahead__isnull=False), [version.zone_id for version in _signature(zone_id)])
    taken = [(zone, annul(zone, by=actor.name, why=reason)) for zone in zones]
    found = [version for _zone, version in taken if version is not None]
    if not found:
        raise Refusal("nothing_ahead", _("No signature about this zone waits for its hour."))
    if found[0].valid_from <= clock.now():
        raise Refusal("holds", _("Its hour has come: it holds. Ask for a change of the zone instead."))
    for zone, version in taken:
        if version is not None:
            details = {"version": version.number, "signed_by": version.signed_by, "from": version.valid_from.isoformat()}
            audit.record(actor, "zoning.taken_back", subject=f"zone:{zone.pk}", path=AreaPath(zone.area_path), details=details)
    return found


def _ask_again(actor: Actor, taken: Sequence[ZoneVersion]) -> None:
    """The proposal is as open as it was, while it has ground; so is the home of every case found since under what was to come."""
    proposal = taken[0].proposal
    if proposal is not None:
        restore(proposal, by=RULES if proposal.proposed_by == BY_RULES else actor)
    for version in taken:
        zone = version.zone
        if zone.layer == Layer.CONTROL:
            for case in cases_inside(_areas(version)):
                if case.found_at >= version.recorded_at:
                    propose_for_home(AreaPath(case.area_path), case.case_id, at=case.found_at)
            review(Zone.objects.prefetch_related("areas").filter(pk=zone.pk, in_force=True), at=clock.now())


def _signature(zone_id: int) -> list[ZoneVersion]:
    """Everything that waits by the signature that waits about this zone: a merge is about several zones at once."""
    waiting = ZoneVersion.objects.filter(pk__in=Zone.objects.filter(ahead__isnull=False).values("ahead"))
    own = waiting.filter(zone_id=zone_id).first()
    if own is None or own.proposal_id is None:
        return [] if own is None else [own]
    return list(waiting.filter(proposal_id=own.proposal_id).order_by("zone_id"))


def _areas(version: ZoneVersion) -> tuple[AreaPath, ...]:
    return cover(AreaPath(path) for path in version.area_paths)
