"""Is it over in a zone? The page, its checklist, and what a human assumes."""

from datetime import timedelta

import pytest
from django.test import Client

from outpace.analysis import api
from outpace.analysis.data import Assumed
from outpace.analysis.tests.world import County, county
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.screening.tests.people import BACKEND, user_with
from outpace.screening.tests.world import MORNING
from outpace.zoning.tests import world as zoning


@pytest.fixture
def here(db: None) -> County:
    """An empty county."""
    return county()


def drawn(here: County) -> int:
    """A signed zone over the first grid."""
    zoning.found(AreaPath(here.world.grids[0].path), MORNING, case_id=4711)
    return zoning.sign(here.world, zoning.waiting()[0], MORNING)


def test_a_zone_has_its_answer_its_checklist_and_what_is_assumed(here: County) -> None:
    zone = drawn(here)
    later = MORNING + timedelta(days=8)
    client = Client()
    client.cookies["django_language"] = "en"
    with clock.at(later):
        client.force_login(user_with("commander", here.path), BACKEND)
        page = client.get(f"/analysis/zones/{zone}/?hidden=1").content.decode()
        listed = client.get(f"/analysis/areas/{here.world.county.pk}/ending/").content.decode()
    assert "8 days without a new case" in page
    assert "Advice only" in page
    assert f"/analysis/zones/{zone}/" in listed


def test_the_last_case_inside_begins_the_count(here: County) -> None:
    zone = drawn(here)
    here.cases([MORNING.date() + timedelta(days=1)], wait=2)
    with clock.at(MORNING + timedelta(days=8)):
        found = api.ending(here.commander, zone, assumed=Assumed()).found
    assert (found.clear, found.cases) == (5, 1)
