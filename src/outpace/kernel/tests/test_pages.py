"""The kernel's pages: what each shows, to whom, and what its buttons do."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import accounts, audit
from outpace.kernel.models import DeviceToken, JobRun, RoleGrant, User
from outpace.kernel.roles import ROLES, Role, RoleKind
from outpace.kernel.scope import ROOT
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import COUNTY, NEIGHBOUR, PASSWORD, TOWN
from outpace.kernel.tests.test_refusals import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.urls("outpace.kernel.tests.urls")]

USERS, TOKENS, LOG = "/office/users/", "/office/devices/", "/office/log/"
PAGES = {
    USERS: "account.manage",
    f"{USERS}new": "account.manage",
    TOKENS: "device.manage",
    f"{TOKENS}new": "device.manage",
    LOG: "audit.read",
}
HUMAN = [role for role in ROLES.values() if role.kind is RoleKind.HUMAN]


@pytest.fixture
def admin(client: Client) -> User:
    made = cast.user("admin", ("system_admin", COUNTY))
    client.force_login(made, BACKEND)
    return made


@pytest.fixture
def auditor(client: Client) -> User:
    made = cast.user("auditor", ("auditor", ROOT))
    client.force_login(made, BACKEND)
    return made


def new_user(**change: str) -> dict[str, str]:
    form = {"username": "wang", "display_name": "王采样", "password": PASSWORD, "role": "sampler", "path": TOWN, "language": "en"}
    return form | change


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", HUMAN, ids=lambda role: role.code)
def test_each_page_opens_for_exactly_the_roles_that_may(client: Client, role: Role, language: str) -> None:
    client.force_login(cast.user("somebody", (role.code, COUNTY)), BACKEND)
    client.cookies["django_language"] = language
    opened = {page: client.get(page).status_code for page in PAGES}
    assert opened == {page: 200 if needed in role.permissions else 403 for page, needed in PAGES.items()}


def test_a_user_is_made_on_the_page_and_shown(client: Client, admin: User) -> None:
    shown = client.post(f"{USERS}new", new_user(), follow=True)
    assert (shown.status_code, "王采样" in shown.content.decode()) == (200, True)
    assert User.objects.get(username="wang").grants.get().role == "sampler"


@pytest.mark.parametrize("change", [{"path": "x"}, {"username": "admin"}, {"password": "short"}, {"role": "viceroy"}])
def test_an_odd_value_brings_the_form_back(client: Client, admin: User, change: dict[str, str]) -> None:
    assert client.post(f"{USERS}new", new_user(**change)).status_code == 422
    assert not User.objects.filter(username="wang").exists()


def test_a_password_never_comes_back_with_the_form(client: Client, admin: User) -> None:
    assert PASSWORD not in client.post(f"{USERS}new", new_user(path="x")).content.decode()


def test_a_role_is_granted_and_ended(client: Client, admin: User) -> None:
    wang = cast.user("wang", ("sampler", TOWN))
    client.post(f"{USERS}{wang.id}/grant", {"role": "courier", "path": TOWN})
    granted = RoleGrant.objects.get(role="courier")
    client.post(f"{USERS}{wang.id}/grants/{granted.id}/revoke")
    assert [grant.role for grant in accounts.user(accounts.actor_for_user(admin), wang.id).grants] == ["sampler"]


def test_a_user_is_stopped_and_let_in_again(client: Client, admin: User) -> None:
    wang = cast.user("wang", ("sampler", TOWN))
    for wanted, state in (("no", False), ("yes", True)):
        client.post(f"{USERS}{wang.id}/active", {"active": wanted})
        assert User.objects.get(id=wang.id).is_active is state


def test_a_new_password_holds(client: Client, admin: User) -> None:
    wang = cast.user("wang", ("sampler", TOWN))
    client.post(f"{USERS}{wang.id}/password", {"password": PASSWORD})
    assert User.objects.get(id=wang.id).check_password(PASSWORD)


def test_a_user_of_another_area_is_not_found_on_any_page(client: Client, admin: User) -> None:
    other = cast.user("li", ("sampler", NEIGHBOUR))
    answers = [client.get(f"{USERS}{other.id}/"), client.post(f"{USERS}{other.id}/active"), client.get(f"{USERS}999999/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_users_page_costs_the_same_whatever_its_length(
    client: Client, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        cast.user(f"u{number}", ("sampler", TOWN))
    with django_assert_max_num_queries(6):
        client.get(USERS)


def test_the_list_goes_on_to_its_end(client: Client, admin: User) -> None:
    for number in range(60):
        cast.user(f"u{number:02}", ("sampler", TOWN))
    first = client.get(USERS, {"search": "u"})
    rest = client.get(USERS, {"search": "u", "cursor": first.context["page"].next_cursor})
    assert (len(first.context["page"].items), len(rest.context["page"].items)) == (50, 10)
    assert "search=u&amp;cursor=" in first.content.decode()


def test_a_token_is_shown_once_and_kept_by_no_browser(client: Client, admin: User) -> None:
    issued = client.post(f"{TOKENS}new", {"name": "一号", "role": "site_device", "path": TOWN, "days": 30})
    token = issued.context["issued"].token
    assert (issued.status_code, token in issued.content.decode()) == (201, True)
    assert "no-store" in issued["Cache-Control"]
    assert token not in client.get(TOKENS).content.decode()


def test_a_device_is_turned_away_after_its_button_was_pressed(client: Client, admin: User) -> None:
    client.post(f"{TOKENS}new", {"name": "一号", "role": "site_device", "path": TOWN, "days": 30})
    client.post(f"{TOKENS}{DeviceToken.objects.get().id}/revoke")
    assert DeviceToken.objects.get().revoked_at is not None


def test_the_log_shows_what_happened_and_filters_it(client: Client, auditor: User) -> None:
    audit.record(cast.actor(5), "tube.seal", subject="tube:1", path=TOWN)
    audit.record(cast.actor(6), "tube.void", subject="tube:2", path=TOWN)
    shown = client.get(LOG, {"action": "tube.", "actor_kind": "user", "actor_id": "6"}).context["page"].items
    assert [entry.subject for entry in shown] == ["tube:2"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("tubes: 1, 2", "late: no", "before · class: close contact")),
        ("zh-hans", ("管数：1、2", "逾期：否", "之前 · 分类：密切接触者")),
    ],
)
def test_the_log_tells_its_details_by_name(client: Client, auditor: User, language: str, said: tuple[str, ...]) -> None:
    details = {"tubes": [1, 2], "late": False, "before": {"class": "close"}, "unheard_of": 3}
    audit.record(cast.actor(5), "tube.seal", subject="tube:1", path=TOWN, details=details)
    client.cookies["django_language"] = language
    page = client.get(LOG, {"action": "tube."}).content.decode()
    assert [words for words in (*said, "unheard_of") if words not in page] == []


def test_a_day_asked_for_in_the_log_is_whole(client: Client, auditor: User) -> None:
    audit.record(cast.actor(5), "tube.seal", subject="tube:1", path=TOWN)
    day = client.get(LOG).context["page"].items[0].at.astimezone().date().isoformat()
    shown = client.get(LOG, {"action": "tube.", "since": day, "until": day}).context["page"].items
    assert len(shown) == 1


def test_who_has_read_somebody_shows_only_their_readers(client: Client, auditor: User) -> None:
    for person in (1, 2):
        audit.record_read(cast.actor(5), "person.read", subject="people", path=TOWN, people=1, person_ids=[person])
    shown = client.get(f"{LOG}people/2/").context["page"].items
    assert len(shown) == 1


def test_a_verification_is_started_from_the_page(client: Client, auditor: User) -> None:
    client.post(f"{LOG}verify")
    assert JobRun.objects.get().kind == "audit.verify"


def test_the_list_says_who_may_sign_in_who_was_stopped_and_who_has_no_password(client: Client, admin: User) -> None:
    cast.user("a1", ("sampler", TOWN), password=PASSWORD)
    stopped = cast.user("a2", ("sampler", TOWN))
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    client.cookies["django_language"] = "en"
    text = client.get(USERS).content.decode()
    assert [text.count(words) for words in ("May sign in", "Stopped", "No password yet")] == [1, 1, 1]
