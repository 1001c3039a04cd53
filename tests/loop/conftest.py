"""The county is built once for a file of tests; whatever happens in it is undone after each history."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from outpace.registry.tests import reference
from tests.loop.county import County, county


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    """A county with every app in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        reference.put_back()
        yield county()
        transaction.set_rollback(True)
