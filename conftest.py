"""Shared by every test: real PostgreSQL, started for the first test that asks for a database."""

from collections.abc import Iterator
from datetime import timedelta

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from outpace.kernel import clock
from outpace.kernel.embedded import ensure_running
from outpace.registry.tests import reference
from tools.catalogues import compile_all

# How long an example takes says something about the machine, not about the property: no timed assertion.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
# `make mutants`: a planted mistake is found or not by the same examples in every run, and nobody reads the smallest one.
hypothesis.settings.register_profile(
    "mutants", deadline=None, database=None, derandomize=True, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate]
)

DATABASE = {"db", "transactional_db", "live_server"}
OTHERS_END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""Sessions only: the server's own workers, such as autovacuum, are nobody's to end, and end by themselves."""


def pytest_sessionstart() -> None:
    """Compile the catalogues that changed, so that tests read the Chinese that is written now, and start where no demonstration was loaded.

    `make demo` marks the checkout's installation as synthetic, and every page of such a one asks one question more.
    """
    compile_all()
    settings.OUTPACE_SYNTHETIC = False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the embedded server up before pytest-django makes the test database (one for each process of a parallel run)."""
    if settings.EMBEDDED:
        ensure_running(settings.PLACE)
    # A thread that ends must leave no session behind, or the test database cannot be dropped.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Have the rows that migrations make, and leave no session behind that would keep the test database from being dropped."""
    with django_db_blocker.unblock():
        reference.put_back()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(OTHERS_END)


@pytest.fixture(autouse=True)
def rows_of_migrations(request: pytest.FixtureRequest) -> None:
    """Have the rows that migrations make in every test that asks for a database: a transactional test before it emptied every table."""
    if DATABASE & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        reference.put_back()


@pytest.fixture(autouse=True)
def language_of_the_installation() -> None:
    """Speak the installation's language at the start of every test: a page that an earlier one read leaves its language in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def synthetic(settings: Settings) -> Iterator[None]:
    """An installation marked as synthetic, where days may be let pass; this process is at the world's time again afterwards."""
    settings.OUTPACE_SYNTHETIC = True
    yield
    clock.be_ahead(timedelta())
