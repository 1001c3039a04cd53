"""The JSON API of isolation: facilities, rooms, requests and trips to read; arrivals and signatures to send."""

from django.http import HttpRequest
from ninja import Query, Router

from outpace.isolation import api
from outpace.isolation.rest.schemas import (
    ArrivalIn,
    DoneOut,
    FacilitiesOut,
    FacilityIn,
    FacilityOut,
    ManifestOut,
    OpenedOut,
    PlacementsOut,
    RoomsOut,
    SignatureIn,
    TripsOut,
)
from outpace.isolation.selectors.answers import FacilityRow, PlacementRow, RoomTile, TripRow, TripView
from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Paging
from outpace.kernel.scope import Actor

router = Router(tags=["isolation"])


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return actor


@router.get("/facilities", response={200: FacilitiesOut, REFUSED: Problem}, summary="Facilities and how full they are")
def facilities(request: HttpRequest, paging: Query[Paging]) -> Page[FacilityRow]:
    """What can be used now: planned, converting, cleaning and closed rooms take nobody."""
    return api.list_facilities(reader(request), cursor=paging.cursor or None, size=paging.size)


@router.post("/facilities", response={200: OpenedOut, REFUSED: Problem}, summary="Open a facility, with its rooms if they are known")
def open_facility(request: HttpRequest, given: FacilityIn) -> OpenedOut:
    """For whoever runs rooms in that area. The same request sent again has the same answer; a code that is taken otherwise is refused."""
    return OpenedOut(id=api.open_facility(caller(request), given.facility(), given.new_rooms()))


@router.get("/facilities/{facility_id}", response={200: FacilityOut, REFUSED: Problem}, summary="One facility")
def facility(request: HttpRequest, facility_id: Id) -> FacilityRow:
    """Its rooms, beds and people."""
    return api.get_facility(reader(request), facility_id)


@router.get("/facilities/{facility_id}/rooms", response={200: RoomsOut, REFUSED: Problem}, summary="Rooms of a facility")
def rooms(request: HttpRequest, facility_id: Id, paging: Query[Paging]) -> Page[RoomTile]:
    """Each with its state."""
    return api.rooms_of(reader(request), facility_id, cursor=paging.cursor or None, size=paging.size)


@router.get("/placements", response={200: PlacementsOut, REFUSED: Problem}, summary="Who needs a place, by deadline")
def placements(request: HttpRequest, paging: Query[Paging]) -> Page[PlacementRow]:
    """Requests that are open: not signed, signed, or under way."""
    return api.wanted(reader(request), cursor=paging.cursor or None, size=paging.size)


@router.post("/arrivals", response={200: DoneOut, REFUSED: Problem}, summary="Somebody was taken in")
def arrival(request: HttpRequest, given: ArrivalIn) -> DoneOut:
    """Only whose placement a named human has signed."""
    api.record_arrival(caller(request), given.placement_id)
    return DoneOut()


@router.get("/trips", response={200: TripsOut, REFUSED: Problem}, summary="Trips, the latest first")
def trips(request: HttpRequest, paging: Query[Paging]) -> Page[TripRow]:
    """Closed loops and those still open."""
    return api.list_trips(reader(request), cursor=paging.cursor or None, size=paging.size)


@router.get("/trips/{trip_id}", response={200: ManifestOut, REFUSED: Problem}, summary="One trip and its manifest")
def trip(request: HttpRequest, trip_id: Id) -> TripView:
    """With both signatures of every hand-over. The read is logged."""
    return api.get_trip(reader(request), trip_id)


@router.post("/trips/{trip_id}/boardings", response={200: DoneOut, REFUSED: Problem}, summary="The crew takes a person over")
def boarding(request: HttpRequest, trip_id: Id, given: SignatureIn) -> DoneOut:
    """From here on the vehicle has them."""
    api.board_passenger(caller(request), trip_id, given.passenger_id)
    return DoneOut()


@router.post("/trips/{trip_id}/receptions", response={200: DoneOut, REFUSED: Problem}, summary="The destination takes a person over")
def reception(request: HttpRequest, trip_id: Id, given: SignatureIn) -> DoneOut:
    """The other hand than the one that delivered."""
    api.receive_passenger(caller(request), trip_id, given.passenger_id, receiver=given.receiver, receipt=given.receipt)
    return DoneOut()
