"""A kept connection is known to be dead without asking the server."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


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
