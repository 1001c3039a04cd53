"""Fixtures of the isolation tests."""

from collections.abc import Iterator

import pytest

from outpace.isolation.tests.world import NOW, Isolation, make
from outpace.kernel import clock


@pytest.fixture
def isolation(db: None) -> Iterator[Isolation]:
    """A small county with facilities, at ten in the morning of 12 August 2022."""
    made = make()
    with clock.at(NOW):
        yield made
