"""Shared by every test: real PostgreSQL, started for the first test that asks for a database."""

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from outpace.kernel.embedded import ensure_running
from outpace.registry.tests import reference
from tools.catalogues import compile_all


def pytest_sessionstart() -> None:
    """Compile the catalogues that changed, so that tests read the Chinese that is written now."""
    compile_all()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Have the embedded server up before pytest-django makes the test database."""
    if settings.EMBEDDED:
        ensure_running(settings.PLACE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Have the rows that migrations make: transactional tests empty every table, and --reuse-db keeps it so."""
    with django_db_blocker.unblock():
        reference.put_back()
