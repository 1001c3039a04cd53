"""Fixtures of the registry's tests."""

from collections.abc import Iterator

import pytest

from outpace.kernel.events import listening
from outpace.registry.data import ResidentsChanged
from outpace.registry.tests import cast, reference


@pytest.fixture
def hui(db: None) -> Iterator[cast.County]:
    county = cast.county()
    with listening(ResidentsChanged, county.heard.append):
        yield county


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Real commits, for tests of what two do at once; the tables begin with the rows that migrations make."""
    reference.put_back()
