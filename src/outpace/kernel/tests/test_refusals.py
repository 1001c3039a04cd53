"""Who acts is known on every page, whoever is not signed in is sent to sign in, and every refusal looks the same everywhere."""

import re

import pytest
from django.test import Client

from outpace.kernel.models import User
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.urls("outpace.kernel.tests.urls")]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def plain(page: bytes) -> str:
    """The page without what differs at every showing of any page: form tokens and its own address."""
    return re.sub(r'"\w{64}"|nonce="[^"]*"|/refuse/[a-z-]+', "", page.decode())


@pytest.fixture
def wang(client: Client) -> User:
    made = cast.user("wang", ("sampler", TOWN))
    client.force_login(made, BACKEND)
    return made


def test_a_page_knows_who_acts(client: Client, wang: User) -> None:
    assert client.get("/who").content.decode() == "名wang"


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/who?a=1")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/who%3Fa%3D1")


def test_a_deactivated_user_is_signed_out_at_once(client: Client, wang: User) -> None:
    User.objects.update(is_active=False)
    assert client.get("/who").status_code == 302


@pytest.mark.parametrize(
    ("kind", "status"), [("not-allowed", 403), ("not-found", 404), ("refusal", 422), ("busy", 409), ("cursor", 400), ("large", 413)]
)
def test_each_refusal_has_its_status_on_pages_and_in_the_api(client: Client, wang: User, kind: str, status: int) -> None:
    assert client.get(f"/refuse/{kind}").status_code == status
    assert client.get(f"/api/v1/refuse/{kind}").status_code == status


def test_what_is_out_of_scope_looks_exactly_like_what_is_absent(client: Client, wang: User) -> None:
    hidden, absent = client.get("/refuse/not-found"), client.get("/refuse/not-faked")
    assert hidden.status_code == absent.status_code
    assert plain(hidden.content) == plain(absent.content)


def test_an_api_refusal_says_what_where_and_which_row(client: Client) -> None:
    assert client.get("/api/v1/refuse/refusal").json() == {
        "code": "tube_full",
        "message": "The tube is full.",
        "field": "tube",
        "row": 3,
    }


def test_a_page_speaks_the_language_on_the_account_until_the_browser_chooses(client: Client, wang: User) -> None:
    User.objects.update(language="en")
    assert client.get("/who")["Content-Language"] == "en"
    client.cookies["django_language"] = "zh-hans"
    assert client.get("/who")["Content-Language"] == "zh-hans"


def test_scripts_come_from_this_machine_only(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "http" not in policy
