"""The tube and box pages: who sees what, and what can be mended from them."""

from uuid import uuid4

from pytest_django import DjangoAssertNumQueries

from outpace.kernel.models import AuditEntry
from outpace.registry.models import Station
from outpace.screening import api
from outpace.screening.choices import Condition, CorrectionKind, Outcome, TubeEventKind
from outpace.screening.data import PackRecord
from outpace.screening.models import Result, Sample, Tube
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import MORNING, World, staff


def filled(world: World, code: str = "T1") -> list[int]:
    people = next(iter(world.people.values()))[:3]
    world.sample(code, people)
    return people


def test_a_scanned_code_leads_to_its_tube_or_box(world: World) -> None:
    filled(world)
    api.pack(staff("site_head", world.county.path), PackRecord(uuid4(), "B1", world.sites[0].pk, ("T1",), MORNING))
    lead = sign_in("screening_lead", world.county.path)
    assert lead.get("/screening/tubes/?q=T1").headers["location"] == "/screening/tubes/T1/"
    assert lead.get("/screening/tubes/?q=B1").headers["location"] == "/screening/boxes/B1/"


def test_a_code_nobody_knows_says_so(world: World) -> None:
    answer = sign_in("screening_lead", world.county.path).get("/screening/tubes/?q=T9")
    assert answer.status_code == 404
    assert "No tube or box T9" in answer.content.decode()


def test_the_timeline_tells_every_hand_over_in_order(world: World) -> None:
    filled(world)
    world.send("T1")
    world.tested("T1")
    world.results(world.reading("T1", Outcome.NEGATIVE))
    page = sign_in("screening_lead", world.county.path).get("/screening/tubes/T1/")
    kinds = [step.event.title for step in page.context["line"].steps]
    assert [str(kind) for kind in kinds] == [
        "People scanned in",
        "Sealed",
        "Sent",
        "Received",
        "Sent",
        "Received",
        "Tested",
        "Result uploaded: negative",
    ]
    assert page.context["line"].breaks == 0


def test_a_tube_given_on_by_somebody_who_did_not_hold_it_shows_the_break(world: World) -> None:
    filled(world)
    world.send("T1", site=1)
    page = sign_in("screening_lead", world.county.path).get("/screening/tubes/T1/")
    assert page.context["line"].breaks == 1


def test_disagreeing_readings_are_explained(world: World) -> None:
    filled(world)
    world.results(world.reading("T1", Outcome.NEGATIVE))
    world.results(world.reading("T1", Outcome.INCONCLUSIVE), lab=1)
    text = sign_in("screening_lead", world.county.path).get("/screening/tubes/T1/").content.decode()
    assert "The more serious reading stands until a person corrects it" in text


def test_names_are_shown_only_when_asked_for_and_the_look_is_logged(world: World) -> None:
    filled(world)
    lead = sign_in("screening_lead", world.county.path)
    assert "张" not in lead.get("/screening/tubes/T1/").content.decode()
    assert "张*" in lead.get("/screening/tubes/T1/?people=show").content.decode()
    assert AuditEntry.objects.filter(action="person.read", people=3).count() == 1


def test_a_laboratory_sees_the_tube_and_never_its_people(world: World) -> None:
    filled(world)
    world.send("T1")
    page = sign_in("lab_staff", world.county.path).get("/screening/tubes/T1/?people=show")
    assert page.status_code == 200
    assert "张" not in page.content.decode()
    assert "Your role meets tubes, not people" in page.content.decode()


def test_a_courier_finds_a_tube_the_team_has_carried(world: World) -> None:
    filled(world)
    world.send("T1")
    courier = sign_in("courier", world.county.path)
    assert courier.get("/screening/tubes/T1/").status_code == 200


def test_another_county_finds_no_tube(world: World) -> None:
    filled(world)
    assert sign_in("screening_lead", "/53/").get("/screening/tubes/T1/").status_code == 404


def test_a_lost_tube_is_recorded_from_its_page(world: World) -> None:
    filled(world)
    lead = sign_in("screening_lead", world.county.path)
    answer = lead.post("/screening/tubes/T1/condition/", {"record_id": str(uuid4()), "kind": TubeEventKind.LOST.value, "note": "fell"})
    assert answer.status_code == 303
    assert Tube.objects.get(code="T1").condition == Condition.LOST
    assert "This tube is lost" in lead.get("/screening/tubes/T1/").content.decode()


def test_sending_the_same_form_twice_records_one_fact(world: World) -> None:
    filled(world)
    form = {"record_id": str(uuid4()), "kind": TubeEventKind.LEAKED.value}
    lead = sign_in("screening_lead", world.county.path)
    for _ in range(2):
        lead.post("/screening/tubes/T1/condition/", form)
    assert Tube.objects.get(code="T1").events.filter(kind=TubeEventKind.LEAKED).count() == 1


def test_an_observer_cannot_mark_a_tube(world: World) -> None:
    filled(world)
    answer = sign_in("observer", world.county.path).post(
        "/screening/tubes/T1/condition/", {"record_id": str(uuid4()), "kind": TubeEventKind.LOST.value}
    )
    assert answer.status_code == 403


def test_a_wrong_scan_is_moved_to_the_right_tube(world: World) -> None:
    people = filled(world)
    form = {"record_id": str(uuid4()), "person": people[0], "kind": CorrectionKind.VOID.value, "into": "T2", "reason": "wrong tube"}
    answer = sign_in("site_head", world.county.path).post("/screening/tubes/T1/scan/?people=show", form)
    assert answer.status_code == 303
    assert Sample.objects.get(person_id=people[0], effective=True).tube.code == "T2"


def test_a_correction_without_a_reason_comes_back(world: World) -> None:
    filled(world)
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    form = {"record_id": str(uuid4()), "outcome": Outcome.NEGATIVE.value, "reason": ""}
    answer = sign_in("screening_lead", world.county.path).post("/screening/tubes/T1/result/", form)
    assert answer.status_code == 422
    assert Result.objects.count() == 1


def test_a_result_is_corrected_with_its_reason(world: World) -> None:
    filled(world)
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    form = {"record_id": str(uuid4()), "outcome": Outcome.NEGATIVE.value, "reason": "labels swapped"}
    lead = sign_in("screening_lead", world.county.path)
    assert lead.post("/screening/tubes/T1/result/", form).status_code == 303
    assert "labels swapped" in lead.get("/screening/tubes/T1/").content.decode()
    assert Tube.objects.get(code="T1").outcome == Outcome.NEGATIVE


def test_the_tube_page_asks_a_bounded_number_of_questions(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    filled(world)
    world.send("T1")
    world.results(world.reading("T1", Outcome.NEGATIVE))
    lead = sign_in("screening_lead", world.county.path)
    with django_assert_max_num_queries(40):
        lead.get("/screening/tubes/T1/")


def test_a_box_lists_its_tubes_by_pages_without_asking_for_each(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [f"T{n:03}" for n in range(120)]
    world.fill(*(world.record(code, []) for code in codes))
    api.pack(staff("site_head", world.county.path), PackRecord(uuid4(), "B1", world.sites[0].pk, tuple(codes), MORNING))
    lead = sign_in("screening_lead", world.county.path)
    with django_assert_max_num_queries(20):
        page = lead.get("/screening/boxes/B1/")
    assert len(page.context["table"].rows) == 100
    assert page.context["table"].next_url


def test_labels_of_a_tube_and_a_box_print_their_code(world: World) -> None:
    filled(world)
    api.pack(staff("site_head", world.county.path), PackRecord(uuid4(), "B1", world.sites[0].pk, ("T1",), MORNING))
    lead = sign_in("screening_lead", world.county.path)
    for address, code in (("/screening/tubes/T1/label/", "T1"), ("/screening/boxes/B1/label/", "B1")):
        assert f">{code}<" in lead.get(address).content.decode()


def test_the_custody_timeline_names_stations_in_the_readers_language(world: World) -> None:
    Station.objects.filter(pk=world.labs[0].pk).update(name="县疾控实验室", name_en="County laboratory")
    world.sample("T1", next(iter(world.people.values()))[:2])
    world.send("T1")
    lead = sign_in("screening_lead", world.county.path)
    english = lead.get("/screening/tubes/T1/").content.decode()
    lead.cookies["django_language"] = "zh-hans"
    chinese = lead.get("/screening/tubes/T1/").content.decode()
    assert ("County laboratory" in english, "县疾控实验室" in english) == (True, False)
    assert ("County laboratory" in chinese, "县疾控实验室" in chinese) == (False, True)
