"""The page of chains and places, and the same by JSON, from links and stays as people record them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from epiworks.protocol import PlaceKind, Situation, Spread
from outpace.analysis import api
from outpace.analysis.tests.world import NOW, TODAY, County, county
from outpace.casework.choices.cases import ContactSource, Doubt, Evidence, LegalBasis
from outpace.casework.models import Case, ContactJudgement, JudgementTakenBack, SourceFact, Stay
from outpace.kernel import clock
from outpace.screening.tests.people import BACKEND, user_with

pytestmark = pytest.mark.django_db
FIRST, EVENING = TODAY - timedelta(days=40), NOW - timedelta(days=1)


@pytest.fixture
def here() -> County:
    """A county in which one case infected eight others at a market."""
    made = county()
    cases = made.cases([FIRST, *[FIRST + timedelta(days=4)] * 8, *[FIRST + timedelta(days=9)] * 8])
    for infected in cases[1:9]:
        judged(cases[0], infected)
        meet(cases[0], infected, "Morning market")
    return made


def judged(source: Case, infected: Case, doubt: Doubt = Doubt.LIKELY) -> None:
    SourceFact.objects.create(case=infected, source=source, doubt=doubt, reason="test", by="test", at=NOW - timedelta(days=20))


def stay(case: Case, name: str, **more: object) -> Stay:
    begins = datetime.combine(FIRST, datetime.min.time(), UTC)
    fields = {
        "area_path": case.area_path,
        "place_name": name,
        "place_kind": PlaceKind.ACTIVITY,
        "spread": Spread.HIGH,
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "situation": Situation.SHARED_ROOM,
        "evidence": Evidence.INTERVIEW,
        "legal_basis": LegalBasis.CONSENT,
        "record_id": uuid4(),
        "recorded_at": begins + timedelta(days=5),
        "recorded_by": "test",
    }
    return Stay.objects.create(case=case, **{**fields, **more})


def meet(source: Case, infected: Case, name: str) -> None:
    for case in (source, infected):
        if not case.stays.filter(place_name=name).exists():
            stay(case, name)


def contact(source: Case, infected: Case, where: Stay | None, *, named: ContactSource = ContactSource.NAMED) -> None:
    ContactJudgement.objects.create(
        case=source,
        person_id=infected.person_id,
        stay=where,
        source=named,
        situation=Situation.SHARED_ROOM,
        first_on=FIRST,
        last_on=FIRST,
        proposed="close",
        group="close",
        packs="",
        record_id=uuid4(),
        judged_by="test",
        judged_at=NOW - timedelta(days=20),
    )


def look(here: County, role: str = "commander", *, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    with clock.at(NOW):
        client.force_login(user_with(role, here.path), BACKEND)
    return client


def page(here: County, role: str = "commander", *, language: str = "en") -> str:
    client = look(here, role, language=language)
    with clock.at(NOW):
        answer = client.get(f"/analysis/areas/{here.world.county.pk}/chains/")
    assert answer.status_code == 200
    return answer.content.decode()


def asked(here: County, what: str) -> dict[str, Any]:
    with clock.at(NOW):
        answer = look(here, "duty_officer").get(f"/api/v1/analysis/areas/{here.world.county.pk}/{what}")
    found: dict[str, Any] = answer.json()
    return found


def test_the_page_says_how_unevenly_and_where(here: County) -> None:
    shown = page(here)
    for words in ("very unevenly", "95 % sure: R ", "Morning market", "Local cases with a certain or likely source", "preliminary figures"):
        assert words in shown


def test_the_page_is_whole_in_chinese(here: County) -> None:
    shown = page(here, language="zh-hans")
    for words in ("传播链", "聚集感染场所", "何时不可信"):
        assert words in shown


def test_without_links_the_page_says_so(here: County) -> None:
    SourceFact.objects.all().delete()
    shown = page(here)
    assert "cannot be said from the links judged here." in shown
    assert "No R and k to show" in shown
    assert "No place where two were infected" in shown


@pytest.mark.parametrize(("later", "counts"), [(-1, False), (1, True)])
def test_a_ruled_out_link_does_not_count_from_when_it_was_ruled_out(here: County, later: int, counts: bool) -> None:
    at = NOW + timedelta(hours=later)
    for fact in SourceFact.objects.all():
        SourceFact.objects.create(case=fact.case, source=fact.source, doubt=Doubt.RULED_OUT, reason="test", by="test", at=at)
    assert ("95 % sure: R" in page(here)) is counts


def test_a_place_follows_from_the_stay_of_a_judged_contact_too(here: County) -> None:
    first, second, third = Case.objects.order_by("pk")[9:12]
    where = stay(first, "Hotpot house")
    for infected in (second, third):
        judged(first, infected)
        contact(first, infected, where)
    assert "Hotpot house" in page(here)
    stay(first, "Other house", corrects=where)
    assert "Hotpot house" not in page(here)


def correct_where_they_met() -> None:
    where = Stay.objects.filter(place_name="Morning market").earliest("pk")
    stay(where.case, "Other market", corrects=where, recorded_at=EVENING)


def correct_where_contacts_were_met() -> None:
    where = Stay.objects.get(place_name="Hotpot house")
    stay(where.case, "Other house", corrects=where, recorded_at=EVENING)


def take_judgements_back() -> None:
    for wrong in ContactJudgement.objects.all():
        JudgementTakenBack.objects.create(judgement=wrong, reason="test", by="test", at=EVENING)


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (correct_where_they_met, "Morning market"),
        (correct_where_contacts_were_met, "Hotpot house"),
        (take_judgements_back, "Hotpot house"),
    ],
)
def test_places_as_known_before_a_correction_keep_what_it_removes(here: County, change: Callable[[], None], gone: str) -> None:
    first, second, third = Case.objects.order_by("pk")[9:12]
    where = stay(first, "Hotpot house")
    for infected in (second, third):
        judged(first, infected)
        contact(first, infected, where)
    change()
    with clock.at(NOW):
        before, now = (named_places(here, TODAY - timedelta(days=days)) for days in (2, 0))
    assert (gone in before, before - now) == (True, {gone})


def named_places(here: County, as_of: date) -> set[str]:
    ask = here.ask(last=as_of)
    return {row.place.name for row in api.infection_places(here.commander, ask, api.chains(here.commander, ask)).rows}


def test_a_home_is_counted_and_never_named(here: County) -> None:
    first, second, third = Case.objects.order_by("pk")[9:12]
    for infected in (second, third):
        judged(first, infected)
        contact(first, infected, None, named=ContactSource.HOUSEHOLD)
    found = asked(here, "places")
    assert found["at_home"] == 2
    assert [row["place"]["name"] for row in found["rows"]] == ["Morning market"]


def test_who_may_not_read_cases_sees_no_places(here: County) -> None:
    shown = page(here, "observer")
    assert "Places are shown to those who may read the cases of this area." in shown
    assert "Morning market" not in shown


def test_links_come_by_json_without_a_case_in_them(here: County) -> None:
    found = asked(here, "chains")["found"]
    assert (found["linked"], found["total"], found["sure"]["infections"]) == (8, 17, 8)


def test_places_come_by_json_with_their_chance(here: County) -> None:
    found = asked(here, "places")
    assert [(row["place"]["name"], row["infected"], row["infectors"]) for row in found["rows"]] == [("Morning market", 8, 1)]


def test_places_have_no_chance_beside_older_figures(here: County) -> None:
    with clock.at(NOW):
        fresh = api.chains(here.commander, here.ask())
        older = replace(fresh, frame=replace(fresh.frame, fresh=False))
        chances = [api.infection_places(here.commander, here.ask(), answer).rows[0].chance for answer in (fresh, older)]
    assert chances[0] is not None
    assert chances[1] is None


def test_queries_do_not_grow_with_links(here: County, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client, counted = look(here), []
    address = f"/analysis/areas/{here.world.county.pk}/chains/"
    source, *others = Case.objects.order_by("pk")
    for more in (others[8:10], others[10:]):
        for infected in more:
            judged(source, infected)
            meet(source, infected, f"Place {infected.pk % 2}")
        with clock.at(NOW):
            client.get(address)
            with django_assert_max_num_queries(26) as seen:
                assert client.get(address).status_code == 200
        counted.append(len(seen))
    assert counted[1] == counted[0]
