"""Statements sent together behave as if each had been waited for, and a kept connection is known to be dead without asking."""

import pytest
from django.db import IntegrityError, connection, transaction

from outpace.kernel import prepared

pytestmark = pytest.mark.django_db(transaction=True)

SAVE = "INSERT INTO outpace_kernel_inboxrecord (record_id, source, outcome, recorded_at) VALUES (%s::uuid, %s::varchar, 0, now())"
COUNT = "SELECT count(*) FROM outpace_kernel_inboxrecord WHERE source = %s::varchar"
ONE, TWO = "0190f0a0-6f00-7000-8000-000000000001", "0190f0a0-6f00-7000-8000-000000000002"


def test_each_statement_sent_together_sees_what_the_ones_before_it_did() -> None:
    with transaction.atomic(), prepared.together():
        prepared.send(SAVE, [ONE, "here"])
        first = prepared.send(COUNT, ["here"])
        prepared.send(SAVE, [TWO, "here"])
        second = prepared.send(COUNT, ["here"])
    assert (first(), second()) == ([(1,)], [(2,)])


def save_twice() -> None:
    with transaction.atomic(), prepared.together():
        prepared.send(SAVE, [ONE, "here"])
        prepared.send(SAVE, [ONE, "here"])
        prepared.send(COUNT, ["here"])


def test_an_error_of_one_statement_undoes_all_of_them_and_is_djangos() -> None:
    with pytest.raises(IntegrityError):
        save_twice()
    assert prepared.fetch(COUNT, ["here"]) == [(0,)]


def test_a_connection_that_the_server_ended_is_found_out_by_looking_at_its_socket() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        victim = cursor.fetchone()[0]
    assert connection.is_usable()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [victim])
    other.close()
    assert not connection.is_usable()
    connection.close()
