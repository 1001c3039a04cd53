"""Fixtures of the zoning tests."""

import pytest

from outpace.screening.tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """A small county of two townships and four grids of twelve people each; no pass is open."""
    return build(is_open=False)
