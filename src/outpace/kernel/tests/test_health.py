"""What supervisors and load balancers are told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from outpace.kernel import clock
from outpace.kernel.database import DatabaseTooOld, require_version
from outpace.kernel.models import JobRun


def test_a_live_process_says_so_without_touching_the_database(client: Client, synthetic: None) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_a_static_file_is_served_without_touching_the_database(client: Client, synthetic: None) -> None:
    assert client.get("/static/ui/dist/favicon.svg").status_code == 200


def lose_the_database() -> None:
    """Have this thread look for the database where none listens."""
    connection.settings_dict = connection.settings_dict | {"PORT": "1"}


@pytest.mark.django_db
def test_where_the_clock_is_followed_a_database_that_is_away_is_told_as_anywhere(client: Client, synthetic: None) -> None:
    client.raise_request_exception = False
    with ThreadPoolExecutor(1, initializer=lose_the_database) as thread:
        ready, page = (thread.submit(client.get, address).result() for address in ("/readyz", "/"))
    assert (ready.status_code, ready.json()["database"]) == (503, "OperationalError")
    assert (page.status_code, page["Retry-After"]) == (503, "5")


@pytest.mark.django_db
def test_a_program_in_order_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": "ok", "migrations": "ok", "queue": "ok"})


@pytest.mark.django_db
def test_a_table_still_to_make_means_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'outpace_kernel')")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "1 to apply")


@pytest.mark.django_db
def test_work_that_nobody_takes_means_not_ready(client: Client) -> None:
    long_ago = clock.now() - timedelta(minutes=10)
    JobRun.objects.create(kind="x", title="x", actor_kind="user", actor_id=1, actor_name="x", created_at=long_ago)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["queue"].startswith("no worker; work has waited 60")


@pytest.mark.parametrize("version", [150000, 150004, 180001])
def test_postgresql_15_and_newer_is_accepted(version: int) -> None:
    require_version(version)


@pytest.mark.parametrize("version", [90624, 140012, 149999])
def test_an_older_postgresql_is_refused_with_what_to_do(version: int) -> None:
    with pytest.raises(DatabaseTooOld, match="needs 15 or newer"):
        require_version(version)


@pytest.mark.django_db
def test_every_new_connection_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outpace.kernel.database.MINIMUM_VERSION", 99)
    fresh = connection.copy()
    with pytest.raises(DatabaseTooOld):
        fresh.connect()
    fresh.close()
