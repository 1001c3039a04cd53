"""A facility written anew, and closed: never while somebody is in it or on the way to it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outpace.isolation.choices import BedAct, BedState, PlacementState
from outpace.isolation.data import FacilityChange
from outpace.isolation.models import Facility, Placement, Room
from outpace.isolation.rules.rooms import TO_COME, after
from outpace.isolation.services.beds import move
from outpace.isolation.services.guards import beds_of_rooms, facility_for, held_open
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath

BOUND = (PlacementState.SIGNED, PlacementState.UNDER_WAY, PlacementState.ARRIVED)
"""Placements that bind a facility: somebody is in it, or has been promised a place in it."""


@transaction.atomic
def change_facility(actor: Actor, facility_id: int, change: FacilityChange) -> None:
    """Write name, address, telephone, head, care and the day on which rooms will be ready anew; the log says which of them changed.

    Raises NotFound, NotAllowed, Refusal.
    """
    facility = facility_for(actor, facility_id, Permission.ROOM_MANAGE)
    held_open(facility.pk)
    if not change.name.strip():
        raise Refusal("name", _("A facility needs a name."), field="name")
    given = {
        "name": change.name.strip(),
        "name_en": change.name_en.strip(),
        "address": change.address.strip(),
        "phone": change.phone.strip(),
        "care": sorted(change.care),
        "head": change.head.strip(),
    }
    changed = [field for field, value in given.items() if getattr(facility, field) != value]
    if changed:
        Facility.objects.filter(pk=facility.pk).update(**{field: given[field] for field in changed})
    if change.ready_on is not None:
        late = Room.objects.filter(facility=facility, state__in=TO_COME).exclude(ready_on=change.ready_on)
        changed += ["ready_on"] if late.update(ready_on=change.ready_on) else []
    if not changed:
        return
    path = AreaPath(facility.area_path)
    audit.record(actor, "isolation.facility_changed", subject=f"facility:{facility.pk}", path=path, details={"changed": changed})


@locks.taken_again
@transaction.atomic
def close_facility(actor: Actor, facility_id: int) -> None:
    """Close an empty facility: its rooms go out of use, and the name of its head is blanked.

    Raises NotFound, NotAllowed, Refusal `people` with how many bind it. Its beds are locked first, so that nobody signs a place in it
    meanwhile; where it has none, `held_open` does the same.
    """
    facility = facility_for(actor, facility_id, Permission.ROOM_MANAGE)
    held_open(facility.pk)
    beds = beds_of_rooms(list(Room.objects.filter(facility=facility).values_list("pk", flat=True)))
    bound = Placement.objects.filter(facility=facility, state__in=BOUND)
    inside = bound.filter(state=PlacementState.ARRIVED).count()
    expected = bound.count() - inside
    if inside or expected:
        raise Refusal("people", people_text(inside, expected))
    now = clock.now()
    move(actor, [bed for bed in beds if after(BedState(bed.state), BedAct.CLOSE)], BedAct.CLOSE, now=now)
    Facility.objects.filter(pk=facility.pk).update(closed_at=now, head="")  # nobody answers for it any more
    path = AreaPath(facility.area_path)
    audit.record(actor, "isolation.facility_closed", subject=f"facility:{facility.pk}", path=path, details={"beds": len(beds)})


def people_text(inside: int, expected: int) -> str:
    """Why can it not be closed? Units: persons."""
    return ngettext(
        "%(inside)s person is here and %(expected)s expected: a facility closes only when it is empty.",
        "%(inside)s people are here and %(expected)s expected: a facility closes only when it is empty.",
        inside,
    ) % {"inside": inside, "expected": expected}
