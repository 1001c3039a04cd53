"""Whether an actor may act on something of isolation: refused alike whether it is absent or outside the actor's area."""

from collections.abc import Collection

from outpace.isolation.models import Bed, Facility, Placement, Trip
from outpace.kernel import locks
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed, NotFound


def admit(actor: Actor, path: str, *permissions: Permission) -> None:
    """Let the actor in who holds any of these there. Raises NotAllowed for a role without them, NotFound elsewhere."""
    if any(actor.may(permission, AreaPath(path)) for permission in permissions):
        return
    if not any(actor.holds(permission) for permission in permissions):
        raise NotAllowed(str(permissions[0]))
    raise NotFound("isolation")


def facility_for(actor: Actor, facility_id: int, *permissions: Permission) -> Facility:
    """Which open facility is this? Raises NotFound, NotAllowed."""
    found = Facility.objects.filter(pk=facility_id, closed_at=None).first()
    if found is None:
        _refuse_absent(actor, permissions)
        raise NotFound(f"facility {facility_id}")
    admit(actor, found.area_path, *permissions)
    return found


def held_open(facility_id: int) -> None:
    """Keep this facility open, or closed, until the transaction ends: asked by who closes it, and by who signs a place without a bed."""
    locks.advisory(f"isolation-facility-open:{facility_id}")
    if not Facility.objects.filter(pk=facility_id, closed_at=None).exists():
        raise NotFound(f"facility {facility_id}")


def placement_for(actor: Actor, placement_id: int, *permissions: Permission) -> Placement:
    """Which placement is this, locked until the transaction ends? Raises NotFound, NotAllowed.

    Whoever runs the facility it leads to may act on it too, although the person lives elsewhere.
    """
    rows = locks.lock_rows(Placement.objects.select_related("facility"), [placement_id])
    if not rows:
        _refuse_absent(actor, permissions)
        raise NotFound(f"placement {placement_id}")
    found = rows[0]
    if found.facility is not None and any(actor.may(permission, AreaPath(found.facility.area_path)) for permission in permissions):
        return found
    admit(actor, found.area_path, *permissions)
    return found


def trip_for(actor: Actor, trip_id: int, *permissions: Permission) -> Trip:
    """Which trip is this, locked until the transaction ends? Those at its destination may act on it too. Raises NotFound, NotAllowed."""
    rows = locks.lock_rows(Trip.objects.select_related("to_facility"), [trip_id])
    if not rows:
        _refuse_absent(actor, permissions)
        raise NotFound(f"trip {trip_id}")
    found = rows[0]
    if found.to_facility is not None and any(actor.may(permission, AreaPath(found.to_facility.area_path)) for permission in permissions):
        return found
    admit(actor, found.area_path, *permissions)
    return found


def beds_of_rooms(room_ids: Collection[int]) -> list[Bed]:
    """Which beds have these rooms, locked in order of id until the transaction ends?"""
    keys = list(Bed.objects.filter(room_id__any=room_ids).order_by("id").values_list("id", flat=True))
    return locks.lock_rows(Bed.objects.select_related("room__facility"), keys)


def _refuse_absent(actor: Actor, permissions: tuple[Permission, ...]) -> None:
    if not any(actor.holds(permission) for permission in permissions):
        raise NotAllowed(str(permissions[0]))
