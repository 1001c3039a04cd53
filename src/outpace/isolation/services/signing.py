"""A named human signs where a person goes, and the bed is reserved for them from that moment."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from epiworks.protocol import Place
from outpace.isolation.choices import BedAct, Cohort, FacilityKind, PlacementState
from outpace.isolation.models import Bed, BedUse, Facility, Placement
from outpace.isolation.rules.wanted import fits, is_stricter
from outpace.isolation.services.beds import WrongState, move
from outpace.isolation.services.guards import beds_of_rooms, facility_for, held_open, placement_for
from outpace.isolation.services.placements import free_beds
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed
from outpace.registry import api as registry


@locks.taken_again
@transaction.atomic
def sign_placement(
    actor: Actor, placement_id: int, *, facility_id: int, bed_id: int | None = None, grounds: Sequence[str] = (), note: str = ""
) -> None:
    """A named human decides where the person goes, and the bed is reserved for them from this moment.

    Signing again, before departure, moves the reservation. Raises NotFound, NotAllowed, WrongState when the bed has gone meanwhile, and
    Refusal: `not_open` (on the road already, or over), `stricter` than the rules ask, `wrong_kind`, `bed_missing`, `room_shared`, `why`.
    """
    if actor.kind is not ActorKind.USER:
        raise NotAllowed(str(Permission.PLACEMENT_SIGN))
    placement = placement_for(actor, placement_id, Permission.PLACEMENT_SIGN)
    facility = facility_for(actor, facility_id, Permission.ROOM_READ)
    if placement.state not in {PlacementState.REQUESTED, PlacementState.SIGNED}:
        raise Refusal("not_open", _("This request is no longer open."))
    _require_fitting(placement, facility, note)
    now = clock.now()
    free_beds(actor, [placement], now=now)
    if facility.kind != FacilityKind.HOME and not facility.outside:
        _reserve(actor, placement, facility, bed_id=bed_id, now=now)
    else:
        held_open(facility.pk)
    placement.state, placement.facility, placement.grounds, placement.note = PlacementState.SIGNED, facility, list(grounds), note
    placement.signed_by, placement.signed_at = actor.name, now
    placement.save(update_fields=["state", "facility", "grounds", "note", "signed_by", "signed_at"])
    details = {"facility": facility.pk, "bed": bed_id, "grounds": [str(ground) for ground in grounds]}
    path = AreaPath(placement.area_path)
    audit.record(actor, "isolation.placement_signed", subject=f"placement:{placement.pk}", path=path, details=details)


def _require_fitting(placement: Placement, facility: Facility, note: str) -> None:
    kind, place = FacilityKind(facility.kind), Place(placement.place)
    if is_stricter(kind, place):
        raise Refusal("stricter", _("This place restricts the person more than the rules ask for."), field="facility")
    if not fits(kind, place):
        raise Refusal("wrong_kind", _("This kind of facility does not take people who need this kind of place."), field="facility")
    if kind is FacilityKind.HOME and place is not Place.HOME_ISOLATION and not note.strip():
        raise Refusal("why", _("Say why the person stays at home instead: who assessed them, and what was found."), field="note")


def _reserve(actor: Actor, placement: Placement, facility: Facility, *, bed_id: int | None, now: datetime) -> None:
    """Reserve the bed, its room locked: a room for one party takes nobody from another home."""
    bed = Bed.objects.select_related("room").filter(pk=bed_id, room__facility=facility).first() if bed_id else None
    if bed is None:
        raise Refusal("bed_missing", _("Choose a bed of this facility."), field="bed")
    beds = beds_of_rooms([bed.room_id])
    others = list(BedUse.objects.filter(bed__room_id=bed.room_id, ended_at=None).values_list("person_id", flat=True))
    if facility.cohort == Cohort.ONE_PARTY and others and not _live_together(actor, placement.person_id, others):
        raise Refusal("room_shared", _("Somebody from another home has this room."), field="bed")
    chosen = next(found for found in beds if found.pk == bed.pk)
    if BedUse.objects.filter(bed=chosen, ended_at=None).exists():
        raise WrongState
    move(actor, [chosen], BedAct.RESERVE, now=now)
    BedUse.objects.create(bed=chosen, placement=placement, person_id=placement.person_id, reserved_at=now)


def _live_together(actor: Actor, person_id: int, others: Sequence[int]) -> bool:
    home = {entry.id for entry in registry.household_members(actor, person_id, purpose="isolation.room")}
    return set(others) <= home
