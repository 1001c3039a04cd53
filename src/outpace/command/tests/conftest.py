"""Fixtures of the command tests."""

from collections.abc import Iterator

import pytest

from outpace.command.tests.world import MORNING, Headquarters, build
from outpace.kernel import clock


@pytest.fixture
def headquarters(db: None) -> Headquarters:
    """A county with its posts."""
    return build()


@pytest.fixture
def morning() -> Iterator[None]:
    """It is the morning of 11 August 2022."""
    with clock.at(MORNING):
        yield
