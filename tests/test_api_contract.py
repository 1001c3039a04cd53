"""The API keeps its own description, whatever it is sent: no answer over 499, and every answer has the form that OpenAPI promises.

schemathesis makes up requests from the description itself; ids of real objects are put in for about half of them, so that the questions
reach beyond "not found". Each request is asked once by a device and once by a signed-in user.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests import access_world
from tests.access_world import AccessWorld

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[AccessWorld]:
    """One world for all operations, undone at the end; a request must not close the connection that holds it, as in Django's own client."""
    signals = (request_started, request_finished)
    with django_db_blocker.unblock(), transaction.atomic():
        for signal in signals:
            signal.disconnect(close_old_connections)
        yield access_world.make()
        for signal in signals:
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_answer_is_as_described(case: Any, everything: AccessWorld) -> None:
    ids = {**everything.ids, "giver": everything.ids["site_id"], "taker": everything.ids["courier_id"], "tube": access_world.TUBE}
    case.path_parameters = real(case.path_parameters, ids)
    case.body = real(case.body, ids)
    case.headers = case.cookies = {}  # the description's own made-up tokens would speak for the caller
    for caller in callers(everything, case.path):
        with transaction.atomic():
            answer = case.call(**caller)
            transaction.set_rollback(True)
        assert answer.status_code != 401, "nobody was signed in"
        case.validate_response(answer, checks=CHECKS)


def callers(everything: AccessWorld, path: str) -> list[dict[str, Any]]:
    """A device and a user who may do most of what this address offers."""
    device = "lab_device" if "tested" in path or "laborator" in path else "site_device"
    role = "screening_lead" if "/registry/" in path or "/screening/" in path else "system_admin"
    return [{"headers": everything.devices_inside[device]}, session(everything, role)]


def session(everything: AccessWorld, role: str) -> dict[str, Any]:
    """What a signed-in browser sends along: its session, and its CSRF token twice."""
    cookie, token = everything.inside[role].cookies["sessionid"].value, "a" * 32
    return {"cookies": {"sessionid": cookie, "csrftoken": token}, "headers": {"x-csrftoken": token}}


def real(given: Any, ids: dict[str, Any]) -> Any:
    """The same request with ids of real objects where it names one with an even number or a plausible code."""
    if isinstance(given, dict):
        return {name: ids[name] if name in ids and is_even(value) else real(value, ids) for name, value in given.items()}
    return [real(value, ids) for value in given] if isinstance(given, list) else given


def is_even(value: object) -> bool:
    """Is this value to be replaced?"""
    if isinstance(value, str):
        return len(value) % 2 == 0
    return isinstance(value, int) and not isinstance(value, bool) and value % 2 == 0
