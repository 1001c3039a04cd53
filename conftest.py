"""Shared by every test: real PostgreSQL, started for the first test that asks for a database."""

import hypothesis
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from outpace.kernel.embedded import ensure_running
from outpace.registry.tests import reference
from tools.catalogues import compile_all

# How long an example takes says something about the machine, not about the property: no timed assertion.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_sessionstart() -> None:
    """Compile the catalogues that changed, so that tests read the Chinese that is written now."""
    compile_all()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the embedded server up before pytest-django makes the test database (one for each process of a parallel run)."""
    if settings.EMBEDDED:
        ensure_running(settings.PLACE)
    # A thread that ends must leave no session behind, or the test database cannot be dropped.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Have the rows that migrations make: transactional tests empty every table, and --reuse-db keeps it so."""
    with django_db_blocker.unblock():
        reference.put_back()
