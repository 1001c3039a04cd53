"""Every address by every role, in its own area and in another: who gets in, who is refused, and that nothing outside can be read.

An address that `tests/access_map.py` does not declare fails here.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from outpace.config.rest import api
from outpace.kernel import clock
from outpace.kernel.permissions import PERSONAL as PERSONAL_RIGHTS
from outpace.kernel.permissions import Permission
from outpace.kernel.roles import rights_of
from tests import access_world
from tests.access_map import OPERATIONS, PAGES, QUERIES, bodies, forms
from tests.access_world import ABSENT, DEVICES, HUMANS, IDENTITIES, PERSONAL, SECRETS, AccessWorld, addresses, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROUTES = {address.name: address for address in addresses()}
CALLS = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, item in api.get_openapi_schema()["paths"].items() for method in item}
OPEN = [name for name, access in PAGES.items() if not access.is_public]
OBJECTS = [
    name for name in OPEN if not PAGES[name].is_list and any(part.endswith("_id") for part in getattr(ROUTES.get(name), "parameters", ()))
]
REFUSED = {403, 404}
BY_STATION = {"screening:desk"}
"""Pages that open to other roles at another kind of station than the world's."""


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[AccessWorld]:
    """One world for the whole matrix; every question to it is undone at once, and the world itself at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield access_world.make()
        transaction.set_rollback(True)


def page(everything: AccessWorld, client: Client, name: str, **values: object) -> Any:
    """Open a page, sending it a form if that is all it takes."""
    address = ROUTES[name]
    url = address.filled({**everything.values(address), **values})
    return everything.ask(client, url, form=forms(everything.ids).get(name))


def call(everything: AccessWorld, client: Client, name: str, headers: dict[str, str] | None = None) -> Any:
    """Call an operation with a well-formed body."""
    method, _, path = name.partition(" ")
    url = "/api/v1" + re.sub(r"{(\w+)}", lambda found: str(everything.ids[found[1]]), path) + QUERIES.get(name, "")
    return everything.ask_json(client, method, url, bodies(everything.ids).get(name, {}), headers)


def test_every_page_is_declared() -> None:
    assert set(ROUTES) == set(PAGES)


def test_every_operation_is_declared() -> None:
    assert set(OPERATIONS) == CALLS


@pytest.mark.parametrize("name", OPEN)
def test_a_page_opens_to_the_roles_declared_and_to_nobody_else(everything: AccessWorld, name: str) -> None:
    answers = {role: page(everything, everything.inside[role], name) for role in HUMANS}
    admitted = {role for role, answer in answers.items() if answer.status_code not in REFUSED}
    assert admitted == {role for role in HUMANS if PAGES[name].admits(role)}
    assert [role for role, answer in answers.items() if answer.status_code >= 500 or overshown(role, answer)] == []
    assert {role: dead_ends(role, answer) for role, answer in answers.items() if dead_ends(role, answer)} == {}


@pytest.mark.parametrize("name", OPEN)
def test_outside_the_area_a_page_shows_nothing_and_an_object_looks_absent(everything: AccessWorld, name: str) -> None:
    for role in HUMANS:
        answer = page(everything, everything.outside[role], name)
        assert found_secrets(answer) == []
        assert answer.status_code < 500
        assert name not in OBJECTS or answer.status_code in REFUSED


@pytest.mark.parametrize("name", OBJECTS)
def test_a_guessed_id_and_somebody_elses_id_are_answered_alike(everything: AccessWorld, name: str) -> None:
    address = ROUTES[name]
    nowhere = {parameter: ABSENT for parameter in address.parameters if parameter.endswith("_id")}
    with clock.at(clock.now()):
        for role in [role for role in HUMANS if PAGES[name].admits(role)]:
            client = everything.outside[role]
            theirs, absent = page(everything, client, name), page(everything, client, name, **nowhere)
            assert (theirs.status_code, plain(theirs)) == (absent.status_code, plain(absent))


@pytest.mark.parametrize("name", OPEN)
def test_nobody_reads_a_page_without_signing_in(everything: AccessWorld, name: str) -> None:
    answer = page(everything, Client(), name)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", OPEN)
def test_a_role_that_no_longer_exists_opens_nothing(everything: AccessWorld, name: str) -> None:
    answer = page(everything, everything.inside["ghost"], name)
    assert found_secrets(answer) == []
    if (PAGES[name].every or PAGES[name].any_of) and not PAGES[name].is_list:
        assert answer.status_code in REFUSED


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_answers_the_roles_declared_and_nobody_else(everything: AccessWorld, name: str) -> None:
    answers = {role: call(everything, everything.inside[role], name).status_code for role in HUMANS}
    answers |= {role: call(everything, Client(), name, everything.devices_inside[role]).status_code for role in DEVICES}
    assert {role for role, status in answers.items() if status not in REFUSED} == {
        role for role in answers if OPERATIONS[name].admits(role)
    }
    assert max(answers.values()) < 500


@pytest.mark.parametrize("name", OPERATIONS)
def test_outside_the_area_an_operation_gives_nothing_away(everything: AccessWorld, name: str) -> None:
    answers = [call(everything, everything.outside[role], name) for role in HUMANS]
    answers += [call(everything, Client(), name, everything.devices_outside[role]) for role in DEVICES]
    for answer in answers:
        assert found_secrets(answer) == []
        assert answer.status_code < 500
        assert answer.status_code in REFUSED or OPERATIONS[name].is_list or "{" not in name


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_asks_who_calls(everything: AccessWorld, name: str) -> None:
    assert call(everything, Client(), name).status_code == 401


def found_secrets(answer: Any) -> list[str]:
    """Which of the county's secrets stand in this answer?"""
    text = text_of(answer)
    return [secret for secret in SECRETS if secret in text]


def overshown(role: str, answer: Any) -> list[str]:
    """What does this answer show of people beyond what the role may see?"""
    text, rights = text_of(answer), rights_of(role)
    hidden = () if Permission.PERSON_IDENTITY in rights else IDENTITIES
    return [secret for secret in (hidden if PERSONAL_RIGHTS & rights else PERSONAL) if secret in text]


def dead_ends(role: str, answer: Any) -> list[str]:
    """Which links does this answer offer to pages that this role may not open?"""
    if answer.streaming or "html" not in answer.headers.get("content-type", ""):
        return []
    ended = []
    for path in sorted(set(re.findall(r'<a\b[^>]*?href="(/[^"#?]*)', text_of(answer)))):
        with suppress(Resolver404):
            name = resolve(path).view_name
            ended += [path] if name in PAGES and name not in BY_STATION and not PAGES[name].invites(role) else []
    return ended


def plain(answer: Any) -> str:
    """What does an answer say, apart from the address it repeats and the tokens of its forms?"""
    text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken&quot;: &quot;|X-CSRFToken": ")[^"&]+', "", text_of(answer))
    return re.sub(r"/[0-9A-Za-z/._-]*\d[0-9A-Za-z/._?=-]*", "", re.sub(r'nonce="[^"]+"', "", text))
