"""With the real casework below: from a positive tube to a request for a place, in one transaction or not at all."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from epiworks.protocol import Place
from outpace.casework import api as casework
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.data import FollowUpEnded
from outpace.casework.models import Case
from outpace.casework.tests.follow_up_world import decide
from outpace.isolation import api
from outpace.isolation.choices import BedState, Care, EndReason, PlacementState, TripState, VehicleKind
from outpace.isolation.data import NewPatient, TreatmentSettled
from outpace.isolation.models import BedUse, Custody, Passenger, Placement, Treatment, Trip
from outpace.isolation.tests.browsing import as_role, text
from outpace.isolation.tests.world import NOW, Isolation, crew, furnish, head, tell
from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.screening.choices import Outcome
from outpace.screening.tests.world import MORNING, World, build, staff

EVENING = MORNING + timedelta(hours=10)


@pytest.fixture
def county(db: None) -> Isolation:
    with clock.at(MORNING):
        return furnish(build())


def positive(world: World, person: int, tube: str = "T1") -> None:
    with clock.at(EVENING):
        world.sample(tube, [person])
        world.results(world.reading(tube, Outcome.PRELIMINARY_POSITIVE, tested_at=EVENING))


def test_a_positive_tube_asks_for_a_hospital_bed_in_the_same_transaction(county: Isolation) -> None:
    positive(county.world, county.people[0])
    wanted = Placement.objects.get()
    assert (wanted.person_id, wanted.place, wanted.case_id) == (county.people[0], Place.HOSPITAL, Case.objects.get().pk)


def test_what_fails_afterwards_takes_the_request_along(county: Isolation) -> None:
    def fail() -> None:
        with transaction.atomic():
            positive(county.world, county.people[0])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Placement.objects.exists()
    assert not Case.objects.exists()


def test_a_corrected_result_takes_the_request_back(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING + timedelta(hours=1)):
        county.world.results(
            county.world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped", tested_at=EVENING + timedelta(hours=1))
        )
    assert Placement.objects.get().state == PlacementState.WITHDRAWN


def test_an_arrival_ends_the_time_in_which_the_case_infects_others(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING):
        signed = county.sign(Placement.objects.get(), facility=county.hospital)
    with clock.at(EVENING + timedelta(hours=2)):
        api.record_arrival(head(county), signed.pk)
    assert Case.objects.get().isolated_at == EVENING + timedelta(hours=2)


def test_who_is_found_in_isolation_was_isolated_when_they_came(county: Isolation) -> None:
    with clock.at(MORNING):
        stay = county.placed(county.people[0])
    positive(county.world, county.people[0])
    assert Case.objects.get().isolated_at == stay.arrived_at


def test_a_discharge_prepares_the_bed_to_be_left(county: Isolation) -> None:
    positive(county.world, county.people[0])
    in_hospital(county)
    end(county, CaseEnd.DISCHARGED)
    assert BedUse.objects.get().bed.state == BedState.LEAVING
    assert casework.follow_ups_of([county.people[0]])[county.people[0]].group == "discharged"


def test_a_discharge_without_after_care_frees_the_place_all_the_same(county: Isolation) -> None:
    positive(county.world, county.people[0])
    decide("influenza-novel", since=MORNING)
    in_hospital(county)
    end(county, CaseEnd.DISCHARGED)
    assert (BedUse.objects.get().bed.state, casework.follow_ups_of([county.people[0]])) == (BedState.LEAVING, {})


def test_after_a_death_the_bed_is_cleaned_and_nobody_has_the_person(county: Isolation) -> None:
    positive(county.world, county.people[0])
    in_hospital(county)
    end(county, CaseEnd.DIED)
    stay = Placement.objects.get()
    assert (stay.state, stay.end_reason, BedUse.objects.get().bed.state) == (PlacementState.ENDED, EndReason.DIED, BedState.CLEANING)
    assert not Custody.objects.filter(until=None).exists()


def test_nothing_is_due_for_whoever_died_and_nobody_is_chased_for_it(county: Isolation) -> None:
    positive(county.world, county.people[0])
    settled: list[TreatmentSettled] = []
    with clock.at(EVENING), events.listening(TreatmentSettled, settled.append):
        due = NewPatient(county.people[0], Care.DIALYSIS, "County hospital", EVENING + timedelta(hours=6), 48)
        api.list_patient(staff("duty_officer", county.path), due)
        api.escalate_treatments(head(county))
        end(county, CaseEnd.DIED)
        assert api.treatments_due(staff("duty_officer", county.path)).items == ()
    treatment = Treatment.objects.select_related("patient").get()
    assert (treatment.state, treatment.patient.ended_at is not None, [news.missed for news in settled]) == ("closed", True, [True])
    assert '"reason":"died"' in AuditEntry.objects.get(action="isolation.treatment_closed").details.replace(" ", "")


def test_whoever_died_as_a_case_is_not_listed_for_treatment(county: Isolation) -> None:
    positive(county.world, county.people[0])
    end(county, CaseEnd.DIED)
    with pytest.raises(Refusal, match="dead"):
        api.list_patient(staff("duty_officer", county.path), NewPatient(county.people[0], Care.DIALYSIS, "County hospital", EVENING, 48))


def test_whoever_died_before_leaving_gives_bed_and_seat_back_and_an_empty_trip_is_cancelled(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING):
        signed = county.sign(Placement.objects.get(), facility=county.hospital)
        trip, _ = county.trip(signed, to=county.hospital, vehicle=VehicleKind.PRESSURE_AMBULANCE)
    end(county, CaseEnd.DIED)
    assert (Placement.objects.get().state, BedUse.objects.get().bed.state) == (PlacementState.WITHDRAWN, BedState.READY)
    assert Trip.objects.get(pk=trip).state == TripState.CANCELLED


def test_whoever_died_on_the_way_stays_in_the_care_of_the_crew_until_it_signs(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING):
        signed = county.sign(Placement.objects.get(), facility=county.hospital)
        trip, (passenger,) = county.trip(signed, to=county.hospital, vehicle=VehicleKind.PRESSURE_AMBULANCE)
        api.board_passenger(crew(county), trip, passenger.pk)
    end(county, CaseEnd.DIED)
    assert Custody.objects.filter(until=None).exists()
    api.drop_passenger(crew(county), trip, passenger.pk)
    assert not Custody.objects.filter(until=None).exists()


def test_a_trip_with_somebody_else_on_it_still_takes_place(county: Isolation) -> None:
    first, second = (county.want(person) for person in county.people[:2])
    with clock.at(EVENING):
        trip, _ = county.trip(county.sign(first), county.sign(second))
        ended = FollowUpEnded(first.follow_up_id or 0, first.person_id, county.grid_path(first.person_id), "close", "withdrawn", EVENING)
        tell(ended)
    assert Trip.objects.get(pk=trip).state == TripState.PLANNED
    assert list(Passenger.objects.filter(dropped_at=None).values_list("person_id", flat=True)) == [second.person_id]


def in_hospital(county: Isolation) -> None:
    """The case that asks for a bed lies in it."""
    with clock.at(EVENING):
        signed = county.sign(Placement.objects.get(), facility=county.hospital)
        api.record_arrival(head(county), signed.pk)


def end(county: Isolation, how: CaseEnd) -> None:
    """The only case ends so, an hour later."""
    at = EVENING + timedelta(hours=1)
    with clock.at(at):
        casework.end_case(staff("investigator", county.path), Case.objects.get().pk, how, at=at, note="judged by clinicians")


def found(county: Isolation, person: int, moment: datetime, case_class: str = "preliminary") -> None:
    """A case of this person was found at this moment."""
    path = county.grid_path(person)
    kept = {"setting": "community_screening", "opened_by": "test", "packs": "cn-covid-9", "report_path": path}
    Case.objects.create(person_id=person, area_path=path, found_at=moment, case_class=case_class, **kept)


def test_the_outlook_opens_on_the_positives_of_the_last_days_and_says_which(county: Isolation) -> None:
    none, url = "No positive was found here in the last seven days", "/isolation/evening/"
    with clock.at(NOW):
        head, stranger = as_role(county, "isolation_head"), as_role(county, "isolation_head", "/53/")
    assert none in text(head, url)
    midnight = datetime(2022, 8, 12, tzinfo=timezone.get_current_timezone())
    before = (timedelta(seconds=1), timedelta(days=1, seconds=-1), timedelta(days=3), timedelta(days=7, seconds=1))
    for person, ago in zip(county.people, before, strict=False):
        found(county, person, midnight - ago)
    found(county, county.people[5], midnight - timedelta(days=2), "excluded")
    said = "3 positives were found from 9 Aug to 11 Aug: 1 a day. 35 contacts of each are assumed."
    assert (said in text(head, url), none in text(stranger, url)) == (True, True)
