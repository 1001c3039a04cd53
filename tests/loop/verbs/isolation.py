"""Rooms and trips: places signed, arrivals, both sides of every hand-over, cancelled trips, departures, cleaning, care."""

from collections.abc import Sequence
from datetime import timedelta

from outpace.isolation import api
from outpace.isolation.choices import BedAct, Care, EndReason, VehicleKind
from outpace.isolation.choices import PlacementState as State
from outpace.isolation.data import NewPatient, NewTrip
from outpace.isolation.models import Bed, Passenger, Placement, Room, Treatment, Trip
from outpace.kernel.scope import system_actor
from tests.loop.county import County, Nothing, pick
from tests.loop.verbs.step import Step

ACTS = (BedAct.CLEANED, BedAct.CLOSE, BedAct.REOPEN, BedAct.OPEN)


def sign(county: County, step: Step) -> None:
    """A place is signed, or signed again for another bed."""
    _sign(county, pick(county.placements(State.REQUESTED, State.REQUESTED, State.SIGNED), step.a), step)


def _sign(county: County, wanted: Placement, step: Step) -> None:
    made = county.isolation
    where = {"centralised": made.site, "fangcang": made.fangcang, "hospital": made.hospital}.get(wanted.place, made.home)
    where = made.home if step.b == 7 else where
    beds = list(Bed.objects.filter(room__facility_id=where, state="ready").order_by("pk").values_list("pk", flat=True))
    bed = None if where == made.home else pick(beds, step.c)
    api.sign_placement(county.offices["commander"], wanted.pk, facility_id=where, bed_id=bed, note="assessed")


def arrive(county: County, step: Step) -> None:
    """Somebody comes without a trip."""
    api.record_arrival(county.offices["head"], pick(county.placements(State.SIGNED), step.a).pk)


def place(county: County, step: Step) -> None:
    """Somebody's place is signed, and they are there."""
    wanted = pick(county.placements(State.REQUESTED), step.a)
    _sign(county, wanted, step)
    api.record_arrival(county.offices["head"], wanted.pk)


def plan(county: County, step: Step) -> None:
    """A trip is planned, with somebody on its manifest and perhaps a second one."""
    signed = [row for row in county.placements(State.SIGNED) if row.facility_id != county.isolation.home]
    first = pick(signed, step.a)
    vehicle = VehicleKind.AMBULANCE if step.b % 2 == 0 else VehicleKind.BUS
    new = NewTrip(f"K-{step.b % 2}", vehicle, 4, "driver", first.facility_id or 0, county.now)
    trip = api.plan_trip(county.offices["crew"], new)
    api.add_passenger(county.offices["crew"], trip, first.pk)
    for other in signed:
        if step.c % 2 and other.pk != first.pk and other.facility_id == first.facility_id and not (other.is_case or first.is_case):
            api.add_passenger(county.offices["crew"], trip, other.pk)
            return


def ride(county: County, step: Step) -> None:
    """Somebody's place is signed and they are fetched: as far as boarding, the road, the door, or until the vehicle is clean again."""
    wanted = pick(county.placements(State.REQUESTED, State.SIGNED), step.a)
    if wanted.state == State.REQUESTED:
        _sign(county, wanted, Step("sign", c=step.c))
    plan(county, Step("plan", county.placements(State.SIGNED).index(wanted), 0, step.b))
    rider = county.riders()[-1]
    for act, far in ((board, 1), (drive, 2), (receive, 4), (disinfect, 6)):
        if step.b >= far:
            at = [row.pk for row in _at_point(county, act)].index(rider.pk if act in {board, receive} else rider.trip_id)
            act(county, Step("ride", at, 1, step.c))


def _at_point(county: County, act: object) -> Sequence[Passenger | Trip]:
    if act is board:
        return [rider for rider in county.riders() if rider.boarded_at is None]
    if act is receive:
        return [rider for rider in county.riders() if rider.delivered_at is not None]
    return county.trips("planned" if act is drive else "arrived")


def let_go(county: County, step: Step) -> None:
    """The site where somebody is hands them to the crew."""
    rider = pick(county.riders(), step.a)
    api.release_passenger(county.offices["head"], rider.trip_id, rider.pk)


def board(county: County, step: Step) -> None:
    """The crew takes somebody over; mostly after their site has let them go."""
    rider = pick([rider for rider in county.riders() if rider.boarded_at is None], step.a)
    if rider.from_facility_id and rider.released_at is None and step.b:
        api.release_passenger(county.offices["head"], rider.trip_id, rider.pk)
    api.board_passenger(county.offices["crew"], rider.trip_id, rider.pk)


def drive(county: County, step: Step) -> None:
    """The vehicle leaves, and is mostly there half an hour later."""
    trip = pick(county.trips("planned"), step.a)
    api.depart(county.offices["crew"], trip.pk, seal="F")
    if step.b % 4:
        api.arrive_trip(county.offices["crew"], trip.pk, seal_intact=step.c != 0)


def deliver(county: County, step: Step) -> None:
    """A vehicle on the road is there."""
    api.arrive_trip(county.offices["crew"], pick(county.trips("departed"), step.a).pk, seal_intact=True)


def receive(county: County, step: Step) -> None:
    """The destination takes somebody over."""
    rider = pick([rider for rider in county.riders() if rider.delivered_at is not None], step.a)
    api.receive_passenger(county.offices["head"], rider.trip_id, rider.pk)


def drop(county: County, step: Step) -> None:
    """Somebody is taken off the manifest, or home."""
    rider = pick(county.riders(), step.a)
    api.drop_passenger(county.offices["crew"], rider.trip_id, rider.pk)


def cancel(county: County, step: Step) -> None:
    """A trip does not take place."""
    api.cancel_trip(county.offices["crew"], pick(county.trips("planned"), step.a).pk)


def disinfect(county: County, step: Step) -> None:
    """A vehicle is disinfected."""
    api.disinfect(county.offices["crew"], pick(county.trips("arrived"), step.a).pk)


def leave(county: County, step: Step) -> None:
    """Somebody leaves for good."""
    stays = county.placements(State.ARRIVED)
    reason = EndReason.DIED if step.b == 7 else EndReason.RELEASED
    leaving = [stay for stay in stays if stay.end_reason] or stays
    api.record_departure(county.offices["head"], pick(leaving, step.a).pk, reason=reason)


def room(county: County, step: Step) -> None:
    """Staff clean, close, bring back or open a room."""
    api.act_on_room(county.offices["head"], pick(list(Room.objects.order_by("pk")), step.a * 3 + step.c).pk, ACTS[step.b % 4])


def find_gaps(county: County, _step: Step) -> None:
    """Three quarters of an hour later the look at open hand-overs."""
    api.find_gaps(system_actor("isolation"))
    county.now += timedelta(minutes=45)


def care(county: County, step: Step) -> None:
    """A special patient is listed, helped before it is too late, driven, treated."""
    treatments = list(Treatment.objects.filter(settled_at=None).order_by("pk"))
    if step.b % 4 == 0:
        first = NewPatient(county.person(step.a), Care.DIALYSIS, "hospital", county.now + timedelta(hours=step.c), every_hours=48)
        api.list_patient(county.offices["worker"], first)
    elif step.b % 4 == 1:
        api.escalate_treatments(system_actor("isolation"))
    elif not treatments:
        raise Nothing
    elif step.b % 4 == 2:
        api.book_transport(county.offices["worker"], pick(treatments, step.a).pk, transport="ambulance")
    else:
        api.settle_treatment(county.offices["worker"], pick(treatments, step.a).pk, given=step.c % 2 == 0)


VERBS = {
    "sign": sign,
    "arrive": arrive,
    "place": place,
    "place another": place,
    "place a third": place,
    "plan": plan,
    "ride": ride,
    "ride another": ride,
    "ride a third": ride,
    "let go": let_go,
    "board": board,
    "drive": drive,
    "deliver trip": deliver,
    "receive": receive,
    "drop": drop,
    "cancel": cancel,
    "disinfect": disinfect,
    "leave": leave,
    "room": room,
    "find gaps": find_gaps,
    "care": care,
}
