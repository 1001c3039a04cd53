"""The JSON API over accounts, tokens and the log: who may call, how often, and what it answers."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from outpace.kernel import accounts
from outpace.kernel.models import AuditEntry, DeviceToken, User
from outpace.kernel.restauth import BURST_SECONDS, PerCaller
from outpace.kernel.scope import Actor
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import COUNTY, NEIGHBOUR, PASSWORD, TOWN
from outpace.kernel.tests.test_refusals import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.urls("outpace.kernel.tests.urls")]
API = "/api/v1"


@pytest.fixture
def root() -> Actor:
    return cast.root_admin()


@pytest.fixture
def admin(client: Client) -> User:
    made = cast.user("admin", ("system_admin", COUNTY))
    client.force_login(made, BACKEND)
    return made


def bearer(root: Actor, role: str = "site_device") -> dict[str, str]:
    issued = accounts.issue_token(root, accounts.NewToken(name=f"设备 {uuid4()}", role=role, path=TOWN))
    DeviceToken.objects.filter(pk=issued.id).update(station_id=3)
    return {"authorization": f"Bearer {issued.token}"}


def post(client: Client, path: str, body: object) -> Any:
    return client.post(API + path, json.dumps(body), content_type="application/json")


def test_a_device_is_told_who_it_is(client: Client, root: Actor) -> None:
    answer = client.get(f"{API}/me", headers=bearer(root)).json()
    assert (answer["kind"], answer["station_id"], answer["grants"]) == ("device", 3, [{"role": "site_device", "path": TOWN}])


def test_a_signed_in_user_is_told_who_they_are(client: Client, admin: User) -> None:
    assert client.get(f"{API}/me").json()["name"] == "名admin"


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer opd_wrong"}, {"authorization": "Basic YTpi"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_unknown_is_told_so(client: Client, headers: dict[str, str], method: str) -> None:
    response = getattr(client, method)(f"{API}/users", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_a_write_by_session_needs_the_csrf_token(admin: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin, BACKEND)
    assert post(strict, "/tokens/1/revoke", {}).status_code == 403


def test_a_device_needs_no_csrf_token(root: Actor) -> None:
    response = Client(enforce_csrf_checks=True).post(f"{API}/tokens/1/revoke", headers=bearer(root))
    assert response.status_code == 404


def test_a_user_is_made_found_and_given_another_role(client: Client, admin: User) -> None:
    new = {"username": "wang", "display_name": "王", "password": PASSWORD, "role": "sampler", "path": TOWN}
    made = post(client, "/users", new)
    assert made.status_code == 201
    assert post(client, f"/users/{made.json()['id']}/grants", {"role": "courier", "path": TOWN}).status_code == 201
    found = client.get(f"{API}/users/{made.json()['id']}").json()
    assert [grant["role"] for grant in found["grants"]] == ["courier", "sampler"]


def test_no_answer_ever_holds_a_password_or_a_phone_number(client: Client, admin: User) -> None:
    new = {"username": "wang", "display_name": "王", "password": PASSWORD, "role": "sampler", "path": TOWN, "phone": "13812341234"}
    post(client, "/users", new)
    assert not any(secret in client.get(f"{API}/users").content.decode() for secret in (PASSWORD, "13812341234", "argon2"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"path": "62"}, "path"),
        ({"role": "viceroy"}, "role"),
        ({"password": "short"}, "password"),
        ({"username": ""}, "username"),
        ({"username": 5}, "new.username"),
    ],
)
def test_an_odd_value_is_refused_with_the_field_it_is_in(client: Client, admin: User, change: dict[str, object], field: str) -> None:
    new = {"username": "wang", "display_name": "王", "password": PASSWORD, "role": "sampler", "path": TOWN}
    response = post(client, "/users", new | change)
    assert (response.status_code, response.json()["field"]) == (422, field)


def test_what_is_not_json_is_refused(client: Client, admin: User) -> None:
    response = client.post(f"{API}/users", "{", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


def test_a_body_over_the_bound_is_refused(client: Client, admin: User, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = post(client, "/users", {"username": "x" * 2000})
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_token_is_shown_once_and_then_only_listed(client: Client, admin: User) -> None:
    issued = post(client, "/tokens", {"name": "一号", "role": "lab_device", "path": TOWN}).json()
    assert accounts.actor_for_token(issued["token"]) is not None
    assert issued["token"] not in client.get(f"{API}/tokens").content.decode()


def test_a_revoked_token_is_turned_away(client: Client, admin: User) -> None:
    issued = post(client, "/tokens", {"name": "一号", "role": "lab_device", "path": TOWN}).json()
    assert post(client, f"/tokens/{issued['id']}/revoke", {}).status_code == 204
    assert client.get(f"{API}/me", headers={"authorization": f"Bearer {issued['token']}"}).status_code == 401


def test_another_area_is_not_found_by_any_number(client: Client, admin: User) -> None:
    other = cast.user("li", ("sampler", NEIGHBOUR))
    answers = [client.get(f"{API}/users/{number}") for number in (other.id, 999_999)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_a_role_without_the_right_reads_nothing(client: Client, root: Actor) -> None:
    for path in ("/users", "/tokens", "/audit", "/audit/people/1"):
        assert client.get(API + path, headers=bearer(root)).status_code == 403


def test_the_log_is_read_within_the_auditors_area(client: Client, root: Actor) -> None:
    bearer(root)
    accounts.issue_token(root, accounts.NewToken(name="邻县", role="lab_device", path=NEIGHBOUR))
    client.force_login(cast.user("auditor", ("auditor", COUNTY)), BACKEND)
    seen = client.get(f"{API}/audit").json()["items"]
    assert [(entry["action"], entry["path"]) for entry in seen] == [("token.issue", TOWN)]


def test_asking_who_has_read_somebody_is_on_record_too(client: Client) -> None:
    client.force_login(cast.user("auditor", ("auditor", COUNTY)), BACKEND)
    assert client.get(f"{API}/audit/people/7").json()["items"] == []
    assert AuditEntry.objects.get(action="audit.readers").subject == "person:7"


def test_a_damaged_cursor_is_a_clear_error(client: Client, admin: User) -> None:
    response = client.get(f"{API}/users?cursor=xx")
    assert (response.status_code, response.json()["code"]) == (400, "bad_cursor")


def test_a_caller_gone_wild_is_held_back_and_another_is_not(rf: RequestFactory) -> None:
    throttle = PerCaller(1)

    def call(number: int) -> bool:
        request = rf.get("/")
        vars(request)["auth"] = cast.actor(number)
        return throttle.allow_request(request)

    answers = [call(1) for _ in range(10 * BURST_SECONDS)]
    assert answers[:BURST_SECONDS] == [True] * BURST_SECONDS
    assert not all(answers)
    assert call(2)


def test_whoever_is_held_back_is_told_how_long(client: Client) -> None:
    response = client.get(f"{API}/refuse/throttled")
    assert (response.status_code, response["Retry-After"], response.json()["code"]) == (429, "2", "too_many_requests")
