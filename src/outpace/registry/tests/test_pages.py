"""Pages and API of the registry, for whoever may see them: every address by every role, inside and outside the role's area."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outpace.kernel import clock
from outpace.kernel.files import Limits
from outpace.kernel.models import RoleGrant, User
from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES, RoleKind
from outpace.registry import api
from outpace.registry.data import NewArea, NewStation
from outpace.registry.tests.cast import SYSTEM, County, document, somebody
from outpace.registry.web import forms

HUMANS = [code for code, role in ROLES.items() if role.kind is RoleKind.HUMAN]


def client(role: str, path: str) -> Client:
    user = User.objects.create(username=f"{role}{User.objects.count()}", display_name=role, password="!", language="en")
    RoleGrant.objects.create(user=user, role=role, path=path, valid_from=clock.now())
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def filled(hui: County) -> County:
    hui.person = api.enrol(SYSTEM, hui.grid.id, somebody("王小明", document=document(31), phone="13800001234"))
    hui.station = api.create_station(SYSTEM, hui.town.id, NewStation(code="S1", kind="sampling_site", name="一号点")).id
    content = f"网格编码,姓名\n{hui.grid.code},李芳\nX,错行\n".encode()
    hui.load = api.check_people_file(SYSTEM, hui.town.id, file_name="p.csv", content=content).id
    return hui


# Each page: its address, and the permission it needs inside its area (None: only to see the area).
PAGES: list[tuple[Callable[[County], str], Permission]] = [
    (lambda hui: f"/registry/areas/{hui.village.id}/", Permission.AREA_READ),
    (lambda hui: f"/registry/areas/{hui.village.id}/new/", Permission.AREA_MANAGE),
    (lambda hui: f"/registry/areas/{hui.village.id}/rename/", Permission.AREA_MANAGE),
    (lambda hui: f"/registry/areas/{hui.village.id}/move/", Permission.AREA_MANAGE),
    (lambda hui: f"/registry/areas/{hui.grid.id}/people/", Permission.PERSON_READ),
    (lambda hui: f"/registry/areas/{hui.grid.id}/people/new/", Permission.PERSON_MANAGE),
    (lambda hui: f"/registry/areas/{hui.grid.id}/people/load/", Permission.PERSON_MANAGE),
    (lambda hui: f"/registry/areas/{hui.town.id}/stations/new/", Permission.STATION_MANAGE),
    (lambda hui: f"/registry/people/{hui.person}/", Permission.PERSON_READ),
    (lambda hui: f"/registry/stations/{hui.station}/", Permission.AREA_READ),
    (lambda hui: f"/registry/loads/{hui.load}/", Permission.PERSON_MANAGE),
]


@pytest.mark.parametrize("role", HUMANS)
def test_every_page_opens_for_exactly_the_roles_that_may(filled: County, role: str) -> None:
    browser, rights = client(role, filled.town.path), ROLES[role].permissions
    for address, permission in PAGES:
        expected = {200} if permission in rights else {403, 404}
        assert browser.get(address(filled)).status_code in expected, (role, address(filled))


@pytest.mark.parametrize("role", HUMANS)
def test_outside_ones_area_every_page_looks_absent(filled: County, role: str) -> None:
    browser = client(role, filled.other_town.path)
    for address, _permission in PAGES:
        response = browser.get(address(filled))
        assert response.status_code == 404, (role, address(filled))
        assert "王" not in response.content.decode()


API: list[tuple[Callable[[County], str], Permission]] = [
    (lambda hui: f"/api/v1/registry/areas/{hui.village.id}", Permission.AREA_READ),
    (lambda hui: f"/api/v1/registry/areas/{hui.village.id}/children", Permission.AREA_READ),
    (lambda hui: f"/api/v1/registry/areas/{hui.grid.id}/people", Permission.PERSON_READ),
    (lambda hui: f"/api/v1/registry/stations/{hui.station}", Permission.AREA_READ),
]


@pytest.mark.parametrize("role", HUMANS)
def test_every_api_address_answers_exactly_the_roles_that_may(filled: County, role: str) -> None:
    inside, outside = client(role, filled.town.path), client(role, filled.other_town.path)
    rights = ROLES[role].permissions
    for address, permission in API:
        may = Permission.API_READ in rights and permission in rights
        assert (inside.get(address(filled)).status_code == 200) == may, (role, address(filled))
        assert outside.get(address(filled)).status_code in {403, 404}


@pytest.mark.parametrize("role", HUMANS)
def test_people_are_masked_in_page_and_api_alike(filled: County, role: str) -> None:
    browser, rights = client(role, filled.town.path), ROLES[role].permissions
    shown = [browser.get(f"/registry/areas/{filled.grid.id}/people/"), browser.get(f"/registry/people/{filled.person}/")]
    shown.append(browser.get(f"/api/v1/registry/areas/{filled.grid.id}/people"))
    for response in shown:
        if Permission.PERSON_IDENTITY not in rights:
            assert "王小明" not in response.content.decode()
            assert document(31) not in response.content.decode()


@pytest.fixture
def worker(filled: County) -> Client:
    return client("grid_worker", filled.town.path)


def test_the_tree_is_browsed_from_its_root(filled: County) -> None:
    text = client("observer", filled.town.path).get("/registry/areas/").content.decode()
    assert f"/registry/areas/{filled.town.id}/" in text


def test_a_county_page_asks_the_same_few_questions_whatever_lies_below(filled: County) -> None:
    browser = client("observer", filled.county.path)
    browser.get(f"/registry/areas/{filled.county.id}/")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/registry/areas/{filled.county.id}/")
    for number in range(12):
        api.create_area(SYSTEM, NewArea(code=f"62122730{number}", kind="township", name=f"镇{number}"), parent_id=filled.county.id)
    with CaptureQueriesContext(connection) as many:
        browser.get(f"/registry/areas/{filled.county.id}/")
    assert len(many) == len(few) <= 16


def test_areas_are_searched_by_name(filled: County) -> None:
    response = client("observer", filled.town.path).get("/registry/areas/", {"q": "先农"})
    assert "621227100200" in response.content.decode()


def test_an_area_page_gives_csv(filled: County) -> None:
    response = client("observer", filled.county.path).get(f"/registry/areas/{filled.county.id}/", {"format": "csv"})
    assert "621227100" in b"".join(response).decode("utf-8-sig")


def test_an_area_is_added_renamed_and_moved_by_form(filled: County) -> None:
    browser = client("system_admin", filled.county.path)
    new = {"kind": "grid", "code": "621227100200G07", "name": "七网格", "name_en": "Grid 7"}
    made = browser.post(f"/registry/areas/{filled.village.id}/new/", new)
    assert made.status_code == 302
    assert browser.post(f"/registry/areas/{filled.village.id}/new/", new).status_code == 422
    assert browser.post(f"{made['Location']}rename/", {"name": "新七网格"}).status_code == 302
    assert browser.post(f"{made['Location']}move/", {"parent": "621227101200"}).status_code == 302
    assert browser.post(f"{made['Location']}move/", {"parent": "nowhere"}).status_code == 422
    assert api.area_by_code(SYSTEM, "621227100200G07").path.startswith(filled.other_village.path)


def test_a_person_is_enrolled_found_moved_and_recorded_away(filled: County, worker: Client) -> None:
    given = {"name": "赵敏", "document": document(33), "sex": "u", "household": "8", "address": "先农村8号", "group_7": "on"}
    made = worker.post(f"/registry/areas/{filled.grid.id}/people/new/", given)
    assert made.status_code == 302
    assert worker.post(f"/registry/areas/{filled.grid.id}/people/new/", given)["Location"] == made["Location"]
    assert worker.post("/registry/people/find/", {"typed": document(33)})["Location"] == made["Location"]
    assert "Dialysis" in worker.get(made["Location"]).content.decode()
    worker.post(f"{made['Location']}presence/", {"presence": "2"})
    worker.post(f"{made['Location']}move/", {"grid": filled.neighbour_grid.code})
    assert api.counts_under(filled.neighbour_grid.path).away == 1


def test_a_document_stands_in_no_address(filled: County, worker: Client) -> None:
    assert worker.get("/registry/people/find/", {"typed": document(31)}).status_code == 200
    nobody = worker.post("/registry/people/find/", {"typed": "nobody"})
    assert (nobody.status_code, "Nobody was found" in nobody.content.decode(), "Not saved" in nobody.content.decode()) == (422, True, False)


def test_an_implausible_person_is_refused_beside_the_field(filled: County, worker: Client) -> None:
    response = worker.post(f"/registry/areas/{filled.grid.id}/people/new/", {"name": "赵", "document": "12", "sex": "u"})
    assert response.status_code == 422
    assert "neither 18 digits" in response.content.decode()


def test_a_roster_is_searched_by_name(filled: County, worker: Client) -> None:
    response = worker.post(f"/registry/areas/{filled.grid.id}/people/search/", {"typed": "小明"})
    assert f"/registry/people/{filled.person}/" in response.content.decode()


def test_a_list_is_sent_looked_at_started_and_its_mistakes_downloaded(filled: County, worker: Client) -> None:
    file = SimpleUploadedFile("名单.csv", f"网格编码,姓名\n{filled.grid.code},钱七\nX,错行\n".encode())
    sent = worker.post(f"/registry/areas/{filled.town.id}/people/load/", {"file": file})
    assert sent.status_code == 302
    assert "1 rows can be added now" in worker.get(sent["Location"]).content.decode()
    assert "错行" in worker.get(f"{sent['Location']}mistakes/").content.decode("utf-8-sig")
    started = worker.post(f"{sent['Location']}start/")
    assert "Waiting" in worker.get(started["Location"]).content.decode()


def test_starting_a_list_twice_is_refused_with_a_page(filled: County, worker: Client) -> None:
    assert worker.post(f"/registry/loads/{filled.load}/start/").status_code == 302
    assert worker.post(f"/registry/loads/{filled.load}/start/").status_code == 422


def test_a_file_too_large_is_refused_before_it_is_read(filled: County, worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LIMITS", Limits(size=10))
    file = SimpleUploadedFile("p.csv", "网格编码,姓名\n".encode())
    assert worker.post(f"/registry/areas/{filled.town.id}/people/load/", {"file": file}).status_code == 422


def test_what_is_no_list_is_refused(filled: County, worker: Client) -> None:
    file = SimpleUploadedFile("x.png", b"\x89PNG\x00")
    assert worker.post(f"/registry/areas/{filled.town.id}/people/load/", {"file": file}).status_code == 422


def test_the_template_downloads(worker: Client) -> None:
    assert "姓名" in worker.get("/registry/loads/template/").content.decode("utf-8-sig")


def test_stations_are_listed_by_kind(filled: County) -> None:
    browser = client("observer", filled.county.path)
    assert "一号点" in browser.get("/registry/stations/", {"kind": "sampling_site"}).content.decode()
    assert "一号点" not in browser.get("/registry/stations/", {"kind": "laboratory"}).content.decode()


def test_the_page_of_a_station_shows_the_number_that_tokens_are_issued_for(filled: County) -> None:
    text = client("observer", filled.county.path).get(f"/registry/stations/{filled.station}/").content.decode()
    assert f"<dd>{filled.station}</dd>" in text


def test_a_station_is_added_by_form(filled: County) -> None:
    browser = client("screening_lead", filled.county.path)
    given = {"kind": "laboratory", "mobility": "fixed", "code": "L9", "name": "九号实验室"}
    assert browser.post(f"/registry/areas/{filled.town.id}/stations/new/", given).status_code == 302
    assert browser.post(f"/registry/areas/{filled.town.id}/stations/new/", given).status_code == 422


def test_staff_is_posted_and_relieved_on_the_stations_page(filled: County) -> None:
    browser = client("screening_lead", filled.county.path)
    user = User.objects.create(username="newhead", display_name="新点长")
    address = f"/registry/stations/{filled.station}/posts/"
    assert browser.post(address, {"username": "nobody", "duty": "head"}).status_code == 422
    assert browser.post(address, {"username": "NewHead", "duty": "head"}).status_code == 302
    assert api.station(SYSTEM, filled.station).head_id == user.pk
    (posted,) = api.posts(SYSTEM, filled.station)
    assert browser.post(f"{address}{posted.id}/end/").status_code == 302
    assert api.station(SYSTEM, filled.station).head_id is None


def test_cards_are_printed_with_each_persons_code(filled: County, worker: Client) -> None:
    text = worker.get(f"/registry/areas/{filled.grid.id}/people/labels/").content.decode()
    assert api.person(SYSTEM, filled.person, purpose="test").code in text


def post(browser: Client, address: str, body: Mapping[str, object]) -> Any:
    return browser.post(f"/api/v1/registry/{address}", body, content_type="application/json")


def test_the_api_finds_people_by_code_document_and_ids(filled: County) -> None:
    browser = client("duty_officer", filled.town.path)
    code = api.person(SYSTEM, filled.person, purpose="test").code
    for address, body in (("people/by-code", {"typed": code}), ("people/by-document", {"typed": document(31)})):
        assert post(browser, address, body).json()["id"] == filled.person
    assert post(browser, "people/by-ids", {"ids": [filled.person, 10**9]}).json()["items"][0]["name"] == "王小明"
    assert post(browser, f"areas/{filled.grid.id}/people/search", {"typed": "小明"}).json()["items"][0]["id"] == filled.person


@pytest.mark.parametrize("ids", [[], [0], list(range(1, 502)), [2**63]])
def test_the_api_refuses_odd_sizes(filled: County, ids: list[int]) -> None:
    assert post(client("duty_officer", filled.town.path), "people/by-ids", {"ids": ids}).status_code == 422


def test_the_api_enrols_and_records_presence(filled: County) -> None:
    browser = client("screening_lead", filled.town.path)
    made = post(browser, f"areas/{filled.grid.id}/people", {"name": "孙八", "document": document(35)})
    assert made.status_code == 201
    assert post(browser, f"areas/{filled.grid.id}/people", {"name": "孙八", "document": document(35)}).json()["code"] == "already_known"
    assert post(browser, "people/presence", {"ids": [made.json()["id"]], "presence": 2}).json() == {"changed": 1}
    assert post(browser, "people/presence", {"ids": [made.json()["id"]], "presence": 7}).status_code == 422


def test_the_api_browses_areas(filled: County) -> None:
    browser = client("screening_lead", filled.county.path)
    assert browser.get("/api/v1/registry/areas", {"q": "先农"}).json()["items"][0]["code"] == "621227100200"
    assert browser.get("/api/v1/registry/areas/roots").json()["items"][0]["node"]["code"] == "621227"
    assert browser.get("/api/v1/registry/stations").json()["items"][0]["code"] == "S1"
