"""Arrivals and departures: a facility takes a person over, and lets them go."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.casework import api as casework
from outpace.isolation.choices import BedAct, EndReason, FacilityKind, PlacementState
from outpace.isolation.data import PersonArrived, PersonLeft
from outpace.isolation.models import BedUse, Placement
from outpace.isolation.services.beds import WrongState, move_bed, move_where_possible
from outpace.isolation.services.custody import facility_custodian, hand_to, let_go
from outpace.isolation.services.guards import placement_for
from outpace.isolation.services.manifests import leave_ride
from outpace.isolation.services.placements import log
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath


@locks.taken_again
@transaction.atomic
def record_arrival(actor: Actor, placement_id: int) -> None:
    """The facility takes over somebody who came without a trip of ours, or who begins to isolate at home.

    Raises NotFound, NotAllowed, Refusal(`not_signed`): nobody is taken in whom no human has signed for.
    """
    placement = placement_for(actor, placement_id, Permission.ROOM_MANAGE)
    if placement.state != PlacementState.SIGNED:
        raise Refusal("not_signed", _("Nobody has signed this placement, or the person is on a trip."))
    arrive(actor, placement, now=clock.now())


def arrive(actor: Actor, placement: Placement, *, now: datetime) -> None:
    """The person is in: bed, custody, placement and the news of it. Inside the caller's transaction, the placement locked."""
    facility = placement.facility
    if facility is None:
        raise Refusal("not_signed", _("Nobody has signed this placement, or the person is on a trip."))
    leave_current(actor, placement.person_id, now=now)
    leave_ride(actor, placement, now=now)
    use = BedUse.objects.filter(placement=placement, ended_at=None).first()
    if use is None and facility.kind != FacilityKind.HOME and not facility.outside:
        raise WrongState
    if use is not None:
        move_bed(actor, use.bed_id, BedAct.ARRIVE, now=now)
        use.arrived_at = now
        use.save(update_fields=["arrived_at"])
    hand_to(actor, placement, facility_custodian(facility.pk), now=now)
    placement.state, placement.arrived_at = PlacementState.ARRIVED, now
    placement.save(update_fields=["state", "arrived_at"])
    path = AreaPath(placement.area_path)
    casework.note_isolated(actor, placement.person_id, at=now)
    audit.record(actor, "isolation.arrived", subject=f"placement:{placement.pk}", path=path, details={"facility": facility.pk})
    events.publish(PersonArrived(placement.pk, placement.person_id, path, facility.pk, now))


@locks.taken_again
@transaction.atomic
def record_departure(actor: Actor, placement_id: int, *, reason: EndReason) -> None:
    """The person has left the facility for good: released (their follow-up has ended), or died.

    Raises NotFound, NotAllowed, Refusal(`not_released`) while nothing has ended their isolation: leaving is then a move by trip.
    """
    placement = placement_for(actor, placement_id, Permission.ROOM_MANAGE)
    if placement.state != PlacementState.ARRIVED or reason is EndReason.MOVED:
        raise Refusal("not_here", _("This person is not in the facility."))
    if reason is EndReason.RELEASED and not placement.end_reason:
        raise Refusal("not_released", _("Their release has not been signed. A move to another place goes by trip."))
    now = clock.now()
    leave(actor, placement, now=now, reason=reason)
    let_go(placement.person_id, now=now)
    if reason is EndReason.DIED:
        casework.note_died(actor, placement.person_id, at=now)


def leave_current(actor: Actor, person_id: int, *, now: datetime) -> None:
    """Whoever goes elsewhere leaves the place where they are."""
    keys = list(Placement.objects.filter(person_id=person_id, state=PlacementState.ARRIVED).values_list("pk", flat=True))
    for current in locks.lock_rows(Placement.objects.select_related("facility"), keys):
        leave(actor, current, now=now, reason=EndReason.MOVED)


def leave(actor: Actor, placement: Placement, *, now: datetime, reason: EndReason) -> None:
    """End a stay: the bed is to be cleaned, the placement is over. Custody is the caller's to pass on or to end."""
    use = BedUse.objects.filter(placement=placement, ended_at=None).first()
    if use is not None:
        move_bed(actor, use.bed_id, BedAct.LEAVE, now=now)
        use.ended_at = now
        use.save(update_fields=["ended_at"])
    placement.state, placement.ended_at, placement.end_reason = PlacementState.ENDED, now, reason
    placement.save(update_fields=["state", "ended_at", "end_reason"])
    path, facility_id = AreaPath(placement.area_path), placement.facility_id or 0
    audit.record(actor, "isolation.left", subject=f"placement:{placement.pk}", path=path, details={"reason": str(reason)})
    events.publish(PersonLeft(placement.pk, placement.person_id, path, facility_id, str(reason), now))


def prepare_leaving(actor: Actor, placements: Sequence[Placement], *, reason: EndReason) -> None:
    """Their isolation is over by signature elsewhere: the site is told to let them go, and the beds show it."""
    _decide_end(actor, placements, BedAct.PREPARE, end_reason=reason, action="isolation.leaving")


def stay_on(actor: Actor, placements: Sequence[Placement]) -> None:
    """The end was taken back: they stay, and the beds are theirs again."""
    _decide_end(actor, placements, BedAct.STAY_ON, end_reason="", action="isolation.stays_on")


def _decide_end(actor: Actor, placements: Sequence[Placement], act: BedAct, *, end_reason: str, action: str) -> None:
    if not placements:
        return
    numbers = [placement.pk for placement in placements]
    move_where_possible(actor, numbers, act, now=clock.now())
    for placement in placements:
        placement.end_reason = end_reason
    Placement.objects.filter(pk__any=numbers).update(end_reason=end_reason)
    log(actor, action, [(placement.pk, placement.area_path) for placement in placements])
