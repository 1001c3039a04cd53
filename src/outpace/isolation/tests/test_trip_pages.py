"""Trips, the end of the day and special patients, on the page."""

from datetime import date, timedelta

from pytest_django import DjangoAssertNumQueries

from epiworks.protocol import Place
from outpace.isolation import api
from outpace.isolation.choices import Care, PlacementState, TripState
from outpace.isolation.data import NewPatient, TreatmentAtRisk
from outpace.isolation.models import Bed, Passenger, Placement, SpecialPatient, Treatment, Trip
from outpace.isolation.tests.browsing import as_role, post, text
from outpace.isolation.tests.world import NOW, Isolation, commander, crew, head
from outpace.kernel import clock, events
from outpace.registry.choices import Presence
from outpace.registry.models import Household, Person
from outpace.registry.rules.codes import code_of
from outpace.screening.tests.world import staff

DRIVE = {"plate": "甘K-88", "vehicle": "bus", "seats": "20", "driver": "Li", "crew": "", "planned_for": "2022-08-12T10:30"}


def test_a_trip_is_driven_from_planning_to_disinfection_on_the_page(isolation: Isolation) -> None:
    signed = isolation.sign(isolation.want(isolation.people[0]))
    driver, site = as_role(isolation, "transfer_crew"), as_role(isolation, "isolation_head")
    post(driver, "/isolation/trips/new/", **DRIVE, facility=isolation.site)
    trip = Trip.objects.get()
    url = f"/isolation/trips/{trip.pk}/"
    post(driver, f"{url}add/", placement=signed.pk)
    person = f"{url}people/{Passenger.objects.get().pk}/"
    post(driver, person, act="board")
    post(driver, f"{url}act/", act="depart", seal="F-9")
    post(driver, f"{url}act/", act="arrive", intact="on")
    assert "Sign: taken over" in text(site, url)
    post(site, person, act="receive")
    page = post(driver, f"{url}act/", act="disinfect").content.decode()
    assert "Disinfected; the loop is closed" in page
    assert (Trip.objects.get().state, Placement.objects.get().state) == (TripState.CLOSED, PlacementState.ARRIVED)


def test_a_crew_reads_masked_names_of_those_on_board(isolation: Isolation) -> None:
    Person.objects.filter(pk=isolation.people[0]).update(code="000000000001")
    trip, _ = isolation.trip(isolation.sign(isolation.want(isolation.people[0])))
    page = text(as_role(isolation, "transfer_crew"), f"/isolation/trips/{trip}/")
    assert "张*" in page
    assert "张0" not in page


def test_a_refused_step_says_why_and_changes_nothing(isolation: Isolation) -> None:
    trip, _ = isolation.trip(isolation.sign(isolation.want(isolation.people[0])))
    page = post(as_role(isolation, "transfer_crew"), f"/isolation/trips/{trip}/act/", act="depart").content.decode()
    assert "Not everybody on the manifest has boarded" in page
    assert Trip.objects.get().state == TripState.PLANNED


def test_who_is_between_two_custodians_stands_on_top_of_the_list(isolation: Isolation) -> None:
    trip, (passenger,) = isolation.trip(isolation.sign(isolation.want(isolation.people[0])))
    api.board_passenger(crew(isolation), trip, passenger.pk)
    api.depart(crew(isolation), trip, seal="")
    api.arrive_trip(crew(isolation), trip, seal_intact=True)
    Passenger.objects.update(delivered_at=NOW - timedelta(hours=1))
    assert "Between two custodians" in text(as_role(isolation, "commander"), "/isolation/trips/")


def test_the_first_page_of_a_crew_shows_what_is_due_first_and_what_is_over_behind_a_link(isolation: Isolation) -> None:
    over, late, soon = (isolation.trip(plate="甘K-0001")[0] for _n in range(3))
    Trip.objects.filter(pk=over).update(state=TripState.CLOSED)
    Trip.objects.filter(pk=late).update(planned_for=NOW + timedelta(days=1))
    driver = as_role(isolation, "transfer_crew")
    first, past = (text(driver, f"/isolation/trips/{query}") for query in ("", "?past=1"))
    links = {trip: f'href="/isolation/trips/{trip}/"' for trip in (over, late, soon)}
    assert (first.index(links[soon]) < first.index(links[late]), links[over] in first) == (True, False)
    assert [links[trip] in past for trip in (over, late, soon)] == [True, False, False]


def test_a_crew_sees_where_people_are_still_to_be_brought_until_they_are_on_a_manifest(isolation: Isolation) -> None:
    signed = [isolation.sign(isolation.want(person)) for person in isolation.people[:2]]
    isolation.sign(isolation.want(isolation.people[2], Place.HOME_ISOLATION), facility=isolation.home)
    assert [(row.facility_id, row.people, row.overdue) for row in api.to_bring(crew(isolation))] == [(isolation.site, 2, False)]
    page = text(as_role(isolation, "transfer_crew"), "/isolation/trips/")
    assert f'href="/isolation/trips/new/?to={isolation.site}"' in page
    isolation.trip(*signed)
    assert api.to_bring(crew(isolation)) == []
    assert api.to_bring(staff("transfer_crew", "/53/")) == []


def test_the_list_of_trips_asks_a_bounded_number_of_questions(
    isolation: Isolation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        isolation.trip()
    client = as_role(isolation, "commander")
    with django_assert_max_num_queries(12):
        text(client, "/isolation/trips/")


def test_the_end_of_the_day_names_who_is_not_in_and_why(isolation: Isolation) -> None:
    inside, requested, signed = isolation.people[:3]
    isolation.placed(inside)
    isolation.want(requested)
    isolation.sign(isolation.want(signed))
    account = api.end_of_day(commander(isolation), isolation.path)
    assert (account.should, account.inside, account.is_clear) == (3, 1, False)
    page = text(as_role(isolation, "commander"), "/isolation/evening/")
    assert "nobody has signed" in page
    assert "signed, no trip planned" in page


def test_a_clear_evening_is_called_clear(isolation: Isolation) -> None:
    isolation.placed(isolation.people[0])
    assert "Clear: everybody is in who should be" in text(as_role(isolation, "commander"), "/isolation/evening/")


def test_the_shortage_date_follows_what_is_expected(isolation: Isolation) -> None:
    client = as_role(isolation, "commander")
    page = text(client, "/isolation/evening/?positives=10&contacts=35")
    assert "At this rate they run out on" in page
    assert "Assumed: 10 positives a day with 35 contacts each." in page
    assert "They last for the next 30 days" in text(client, "/isolation/evening/?positives=0&contacts=35")


def test_a_room_is_free_again_when_the_last_of_its_people_goes(isolation: Isolation) -> None:
    home = Household.objects.create(grid_id=isolation.world.grids[0].pk, number="H1")
    Person.objects.filter(pk__in=isolation.people[:2]).update(household=home)
    beds = Bed.objects.filter(room__facility_id=isolation.site, room__code="000").order_by("number")
    for person, bed in zip(isolation.people[:2], beds, strict=True):
        isolation.sign(isolation.want(person, until=date(2022, 8, 13 + bed.number)), bed=bed.pk)
    outlook = api.forecast(commander(isolation), isolation.path, positives_a_day=[0], contacts_per_case=0)
    assert [day.needed for day in outlook.days[:4]] == [1, 1, 1, 0]


def listed(isolation: Isolation, hours: int = 6) -> int:
    new = NewPatient(isolation.people[0], Care.DIALYSIS, "County hospital", NOW + timedelta(hours=hours), 48)
    return api.list_patient(staff("duty_officer", isolation.path), new)


def test_a_treatment_without_transport_is_escalated_once_before_it_is_missed(isolation: Isolation) -> None:
    listed(isolation)
    seen: list[TreatmentAtRisk] = []
    with events.listening(TreatmentAtRisk, seen.append):
        assert [api.escalate_treatments(head(isolation)) for _ in range(2)] == [1, 0]
    assert seen[0].due_at > clock.now()


def test_nobody_is_chased_for_a_patient_whose_care_has_ended(isolation: Isolation) -> None:
    SpecialPatient.objects.filter(pk=listed(isolation)).update(ended_at=NOW)
    assert api.escalate_treatments(head(isolation)) == 0


def test_whoever_the_register_knows_as_dead_is_not_listed(isolation: Isolation) -> None:
    Person.objects.filter(pk=isolation.people[0]).update(code=code_of(7), presence=Presence.DECEASED)
    given = {"typed": code_of(7), "care": "dialysis", "provider": "County", "first_due_at": "2022-08-13T08:00", "every_hours": "48"}
    answer = post(as_role(isolation, "duty_officer"), "/isolation/care/new/", **given)
    assert (answer.status_code, "This person has died" in answer.content.decode()) == (422, True)
    assert not SpecialPatient.objects.exists()


def test_booked_transport_needs_no_escalation(isolation: Isolation) -> None:
    listed(isolation)
    client = as_role(isolation, "duty_officer")
    assert "due soon, no transport" in text(client, "/isolation/care/")
    post(client, f"/isolation/care/{Treatment.objects.get().pk}/", act="book", transport="ambulance 3, Wang, 120")
    assert "ambulance 3" in text(client, "/isolation/care/")
    assert api.escalate_treatments(head(isolation)) == 0


def test_a_treatment_given_makes_the_next_of_its_series_due(isolation: Isolation) -> None:
    listed(isolation)
    post(as_role(isolation, "duty_officer"), f"/isolation/care/{Treatment.objects.get().pk}/", act="given")
    assert list(Treatment.objects.order_by("due_at").values_list("state", flat=True)) == ["done", "due"]
    assert Treatment.objects.latest("due_at").due_at == NOW + timedelta(hours=54)


def test_somebody_is_listed_by_card_and_a_stranger_is_not(isolation: Isolation) -> None:
    Person.objects.filter(pk=isolation.people[0]).update(code=code_of(7))
    client = as_role(isolation, "duty_officer")
    given = {"care": "dialysis", "provider": "County", "first_due_at": "2022-08-13T08:00", "every_hours": "48"}
    assert post(client, "/isolation/care/new/", typed=code_of(8), **given).status_code == 422
    assert post(client, "/isolation/care/new/", typed=code_of(7), **given).status_code == 200
    assert Treatment.objects.get().patient.person_id == isolation.people[0]


def test_no_treatment_due_is_said(isolation: Isolation) -> None:
    assert "No treatment is due" in text(as_role(isolation, "commander"), "/isolation/care/")
