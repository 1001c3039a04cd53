"""Fixtures of the screening tests."""

import pytest

from outpace.screening.tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """A small county with an open pass."""
    return build()
