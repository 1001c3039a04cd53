"""Trips are closed loops: both sides sign, one custodian at a time, one case a vehicle, disinfected before the next."""

from datetime import timedelta

import pytest

from epiworks.protocol import Place
from outpace.casework.data import CaseReclassified
from outpace.isolation import api
from outpace.isolation.choices import BedState, CustodianKind, FacilityKind, PlacementState, TripState, VehicleKind
from outpace.isolation.data import CustodyGapFound, NewFacility
from outpace.isolation.models import Bed, BedUse, Custody, Passenger, Placement, Trip
from outpace.isolation.tests.world import NOW, Isolation, crew, head, tell
from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed
from outpace.screening.tests.world import staff


def custodian(person: int) -> tuple[str, int]:
    held = Custody.objects.get(person_id=person, until=None)
    return held.custodian_kind, held.custodian_id


def ride(isolation: Isolation, *placements: Placement) -> tuple[int, list[Passenger]]:
    """Drive these people to the door of the isolation site."""
    trip, passengers = isolation.trip(*placements)
    for passenger in passengers:
        api.board_passenger(crew(isolation), trip, passenger.pk)
    api.depart(crew(isolation), trip, seal="F-77")
    api.arrive_trip(crew(isolation), trip, seal_intact=True)
    return trip, passengers


def test_a_person_goes_from_home_to_vehicle_to_site(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    trip, (passenger,) = ride(isolation, signed)
    assert custodian(signed.person_id) == (CustodianKind.TRIP, trip)
    api.receive_passenger(head(isolation), trip, passenger.pk)
    assert custodian(signed.person_id) == (CustodianKind.FACILITY, isolation.site)
    assert Placement.objects.get().state == PlacementState.ARRIVED
    api.disinfect(crew(isolation), trip)
    assert Trip.objects.get().state == TripState.CLOSED


def test_moving_empties_the_old_bed_only_when_the_crew_has_the_person(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    old = BedUse.objects.get().bed_id
    tell(isolation.case(stay.person_id))
    wanted = isolation.sign(Placement.objects.get(state="requested"), facility=isolation.hospital)
    trip, (passenger,) = isolation.trip(wanted, to=isolation.hospital, vehicle=VehicleKind.AMBULANCE)
    with pytest.raises(Refusal, match="not_released"):
        api.board_passenger(crew(isolation), trip, passenger.pk)
    api.release_passenger(head(isolation), trip, passenger.pk)
    assert custodian(stay.person_id) == (CustodianKind.FACILITY, isolation.site)
    assert Bed.objects.get(pk=old).state == BedState.OCCUPIED
    api.board_passenger(crew(isolation), trip, passenger.pk)
    assert custodian(stay.person_id) == (CustodianKind.TRIP, trip)
    assert Bed.objects.get(pk=old).state == BedState.CLEANING


def test_one_hand_does_not_sign_for_both_sides(isolation: Isolation) -> None:
    trip, (passenger,) = isolation.trip(isolation.sign(isolation.want(isolation.people[0])))
    both = staff("isolation_head", isolation.path, name="both")
    api.board_passenger(both, trip, passenger.pk)
    api.depart(both, trip, seal="F-1")
    api.arrive_trip(both, trip, seal_intact=True)
    with pytest.raises(Refusal, match="same_hand"):
        api.receive_passenger(both, trip, passenger.pk)


def test_the_crew_cannot_sign_for_the_site(isolation: Isolation) -> None:
    trip, (passenger,) = ride(isolation, isolation.sign(isolation.want(isolation.people[0])))
    with pytest.raises(NotAllowed):
        api.receive_passenger(staff("transfer_crew", isolation.path, name="other"), trip, passenger.pk)


def test_another_jurisdictions_receipt_is_written_down(isolation: Isolation) -> None:
    lead = head(isolation)
    there = NewFacility("LHASA-FC", FacilityKind.FANGCANG, "Lhasa Fangcang", isolation.world.county.pk, outside=True)
    away = api.open_facility(lead, there)
    tell(isolation.case(isolation.people[0], case_class="asymptomatic"))
    signed = isolation.sign(Placement.objects.get(), facility=away)
    trip, (passenger,) = isolation.trip(signed, to=away, vehicle=VehicleKind.AMBULANCE)
    api.board_passenger(crew(isolation), trip, passenger.pk)
    api.depart(crew(isolation), trip, seal="F-2")
    api.arrive_trip(crew(isolation), trip, seal_intact=True)
    with pytest.raises(Refusal, match="receiver"):
        api.receive_passenger(crew(isolation), trip, passenger.pk)
    api.receive_passenger(crew(isolation), trip, passenger.pk, receiver="Dr Lhamo", receipt="LS-0815")
    kept = Passenger.objects.get()
    assert (kept.received_by, kept.receipt, custodian(signed.person_id)) == ("Dr Lhamo", "LS-0815", (CustodianKind.FACILITY, away))


def test_a_vehicle_takes_one_case(isolation: Isolation) -> None:
    for person in isolation.people[:2]:
        tell(isolation.case(person))
    first, second = (isolation.sign(found, facility=isolation.hospital) for found in Placement.objects.order_by("pk"))
    trip, _ = isolation.trip(first, to=isolation.hospital, vehicle=VehicleKind.AMBULANCE)
    with pytest.raises(Refusal, match="case_rides_alone"):
        api.add_passenger(crew(isolation), trip, second.pk)


def test_nobody_rides_without_a_signature(isolation: Isolation) -> None:
    with pytest.raises(Refusal, match="not_signed"):
        isolation.trip(isolation.want(isolation.people[0]))


def test_a_vehicle_is_disinfected_before_it_drives_again(isolation: Isolation) -> None:
    ride(isolation, isolation.sign(isolation.want(isolation.people[0])))
    trip, (passenger,) = isolation.trip(isolation.sign(isolation.want(isolation.people[1])))
    api.board_passenger(crew(isolation), trip, passenger.pk)
    with pytest.raises(Refusal, match="loop_open"):
        api.depart(crew(isolation), trip, seal="F-3")


def test_nobody_is_left_behind_or_left_in_the_vehicle(isolation: Isolation) -> None:
    trip, _ = isolation.trip(isolation.sign(isolation.want(isolation.people[0])))
    with pytest.raises(Refusal, match="not_boarded"):
        api.depart(crew(isolation), trip, seal="F-4")
    driven, _ = ride(isolation, isolation.sign(isolation.want(isolation.people[1])))
    with pytest.raises(Refusal, match="not_received"):
        api.disinfect(crew(isolation), driven)


def test_who_is_handed_over_and_not_taken_over_raises_one_alarm(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    trip, _ = ride(isolation, signed)
    seen: list[CustodyGapFound] = []
    with events.listening(CustodyGapFound, seen.append):
        for minutes in (29, 31, 40):
            with clock.at(NOW + timedelta(minutes=minutes)):
                api.find_gaps(head(isolation))
    assert [(event.trip_id, event.person_id, event.since) for event in seen] == [(trip, signed.person_id, NOW)]


def test_a_contact_found_positive_on_the_way_stays_with_the_crew_until_the_hospital_takes_them_in(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    trip, (passenger,) = ride(isolation, signed)
    tell(isolation.case(isolation.people[0]))
    with pytest.raises(Refusal, match="wanted_elsewhere"):
        api.drop_passenger(crew(isolation), trip, passenger.pk)
    with pytest.raises(Refusal, match="wanted_elsewhere"):
        api.receive_passenger(head(isolation), trip, passenger.pk)
    assert custodian(signed.person_id) == (CustodianKind.TRIP, trip)
    wanted = isolation.sign(Placement.objects.get(state=PlacementState.REQUESTED), facility=isolation.hospital)
    api.record_arrival(head(isolation), wanted.pk)
    assert custodian(signed.person_id) == (CustodianKind.FACILITY, isolation.hospital)
    api.disinfect(crew(isolation), trip)
    assert not [found for found in api.inconsistencies() if found.check in {"person in the care of", "custody of person"}]


def test_whoever_may_isolate_at_home_after_all_is_taken_there(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    trip, (passenger,) = ride(isolation, signed)
    tell(isolation.started(isolation.people[0], Place.HOME_ISOLATION))
    api.drop_passenger(crew(isolation), trip, passenger.pk)
    assert not Custody.objects.filter(until=None).exists()


def test_a_placement_withdrawn_on_the_road_ends_at_home(isolation: Isolation) -> None:
    case = isolation.case(isolation.people[0])
    tell(case)
    signed = isolation.sign(Placement.objects.get(), facility=isolation.hospital)
    trip, (passenger,) = isolation.trip(signed, to=isolation.hospital, vehicle=VehicleKind.AMBULANCE)
    api.board_passenger(crew(isolation), trip, passenger.pk)
    with pytest.raises(Refusal, match="still_wanted"):
        api.drop_passenger(crew(isolation), trip, passenger.pk)
    tell(CaseReclassified(case.case_id, case.person_id, case.area_path, "preliminary", "excluded", NOW))
    assert custodian(signed.person_id) == (CustodianKind.TRIP, trip)
    api.drop_passenger(crew(isolation), trip, passenger.pk)
    assert not Custody.objects.filter(until=None).exists()
    assert Bed.objects.filter(room__facility_id=isolation.hospital).exclude(state="ready").count() == 0
