"""Whether an actor may act at a station: a person by scope, a device at its own station only."""

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, NotAllowed, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow

HANDING: dict[str, Permission] = {
    StationKind.SAMPLING_SITE: Permission.SCREENING_SAMPLE,
    StationKind.COURIER_TEAM: Permission.TUBE_TRANSPORT,
    StationKind.LABORATORY: Permission.LAB_RECEIVE,
}
"""Which permission lets somebody give or take tubes at each kind of station."""


def require_station(actor: Actor, station_id: int, permission: Permission) -> StationRow:
    """Which station is this, if the actor may act there? Raises NotFound outside scope, NotAllowed at another device's station."""
    return _admit(actor, _found(station_id), (permission,))


def require_custodian(actor: Actor, station_id: int, *others: Permission) -> StationRow:
    """Which station is this, if the actor may give or take tubes there, or holds one of `others`?

    Raises NotFound for a station that never holds tubes.
    """
    station = _found(station_id)
    if station.kind not in HANDING:
        raise NotFound(f"station {station_id}")
    return _admit(actor, station, (HANDING[station.kind], *others))


def may_take(station_id: int, giver_id: int) -> bool:
    """Can this station take tubes from that one? Any area's can: a neighbour's laboratory may help out."""
    if station_id == giver_id:
        return False
    station = registry.station_for_work(station_id)
    return station is not None and station.kind in HANDING


def require_site(actor: Actor, station_id: int, *permissions: Permission) -> StationRow:
    """Which sampling site is this, if the actor holds any of these permissions there? Raises NotFound for a station of another kind."""
    return _of_kind(_admit(actor, _found(station_id), permissions), StationKind.SAMPLING_SITE)


def require_laboratory(actor: Actor, station_id: int, *permissions: Permission) -> StationRow:
    """Which laboratory is this, if the actor holds any of these permissions there? Raises NotFound for a station of another kind."""
    return _of_kind(_admit(actor, _found(station_id), permissions), StationKind.LABORATORY)


def _found(station_id: int) -> StationRow:
    station = registry.station_for_work(station_id)
    if station is None:
        raise NotFound(f"station {station_id}")
    return station


def _admit(actor: Actor, station: StationRow, permissions: tuple[Permission, ...]) -> StationRow:
    """Let the actor in who holds any of these permissions there; refuse as the first of them asks."""
    if actor.kind is ActorKind.DEVICE and actor.station_id != station.id:
        raise NotAllowed(f"this device belongs to station {actor.station_id}")
    if any(actor.may(permission, station.path) for permission in permissions):
        return station
    if not actor.holds(permissions[0]):
        raise NotAllowed(str(permissions[0]))
    raise NotFound(f"station {station.id}")


def _of_kind(station: StationRow, kind: StationKind) -> StationRow:
    if station.kind != kind:
        raise NotFound(f"station {station.id} is not a {kind}")
    return station
