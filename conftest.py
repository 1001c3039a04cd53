"""Shared by every test: real PostgreSQL, started for the first test that asks for a database."""

import pytest
from django.conf import settings

from outpace.kernel.embedded import ensure_running


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Have the embedded server up before pytest-django makes the test database."""
    if settings.EMBEDDED:
        ensure_running(settings.PLACE)
