"""Lists of stays: taken in on a legal basis, matched with the register or kept sealed, mended by row, deleted on time."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from epiworks.protocol import SharedPlace
from outpace.casework import api
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.models import HeldStay, StayLoad, TracedPlace, UnknownPerson
from outpace.casework.services.tracing import forgetting, loading
from outpace.casework.tests.cases_world import NOON, TODAY, Ward, ward
from outpace.casework.tests.stays_world import EVENING, HEADINGS, Lists
from outpace.kernel import clock, crypto
from outpace.kernel.audit import AuditFilter, entries
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, NotAllowed, NotFound, system_actor
from outpace.registry.data import AreaMerged
from outpace.registry.models import Person
from outpace.screening.tests.browsing import as_role
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def lists(here: Ward) -> Lists:
    return Lists(here)


def test_people_of_the_register_are_matched_by_card_and_by_document(here: Ward, lists: Lists) -> None:
    one, other = here.people(2)
    Person.objects.filter(pk=other).update(document_index=crypto.blind_index("E1234567"))
    load = lists.send(lists.row("Market", one), "Market,,2021-11-07 18:00,,,e123 4567,,,,")
    assert set(HeldStay.objects.values_list("person_id", flat=True)) == {one, other}
    assert (load.taken, load.known, UnknownPerson.objects.count()) == (2, 2, 0)


def test_whoever_is_on_no_roster_is_kept_sealed_and_once(lists: Lists) -> None:
    lists.met("Market", ["13812345678", "138 1234 5678"])
    lists.met("Noodle house", ["13812345678"])
    kept = UnknownPerson.objects.get()
    assert crypto.unseal(bytes(kept.phone_sealed or b"")) == "13812345678"
    assert kept.stays.count() == 2


def test_the_same_list_again_holds_nothing_twice(here: Ward, lists: Lists) -> None:
    for _time in range(2):
        lists.met("Market", [here.people(1)[0], "13812345678"])
    assert (HeldStay.objects.count(), TracedPlace.objects.count(), UnknownPerson.objects.count()) == (2, 1, 1)


def test_a_check_in_without_an_end_lasts_as_long_as_was_said(here: Ward, lists: Lists) -> None:
    lists.send(f"Market,,2021-11-07 18:00,,{lists.card(here.people(1)[0])},,,,,", presumed_minutes=90)
    stay = HeldStay.objects.get()
    assert (stay.begins_at, stay.ends_at, stay.is_presumed) == (EVENING, EVENING + timedelta(minutes=90), True)


def test_an_end_that_is_known_replaces_one_that_was_presumed_and_no_known_one(here: Ward, lists: Lists) -> None:
    begin = f"Market,,2021-11-07 18:00,{{}},{lists.card(here.people(1)[0])},,,,,"
    unknown = "Market,,2021-11-07 18:00,{},,,,13812345678,,"
    for end in ("", "2021-11-07 21:00", "", "2021-11-07 22:00"):
        load = lists.send(begin.format(end), unknown.format(end))
    stays = set(HeldStay.objects.values_list("ends_at", "is_presumed"))
    assert (stays, HeldStay.objects.count(), load.taken) == ({(EVENING + timedelta(hours=3), False)}, 2, 2)


def test_the_same_number_on_another_day_is_another_journey(here: Ward, lists: Lists) -> None:
    for after in (0, -1440):
        lists.met("G123", here.people(1), kind="高铁", after=after)
    assert set(TracedPlace.objects.values_list("key", flat=True)) == {"g123@2021-11-07", "g123@2021-11-06"}


def test_a_passenger_has_a_carriage_and_a_row(here: Ward, lists: Lists) -> None:
    lists.met("G123", here.people(1), kind="高铁", seat="05车12A号")
    assert HeldStay.objects.values_list("place__kind", "compartment", "seat_row").get() == ("sealed_train", "5", 12)


def test_rows_that_cannot_be_come_back_with_what_is_wrong(here: Ward, lists: Lists) -> None:
    with translation.override("en"):
        load = lists.send("Market,,2021-11-07 18:00,,,,,,,", lists.row("Market", here.people(1)[0]), ",palace,soon,,,E1234567,,,,")
    name, content = api.stay_mistakes(here.judge, load.pk)
    text = content.decode("utf-8-sig")
    assert (load.taken, load.rejected, name) == (1, 2, "market-errors.csv")
    assert [said in text for said in ("nobody could be reached", "kind of place is not known", "beginning is missing")] == [True] * 3


def test_a_file_of_more_rows_to_mend_than_are_kept_says_that_it_was_cut(here: Ward, lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_MISTAKES", 2)
    with translation.override("en"):
        content = api.stay_mistakes(here.judge, lists.send(*["Market,,soon,,,E1234567,,,,"] * 5).pk)[1].decode("utf-8-sig")
    assert (len(content.splitlines()), content.count("3 more rows are to be mended")) == (3, 1)


def test_a_card_that_nobody_has_comes_back_as_a_row_to_mend(here: Ward, lists: Lists) -> None:
    assert lists.send("Market,,2021-11-07 18:00,,NOBODY,,,,,").rejected == 1
    assert not HeldStay.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": " "}, "no_purpose"),
        ({"reference": ""}, "no_basis"),
        ({"legal_basis": LegalBasis.DUTY_TO_TELL}, "no_basis"),
        ({"kind": SharedPlace.HOUSEHOLD}, "not_loaded"),
        ({"presumed_minutes": 0}, "presumed"),
        ({"kind": SharedPlace.CELL}, "no_order"),
        ({"evidence": Evidence.PHONE}, "no_order"),
        ({"evidence": Evidence.PHONE, "ordered_until": TODAY + timedelta(days=400)}, "no_order"),
        ({"ordered_until": TODAY - timedelta(days=1)}, "order_ended"),
    ],
)
def test_a_list_without_its_ground_is_refused(lists: Lists, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        lists.send(**changes)
    assert not StayLoad.objects.exists()


def test_a_cell_in_a_list_that_rests_on_no_order_is_not_taken(here: Ward, lists: Lists) -> None:
    assert lists.send(lists.row("C1", here.people(1)[0], kind="cell")).rejected == 1


def test_columns_that_are_missing_are_named(lists: Lists) -> None:
    with pytest.raises(Refusal, match="columns"):
        lists.send(headings="place,name")


def test_only_who_investigates_there_sends_in_and_sees_lists(here: Ward, lists: Lists) -> None:
    load = lists.met("Market", here.people(1))
    with pytest.raises(NotAllowed), clock.at(NOON):
        api.load_stays(staff("commander", here.world.county.path), lists.order(), b"")
    with pytest.raises(NotFound):
        api.stay_load(staff("investigator", here.world.grids[0].path), load.pk)


def test_what_was_sent_in_and_what_came_of_it_is_logged(here: Ward, lists: Lists) -> None:
    load = lists.met("Market", here.people(2))
    page = entries(staff("auditor"), AuditFilter(action="stays.loaded"))
    assert [(entry.subject, entry.details["taken"]) for entry in page.items] == [(f"stay_load:{load.pk}", 2)]


def forget(on: date) -> api.Forgotten:
    with clock.at(timezone.make_aware(datetime.combine(on, time(0, 20)))):
        return api.forget_stays(system_actor("casework"))


def test_a_stay_goes_in_the_night_in_which_its_days_are_over_and_whoever_has_no_other_goes_with_it(lists: Lists) -> None:
    lists.met("Market", ["13812345678"])
    assert forget(EVENING.date() + timedelta(days=14)).stays == 0
    assert forget(EVENING.date() + timedelta(days=15)).stays == 1
    assert (UnknownPerson.objects.count(), TracedPlace.objects.count()) == (0, 0)


def test_what_rests_on_an_order_goes_with_the_order(here: Ward, lists: Lists) -> None:
    row = lists.row("C1", here.people(1)[0], kind="cell")
    lists.send(row, evidence=Evidence.PHONE, ordered_until=TODAY)
    assert forget(TODAY).stays == 0
    assert forget(TODAY + timedelta(days=1)).stays == 1


def test_rows_to_mend_go_after_a_week_and_the_file_when_it_is_read(lists: Lists) -> None:
    load = lists.send("Market,,soon,,,E1234567,,,,")
    assert load.file_sealed is None
    assert forget(TODAY + timedelta(days=8)).files == 1


def test_a_list_that_was_not_taken_in_within_a_day_was_interrupted_and_its_file_goes(
    here: Ward, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", 0)
    lists.met("Market", here.people(1))
    assert [forget(TODAY + timedelta(days=days)).lists for days in (1, 2)] == [0, 1]
    assert StayLoad.objects.values_list("state", "file_sealed", "ended_at__date").get() == ("stopped", None, TODAY + timedelta(days=2))


def test_stays_are_deleted_batch_by_batch_each_with_its_line_in_the_log(here: Ward, lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    lists.met("Market", here.people(3))
    assert forget(TODAY + timedelta(days=20)).stays == 3
    page = entries(staff("auditor"), AuditFilter(action="stays.forgotten"))
    assert [entry.details for entry in page.items] == [{"places": 1}, {"stays": 1}, {"stays": 2}]


def test_places_of_an_area_that_was_merged_become_one(here: Ward, lists: Lists) -> None:
    person, (first, second) = here.people(1)[0], here.world.grids[:2]
    for grid in (first, second):
        lists.send(lists.row("Market", person), area_path=AreaPath(grid.path))
    api.follow_merged_area(AreaMerged(area_id=first.pk, into_id=second.pk, old_path=AreaPath(first.path), into_path=AreaPath(second.path)))
    assert TracedPlace.objects.get().area_path == second.path
    assert HeldStay.objects.count() == 1


def test_a_list_is_sent_in_on_its_page_and_the_rows_to_mend_are_offered(here: Ward, lists: Lists) -> None:
    browser = as_role("investigator", here.world.county.path)
    sent = SimpleUploadedFile("market.csv", "\n".join([HEADINGS, lists.row("Market", "13812345678"), "Market,,soon,,,,,,,"]).encode())
    form = {"area": here.world.grids[1].code, "evidence": "venue_code", "legal_basis": "agency_request", "reference": "31", "purpose": "x"}
    with clock.at(NOON):
        answer = browser.post("/casework/stay-lists/new/", {**form, "kind": "venue", "presumed_minutes": 60, "file": sent}, follow=True)
        listed = browser.get("/casework/stay-lists/").content.decode()
    assert "/mistakes/" in answer.content.decode()
    assert "market.csv" in listed


def test_a_list_without_its_ground_is_refused_beside_the_field(here: Ward) -> None:
    browser = as_role("investigator", here.world.county.path)
    sent = SimpleUploadedFile("market.csv", HEADINGS.encode())
    form = {"area": here.world.grids[1].code, "evidence": "venue_code", "legal_basis": "agency_request", "purpose": "x"}
    with clock.at(NOON):
        answer = browser.post("/casework/stay-lists/new/", {**form, "presumed_minutes": 60, "file": sent})
    assert answer.status_code == 422
    assert "written request" in answer.content.decode()


def test_the_lists_are_read_in_few_queries(here: Ward, lists: Lists, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _time in range(3):
        lists.met("Market", here.people(1))
    with django_assert_max_num_queries(3):
        assert len(api.stay_loads(here.judge).items) == 3


def test_a_long_list_is_taken_in_by_a_run_that_may_start_over(here: Ward, lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", 0)
    load = lists.met("Market", here.people(2))
    assert (load.state, load.taken, load.file_sealed is None) == ("running", 0, False)
    with clock.at(NOON):
        assert api.run_stays(here.judge, load.pk, progress=lambda _done, _total: None) == {"taken": 2, "known": 2, "rejected": 0}


def test_a_list_whose_run_is_stopped_before_it_begins_keeps_no_file(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", -1)
    browser = as_role("investigator", here.world.county.path)
    sent = SimpleUploadedFile("market.csv", HEADINGS.encode())
    form = {"area": here.world.grids[1].code, "evidence": "venue_code", "legal_basis": "agency_request", "reference": "31", "purpose": "x"}
    with clock.at(NOON):
        progress = browser.post("/casework/stay-lists/new/", {**form, "presumed_minutes": 60, "file": sent})["Location"]
        assert browser.post(f"{progress}stop/")["Location"] == "/casework/stay-lists/"
    load = StayLoad.objects.get()
    assert (load.state, load.file_sealed, load.ended_at) == ("stopped", None, NOON)
