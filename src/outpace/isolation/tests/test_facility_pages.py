"""A facility opened, written anew and closed on its pages: rooms by count, honest refusals, who may."""

import json
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from epiworks.protocol import Place
from outpace.isolation import api
from outpace.isolation.choices import BedAct, BedState, Care, EndReason, FacilityKind
from outpace.isolation.data import FacilityChange, NewFacility, NewRoom
from outpace.isolation.models import Bed, Facility, Room
from outpace.isolation.tests.browsing import as_role, post, text
from outpace.isolation.tests.test_facilities import assert_counters_equal_a_recount
from outpace.isolation.tests.test_placements import ended
from outpace.isolation.tests.world import NOW, Isolation, commander, head, tell
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.screening.tests.world import staff

NEW = "/isolation/facilities/new/"


def given(isolation: Isolation, **changes: object) -> dict[str, object]:
    """A form that opens a Fangcang in the county."""
    county = isolation.world.county.path
    form = {"kind": "fangcang", "code": "FC-2", "name": "Stadium", "area": county, "cohort": "ward", "state": "planned"}
    return {**form, "rooms": "3", "beds": "40", "letters": "H", "first": "1", **changes}


def test_a_facility_is_opened_with_its_rooms_by_count(isolation: Isolation) -> None:
    page = post(as_role(isolation, "isolation_head"), NEW, **given(isolation)).content.decode()
    made = Facility.objects.get(code="FC-2")
    assert "The facility is open." in page
    assert list(Room.objects.filter(facility=made).order_by("code").values_list("code", "state")) == [
        (f"H00{number}", "planned") for number in (1, 2, 3)
    ]
    assert Bed.objects.filter(room__facility=made).count() == 120
    assert_counters_equal_a_recount()


def test_a_facility_may_be_opened_without_rooms(isolation: Isolation) -> None:
    post(as_role(isolation, "isolation_head"), NEW, **given(isolation, rooms="", beds="", first=""))
    assert not Room.objects.filter(facility__code="FC-2").exists()


@pytest.mark.parametrize("changes", [{"code": "ISO-1"}, {"area": "/53/"}, {"area": "nowhere"}, {"rooms": "1001"}, {"name": ""}])
def test_a_form_that_cannot_be_taken_opens_nothing_and_says_why(isolation: Isolation, changes: dict[str, object]) -> None:
    answer = post(as_role(isolation, "isolation_head"), NEW, **given(isolation, **changes))
    assert answer.status_code == 422
    assert "op-field-error" in answer.content.decode()
    assert Facility.objects.count() == 4


def test_rooms_added_by_count_twice_are_added_once(isolation: Isolation) -> None:
    client, address = as_role(isolation, "isolation_head"), f"/isolation/facilities/{isolation.site}/rooms/count/"
    form = {"rooms": "2", "beds": "1", "state": "converting", "letters": "B", "first": "9"}
    assert "2 rooms added" in post(client, address, **form).content.decode()
    assert "0 rooms added" in post(client, address, **form).content.decode()
    assert_counters_equal_a_recount()


def test_what_is_written_anew_is_logged_by_field_and_not_by_value(isolation: Isolation) -> None:
    change = FacilityChange("Isolation site 1", "Site one", "", "0941", frozenset({Care.DIALYSIS}))
    api.change_facility(head(isolation), isolation.site, change)
    row = api.get_facility(head(isolation), isolation.site)
    assert (row.name_en, row.phone, row.care) == ("Site one", "0941", (Care.DIALYSIS,))
    logged = AuditEntry.objects.get(action="isolation.facility_changed").details
    assert json.loads(logged) == {"changed": ["name_en", "phone", "care"]}


def test_the_day_on_which_rooms_will_be_ready_counts_in_the_forecast_until_it_has_passed(isolation: Isolation) -> None:
    ready = [date(2022, 8, 15), date(2022, 8, 11)]
    rooms = [NewRoom(f"N{number}", state=BedState.CONVERTING, ready_on=day) for number, day in enumerate([*ready, None])]
    api.add_rooms(head(isolation), isolation.site, rooms)
    assert [rooms_on(isolation, day) for day in (date(2022, 8, 14), date(2022, 8, 15))] == [6, 7]
    address = f"/isolation/facilities/{isolation.site}/edit/"
    post(as_role(isolation, "isolation_head"), address, name="North hotel", ready_on="2022-08-14")
    assert [rooms_on(isolation, day) for day in (date(2022, 8, 13), date(2022, 8, 14))] == [6, 9]


def rooms_on(isolation: Isolation, day: date) -> int:
    outlook = api.forecast(commander(isolation), isolation.path, positives_a_day=[0], contacts_per_case=0)
    return next(found.rooms for found in outlook.days if found.day == day)


def test_the_head_of_a_facility_is_named_on_its_page(isolation: Isolation) -> None:
    address = f"/isolation/facilities/{isolation.site}/"
    post(as_role(isolation, "isolation_head"), f"{address}edit/", name="North hotel", head="Head Ma")
    assert "Head Ma" in text(as_role(isolation, "commander"), address)


def test_nobodys_name_stays_with_a_facility_that_is_closed(isolation: Isolation) -> None:
    address = f"/isolation/facilities/{isolation.site}/"
    post(as_role(isolation, "isolation_head"), f"{address}edit/", name="North hotel", head="Head Ma")
    api.close_facility(head(isolation), isolation.site)
    assert Facility.objects.get(pk=isolation.site).head == ""
    assert post(as_role(isolation, "isolation_head"), f"{address}edit/", name="North hotel", head="Head Ma").status_code == 404


def test_the_names_kept_with_facilities_closed_before_are_blanked_and_no_others(isolation: Isolation) -> None:
    Facility.objects.update(head="Head Ma")
    Facility.objects.filter(pk=isolation.site).update(closed_at=NOW)
    import_module("outpace.isolation.migrations.0003_heads_of_closed").blank(apps, None)
    assert list(Facility.objects.filter(head="").values_list("pk", flat=True)) == [isolation.site]


def test_the_page_writes_a_facility_anew(isolation: Isolation) -> None:
    address = f"/isolation/facilities/{isolation.site}/edit/"
    page = post(as_role(isolation, "isolation_head"), address, name="North hotel", address="1 Road").content.decode()
    assert "North hotel" in page
    assert "1 Road" in page


def test_a_facility_with_people_in_it_or_expected_is_not_closed_and_says_how_many(isolation: Isolation) -> None:
    isolation.placed(isolation.people[0])
    isolation.sign(isolation.want(isolation.people[1]))
    with pytest.raises(Refusal, match="people"):
        api.close_facility(head(isolation), isolation.site)
    client = as_role(isolation, "isolation_head")
    told = "1 person is here and 1 expected"
    assert told in text(client, f"/isolation/facilities/{isolation.site}/edit/")
    assert told in post(client, f"/isolation/facilities/{isolation.site}/close/").content.decode()
    assert Facility.objects.get(pk=isolation.site).closed_at is None


def test_an_empty_facility_is_closed_and_its_rooms_go_out_of_use(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(ended(stay))
    api.record_departure(head(isolation), stay.pk, reason=EndReason.RELEASED)
    page = post(as_role(isolation, "isolation_head"), f"/isolation/facilities/{isolation.site}/close/").content.decode()
    assert "Isolation site 1 is closed." in page
    assert set(Room.objects.filter(facility_id=isolation.site).values_list("state", flat=True)) == {BedState.OUT_OF_USE}
    assert_counters_equal_a_recount()


def closed_with_a_stay(isolation: Isolation) -> None:
    """Somebody was in the site and has been released; then it was closed."""
    stay = isolation.placed(isolation.people[0])
    tell(ended(stay))
    api.record_departure(head(isolation), stay.pk, reason=EndReason.RELEASED)
    api.close_facility(head(isolation), isolation.site)


def test_a_closed_facility_says_when_it_was_closed_and_who_was_there_and_the_look_is_logged(isolation: Isolation) -> None:
    closed_with_a_stay(isolation)
    page = text(as_role(isolation, "isolation_head"), f"/isolation/facilities/{isolation.site}/")
    for said in ("Closed <time", "Were here", "released", "out of use"):
        assert said in page
    for offered in ("Nobody is expected", "Change or close", "Add rooms", "Plan a trip here"):
        assert offered not in page
    assert AuditEntry.objects.filter(details__contains="isolation.stayed").count() == 1


def test_a_closed_facility_is_listed_apart_and_only_to_who_sees_rooms_there(isolation: Isolation) -> None:
    closed_with_a_stay(isolation)
    link = f'href="/isolation/facilities/{isolation.site}/"'
    client, stranger = as_role(isolation, "commander"), as_role(isolation, "commander", "/53/")
    assert [link in text(client, url) for url in ("/isolation/", "/isolation/?state=closed")] == [False, True]
    assert "No facility has been closed here." in text(stranger, "/isolation/?state=closed")
    assert stranger.get(f"/isolation/facilities/{isolation.site}/").status_code == 404


def test_in_a_closed_facility_nothing_is_changed_any_more(isolation: Isolation) -> None:
    closed_with_a_stay(isolation)
    client, room = as_role(isolation, "isolation_head"), Room.objects.filter(facility_id=isolation.site).earliest("pk")
    with pytest.raises(NotFound):
        api.act_on_room(head(isolation), room.pk, BedAct.REOPEN)
    addresses = [f"/isolation/facilities/{isolation.site}/{name}/" for name in ("edit", "rooms", "rooms/count")]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert "Closed <time" in post(client, f"/isolation/facilities/{isolation.site}/close/").content.decode()


def test_an_open_facility_shows_who_was_there_before_when_asked(isolation: Isolation) -> None:
    stay = isolation.placed(isolation.people[0])
    tell(ended(stay))
    api.record_departure(head(isolation), stay.pk, reason=EndReason.RELEASED)
    client, address = as_role(isolation, "isolation_head"), f"/isolation/facilities/{isolation.site}/"
    assert ["Were here" in text(client, url) for url in (address, f"{address}?past=1")] == [False, True]


def test_nobody_is_signed_into_a_closed_home_team(isolation: Isolation) -> None:
    wanted = isolation.want(isolation.people[0], Place.HOME_ISOLATION)
    api.close_facility(head(isolation), isolation.home)
    with pytest.raises(NotFound):
        api.sign_placement(commander(isolation), wanted.pk, facility_id=isolation.home)


def test_who_does_not_run_rooms_neither_closes_nor_writes(isolation: Isolation) -> None:
    with pytest.raises(NotAllowed):
        api.close_facility(commander(isolation), isolation.site)
    with pytest.raises(NotFound):
        api.close_facility(staff("isolation_head", "/53/"), isolation.site)
    assert "Open a facility" not in text(as_role(isolation, "commander"), "/isolation/")


def test_the_page_says_which_staff_the_usable_beds_need(isolation: Isolation) -> None:
    page = text(as_role(isolation, "commander"), f"/isolation/facilities/{isolation.site}/")
    assert "When all 8 usable beds are taken: 1 doctor and 1 nurse" in page


def test_a_facility_of_each_kind_can_be_opened(isolation: Isolation) -> None:
    for kind in FacilityKind:
        new = NewFacility(f"K-{kind}", kind, "one", isolation.world.county.pk)
        assert api.get_facility(head(isolation), api.open_facility(head(isolation), new)).kind is kind
