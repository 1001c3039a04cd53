"""Which failures are the database's absence, and which are ours."""

import json

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.test import RequestFactory
from psycopg import errors

from outpace.kernel.outage import is_outage, server_error


def raised(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    """As Django wraps what psycopg raises."""
    error = kind("the server said no")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "cause", [psycopg.OperationalError(), errors.AdminShutdown(), errors.CannotConnectNow(), errors.TooManyConnections()]
)
def test_a_server_that_goes_comes_or_is_full_is_away(cause: Exception) -> None:
    assert is_outage(raised(cause))


def test_a_connection_that_was_closed_is_away_too() -> None:
    assert is_outage(InterfaceError("connection already closed"))


@pytest.mark.parametrize("cause", [errors.DeadlockDetected(), errors.LockNotAvailable(), errors.QueryCanceled()])
def test_a_server_that_refuses_a_statement_is_there(cause: Exception) -> None:
    assert not is_outage(raised(cause))


def test_a_fault_of_ours_is_not_an_outage() -> None:
    assert not is_outage(raised(errors.NumericValueOutOfRange(), DataError))
    assert not is_outage(None)


def test_what_happened_while_an_outage_was_handled_is_the_outage() -> None:
    later = RuntimeError("the page about it failed too")
    later.__context__ = raised(psycopg.OperationalError())
    assert is_outage(later)


def test_a_program_is_told_of_our_fault_in_json_and_a_person_on_a_page() -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        program, person = server_error(RequestFactory().get("/api/v1/me")), server_error(RequestFactory().get("/registry/"))
    assert (program.status_code, json.loads(program.content)["code"]) == (500, "server_error")
    assert person.status_code == 500
    assert "Retry-After" not in person.headers
