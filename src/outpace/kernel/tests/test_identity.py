"""Signing in: only with the right password, only so often with a wrong one, and on record."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as live
from django.contrib.messages import get_messages
from django.test import Client

from outpace.kernel.choices import Language
from outpace.kernel.models import AuditEntry, User
from outpace.kernel.restauth import SessionAuth
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import PASSWORD, TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.urls("outpace.kernel.tests.urls")]
LOGIN = "/accounts/login/"


@pytest.fixture
def wang() -> User:
    return cast.user("wang", ("sampler", TOWN), password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, username: str = "wang") -> int:
    return client.post(LOGIN, {"login": username, "password": password}).status_code


def test_the_right_password_opens_a_session_and_the_log_says_so(client: Client, wang: User) -> None:
    assert sign_in(client) == 302
    assert client.get("/who").content.decode() == "名wang"
    assert AuditEntry.objects.get().action == "session.open"


def said(client: Client) -> list[str]:
    return [str(message) for message in get_messages(client.get("/who").wsgi_request)]


@pytest.mark.parametrize(("chosen", "words"), [("", "Signed in: 名wang"), ("zh-hans", "已登录：名wang")])
def test_the_greeting_speaks_as_the_page_after_it_does(client: Client, wang: User, chosen: str, words: str) -> None:
    User.objects.update(language=Language.ENGLISH)
    if chosen:
        client.cookies[live.LANGUAGE_COOKIE_NAME] = chosen
    client.post(LOGIN, {"login": "wang", "password": PASSWORD}, headers={"accept-language": "zh-CN"})
    assert said(client) == [words]


def test_the_farewell_speaks_as_the_browser_asks(client: Client, wang: User) -> None:
    sign_in(client)
    client.post("/accounts/logout/", headers={"accept-language": "en"})
    assert said(client)[-1] == "You have signed out."


def test_the_case_of_a_user_name_does_not_matter(client: Client, wang: User) -> None:
    assert sign_in(client, username="WANG") == 302


def test_signing_out_ends_the_session_and_the_log_says_so(client: Client, wang: User) -> None:
    sign_in(client)
    client.post("/accounts/logout/")
    assert client.get("/who").status_code == 302
    assert AuditEntry.objects.order_by("-id")[0].action == "session.close"


def test_a_wrong_password_opens_nothing(client: Client, wang: User) -> None:
    assert sign_in(client, "wrong") == 200
    assert client.get("/who").status_code == 302


def test_after_too_many_wrong_passwords_the_right_one_is_refused_too(client: Client, wang: User) -> None:
    answers = [sign_in(client, "wrong") for _ in range(live.AXES_FAILURE_LIMIT)]
    assert answers[-1] == 429
    assert sign_in(client) == 429


def test_one_users_lock_does_not_lock_another(client: Client, wang: User) -> None:
    cast.user("li", ("sampler", TOWN), password=PASSWORD)
    for _ in range(live.AXES_FAILURE_LIMIT):
        sign_in(client, "wrong")
    assert sign_in(client, username="li") == 302


def test_a_deactivated_user_cannot_sign_in(client: Client, wang: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client)
    assert client.get("/who").status_code == 302


def test_nobody_signs_themselves_up(client: Client) -> None:
    form = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.exists()


def test_a_session_cookie_is_out_of_reach_of_scripts_and_ends_with_the_shift(client: Client, wang: User) -> None:
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["max-age"]) == (True, "Lax", 12 * 3600)


@pytest.mark.parametrize("page", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/"])
def test_whoever_is_signed_in_finds_the_second_step_and_the_password_page(client: Client, wang: User, page: str) -> None:
    sign_in(client)
    assert client.get(page).status_code == 200


def test_adding_a_second_step_asks_for_the_password_again(client: Client, wang: User) -> None:
    client.force_login(wang, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")


def test_the_code_to_scan_stands_on_white_and_its_secret_can_be_copied(client: Client, wang: User) -> None:
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'class="op-qr"' in page
    assert 'id="authenticator_secret" type="text" readonly' in page


def test_with_a_second_step_the_password_alone_opens_nothing(client: Client, wang: User) -> None:
    TOTP.activate(wang, generate_totp_secret())
    sign_in(client)
    assert client.get("/who").status_code == 302
    assert not AuditEntry.objects.filter(action="session.open").exists()


def test_the_right_code_completes_the_second_step(client: Client, wang: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(wang, secret)
    sign_in(client)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/who").content.decode() == "名wang"


def test_changing_ones_own_password_is_on_record(client: Client, wang: User) -> None:
    sign_in(client)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"})
    assert AuditEntry.objects.filter(action="session.password").count() == 1


NEW = "jin-ri-feng-jing-2023"


@pytest.fixture
def given(client: Client, wang: User) -> User:
    """Wang signed in with a password that an administrator chose."""
    User.objects.filter(pk=wang.pk).update(password_given=True)
    sign_in(client)
    return wang


def test_a_password_that_somebody_else_chose_opens_only_the_page_to_choose_another(client: Client, given: User) -> None:
    answer = client.get("/who")
    assert (answer.status_code, answer.headers["location"]) == (302, "/accounts/password/change/")
    assert "请先设置您自己的密码" in client.get("/accounts/password/change/").content.decode()


def test_the_json_api_stays_closed_until_then(client: Client, given: User) -> None:
    assert SessionAuth().authenticate(client.get("/accounts/password/change/").wsgi_request, "session") is None


def test_once_the_own_password_is_chosen_everything_opens(client: Client, given: User) -> None:
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get("/who").content.decode() == "名wang"


def test_signing_out_needs_no_password_of_ones_own(client: Client, given: User) -> None:
    client.post("/accounts/logout/")
    assert client.get("/who").headers["location"].startswith(LOGIN)
