"""The daily look at every zone: what the rules allow now is proposed, what they no longer allow is withdrawn. Nobody waits unasked."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from epiworks.protocol import Countdown, Decision, Protocol, Setting, crosswalk, zone_countdown
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Layer, ProposalKind, ProposalState
from outpace.zoning.models import CaseSeen, Proposal, Zone
from outpace.zoning.rules.checklist import measures_of, next_step, regime_of
from outpace.zoning.rules.cover import upwards
from outpace.zoning.rules.papers import lines_out, reasons_out, why
from outpace.zoning.rules.proposing import ground_left
from outpace.zoning.selectors.facts import cases_inside, knows, places_of_cases, zone_facts
from outpace.zoning.selectors.free import static_lift
from outpace.zoning.selectors.packs import edition_of, local_day, protocol_at
from outpace.zoning.services.proposing import Draft, still_called_for, store, withdraw
from outpace.zoning.services.writing import pool_again

UNDER_CONTROL = (
    Setting.CENTRALISED_ISOLATION.value,
    Setting.HOME_ISOLATION.value,
    Setting.CLOSED_LOOP.value,
    Setting.INBOUND_CHECK.value,
    Setting.POST_DISCHARGE.value,
)
"""Settings that some pack excuses from zones once the contacts are controlled."""

BY_COUNT = (ProposalKind.STEP_DOWN, ProposalKind.LIFT)


def review_all(*, at: datetime | None = None) -> int:
    """Look at every control zone that stands; returns how many. Each in a transaction of its own, so that one never holds up another."""
    now = at or clock.now()
    numbers = list(Zone.objects.filter(layer=Layer.CONTROL, in_force=True).order_by("id").values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            review(Zone.objects.prefetch_related("areas").filter(pk=number, in_force=True), at=now)
            pool_again(number, at=now)
    with transaction.atomic():
        withdraw_excused()
        for static in Zone.objects.prefetch_related("areas").filter(layer=Layer.STATIC, in_force=True).order_by("id"):
            _propose_end_of_static(static, at=now)
    return len(numbers)


def withdraw_excused(case_ids: Collection[int] | None = None) -> None:
    """Take back what waits over homes of cases found under control, once all their contacts are controlled; of all cases if none named."""
    cases = CaseSeen.objects.filter(excluded_at=None, setting__in=UNDER_CONTROL)
    for case in cases if case_ids is None else cases.filter(pk__in=list(case_ids)):
        waiting = Proposal.objects.filter(state=ProposalState.OPEN, cause__startswith=f"home:{case.case_id}:")
        for proposal in waiting:
            if not still_called_for(AreaPath(case.area_path)):
                withdraw(proposal, why="contacts_controlled")


def review(zones: Iterable[Zone], *, at: datetime) -> None:
    """Propose for each of these zones what its countdown allows at this moment, and withdraw what it no longer allows."""
    for zone in zones:
        protocol = protocol_at(AreaPath(zone.area_path), at)
        if protocol is None or not knows(protocol, zone.zone_type):
            continue
        facts = zone_facts(zone, protocol, at=at)
        decision = zone_countdown(protocol, facts, local_day(at))
        unmet = [reason.key.value for reason in decision.value.unmet]
        Zone.objects.filter(pk=zone.pk).update(ready_on=decision.value.earliest, unmet=unmet, looked_at=at)
        cause = f"count:{zone.pk}:{zone.version}:{facts.last_positive}"
        for stale in zone.proposals.filter(state=ProposalState.OPEN, kind__in=BY_COUNT, cause__startswith=f"count:{zone.pk}:"):
            if not decision.value.ready or not stale.cause.startswith(cause):
                withdraw(stale, why="no_longer_ready")
        if decision.value.ready:
            _propose_relief(zone, protocol, decision, cause=cause, at=at)


def review_around(path: AreaPath, *, at: datetime) -> None:
    """Something happened here: look again at every zone that holds this place."""
    held = Zone.objects.prefetch_related("areas").filter(areas__path__in=upwards(path), layer=Layer.CONTROL, in_force=True)
    review(held.distinct().order_by("id"), at=at)


def ground_changed(case_id: int, *, at: datetime) -> None:
    """A case is no case any more: proposals and zones that rested on it alone lose their ground. Zones are proposed to go, never taken."""
    for proposal in Proposal.objects.filter(state=ProposalState.OPEN, case_ids__contains=[case_id]):
        left = [number for number in proposal.case_ids if number != case_id]
        if places_of_cases(left):
            Proposal.objects.filter(pk=proposal.pk).update(case_ids=left)
        else:
            withdraw(proposal, why="case_excluded")
    resting = Zone.objects.prefetch_related("areas").filter(versions__case_ids__contains=[case_id], in_force=True, layer=Layer.CONTROL)
    for zone in resting.distinct().order_by("id"):
        _propose_less_ground(zone, case_id)
    review(resting.distinct().order_by("id"), at=at)


def ground_gone(zone: Zone, case_ids: Collection[int]) -> None:
    """A zone holds from now whose signature waited: what lost its ground meanwhile is proposed to go or to shrink, as if it did now."""
    gone = CaseSeen.objects.filter(pk__in=list(case_ids), excluded_at__isnull=False).order_by("pk").first()
    if gone is not None and zone.in_force and zone.layer == Layer.CONTROL:
        _propose_less_ground(zone, gone.case_id)


def place_gone(stay_id: int, case_id: int, *, at: datetime) -> None:
    """A case was not at a place after all: what waits because of that stay is withdrawn, zones that rest on the case are looked at again.

    A proposal that another place of its cases still calls for stays. Zones are proposed to go or to shrink, never taken.
    """
    for proposal in Proposal.objects.filter(state=ProposalState.OPEN, cause=f"stay:{stay_id}"):
        areas = tuple(AreaPath(path) for path in proposal.area_paths)
        if not ground_left(areas, places_of_cases(proposal.case_ids)):
            withdraw(proposal, why="stay_gone")
    resting = Zone.objects.prefetch_related("areas").filter(versions__case_ids__contains=[case_id], in_force=True, layer=Layer.CONTROL)
    for zone in resting.distinct().order_by("id"):
        _propose_less_ground(zone, case_id, because="stay_lost")
    review(resting.distinct().order_by("id"), at=at)


def propose_crossing(zone: Zone, *, at: datetime) -> None:
    """The rules in force do not know this zone's type: propose what takes its place, or to lift it where nothing does.

    The edition that drew the zone is found among the shipped ones by its regime and type.
    """
    protocol = protocol_at(AreaPath(zone.area_path), at)
    old = edition_of(zone.regime, zone.zone_type)
    if protocol is None or old is None or (knows(protocol, zone.zone_type) and regime_of(protocol, zone.zone_type) == zone.regime):
        return
    decision = crosswalk(old, protocol)
    crossing = next(found for found in decision.value if found.zone == zone.zone_type)
    becomes = crossing.becomes or ""
    draft = Draft(
        cause=f"crosswalk:{zone.pk}:{zone.version}:{protocol.id}",
        kind=ProposalKind.CONVERT if becomes else ProposalKind.LIFT,
        zone_id=zone.pk,
        zone_type=becomes,
        regime=crossing.new_regime or "",
        area_paths=tuple(AreaPath(area.path) for area in zone.areas.all()),
        people=zone.people,
        measures=measures_of(protocol, becomes),
        reasons=[why("crosswalk", before=zone.zone_type, after=becomes)],
        because=lines_out(decision.because),
        packs=tuple(str(pack.id) for pack in protocol.packs),
    )
    store(draft)


def _propose_less_ground(zone: Zone, case_id: int, *, because: str = "ground_lost") -> None:
    """Propose to lift a zone without any case left, or to free those of its areas that have none."""
    areas = tuple(sorted(AreaPath(area.path) for area in zone.areas.all()))
    evidence = {number for version in zone.versions.filter(number__lte=zone.version, taken_back_at=None) for number in version.case_ids}
    inside = cases_inside(areas, case_ids=evidence)
    places = [*(AreaPath(case.area_path) for case in inside), *places_of_cases(evidence)]
    left = ground_left(areas, places)
    if left == areas:
        return
    kind = ProposalKind.SHRINK if left else ProposalKind.LIFT
    draft = Draft(
        cause=f"ground:{zone.pk}:{zone.version}:{case_id}",
        kind=kind,
        zone_id=zone.pk,
        zone_type=zone.zone_type if left else "",
        regime=zone.regime,
        area_paths=left or areas,
        people=zone.people,
        reasons=[why(because, case=case_id)],
        case_ids=tuple(sorted(case.case_id for case in inside)),
    )
    store(draft)


def _propose_end_of_static(zone: Zone, *, at: datetime) -> None:
    """Propose to lift static management where the pack's staged lift allows it; control zones stay. Asked again the day after a refusal."""
    found = static_lift(zone, at=at)
    if found is None or not found.value.countdown.ready or _is_signed(zone, ""):
        return
    cause = f"static:{zone.pk}:{zone.version}:{local_day(at)}"
    if zone.proposals.filter(state=ProposalState.OPEN, kind=ProposalKind.LIFT).exists():
        return
    draft = Draft(
        cause=cause,
        kind=ProposalKind.LIFT,
        layer=Layer.STATIC,
        zone_id=zone.pk,
        zone_type="",
        area_paths=tuple(AreaPath(area.path) for area in zone.areas.all()),
        people=zone.people,
        reasons=reasons_out(found.value.countdown.met),
        because=lines_out(found.because),
    )
    store(draft)


def _is_signed(zone: Zone, becomes: str) -> bool:
    """Is it signed already that this zone becomes so (empty: is lifted) at an hour to come?"""
    return zone.ahead is not None and zone.ahead.zone_type == becomes


def _propose_relief(zone: Zone, protocol: Protocol, decision: Decision[Countdown], *, cause: str, at: datetime) -> None:
    """Propose what the countdown allows; a refusal holds for the day, and the next day asks again."""
    step = next_step(decision.value)
    if step.kind is None or _is_signed(zone, step.becomes):
        return
    refused = Proposal.objects.filter(zone=zone, state=ProposalState.REFUSED, cause__startswith=cause).order_by("-decided_at")
    last = refused.first()
    if last is not None and last.decided_at is not None and local_day(last.decided_at) >= local_day(at):
        return
    draft = Draft(
        cause=f"{cause}:{refused.count()}",
        kind=step.kind,
        zone_id=zone.pk,
        zone_type=step.becomes,
        regime=regime_of(protocol, step.becomes) if step.becomes else zone.regime,
        area_paths=tuple(AreaPath(area.path) for area in zone.areas.all()),
        people=zone.people,
        measures=measures_of(protocol, step.becomes) if step.becomes else (),
        reasons=reasons_out(decision.value.met),
        because=lines_out(decision.because),
        packs=tuple(str(pack.id) for pack in protocol.packs),
    )
    store(draft)
