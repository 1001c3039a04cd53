"""Is it over in a zone? The page, its checklist, and what a human assumes."""

from datetime import timedelta

import pytest
from django.test import Client

from outpace.analysis import api
from outpace.analysis.data import Assumed
from outpace.analysis.selectors.areas import fine_enough, require_fineness_over
from outpace.analysis.tests.world import County, county
from outpace.kernel import clock
from outpace.kernel.scope import Actor, AreaPath, NotAllowed
from outpace.registry.models import AreaCount
from outpace.screening.tests.people import BACKEND, user_with
from outpace.screening.tests.world import MORNING, staff
from outpace.zoning.models import Zone
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


@pytest.mark.parametrize(("areas", "shown"), [("grids", 403), ("townships", 200)])
def test_a_zone_below_the_township_is_answered_only_to_who_reads_cases_there(here: County, areas: str, shown: int) -> None:
    zoning.found(AreaPath(getattr(here.world, areas)[0].path), MORNING, case_id=4711)
    zone, client = zoning.sign(here.world, zoning.waiting()[0], MORNING), Client()
    with clock.at(MORNING + timedelta(days=8)):
        api.ending(here.commander, zone, assumed=Assumed())
        client.force_login(user_with("observer", here.path), BACKEND)
        listed = client.get(f"/analysis/areas/{here.world.county.pk}/ending/").content.decode()
        pages = (f"/analysis/zones/{zone}/", f"/analysis/zones/{zone}/?hidden=1")
        found = [client.get(page).status_code for page in pages]
    assert (found, f"/analysis/zones/{zone}/" in listed) == ([shown] * 2, shown == 200)


def test_grids_of_several_townships_are_as_large_as_one_where_as_many_people_live_in_them_and_beside_them(here: County) -> None:
    towns, grids = ([AreaPath(area.path) for area in areas] for areas in (here.world.townships, here.world.grids))
    for area in (*here.world.townships, *here.world.grids):
        AreaCount.objects.update_or_create(area=area, defaults={"residents": 10, "present": 10, "households": 3})
    large, small = {1: grids, 2: towns, 3: towns[:1], 4: []}, {5: grids[:1], 6: [towns[0], grids[1]]}
    assert fine_enough(observing(here), large | small) == set(large)
    with pytest.raises(NotAllowed):
        require_fineness_over(observing(here), small[6])
    AreaCount.objects.filter(area=here.world.grids[0]).update(residents=9)
    assert fine_enough(observing(here), {1: grids}) == {1}
    AreaCount.objects.filter(area=here.world.grids[1]).update(residents=9)
    assert fine_enough(observing(here), {1: grids}) == set()


def test_grids_that_leave_few_people_of_their_townships_are_not(here: County) -> None:
    for area, residents in zip((*here.world.townships, *here.world.grids), (10, 9, 10, 30), strict=True):
        AreaCount.objects.update_or_create(area=area, defaults={"residents": residents, "present": residents, "households": 3})
    assert fine_enough(observing(here), {1: [AreaPath(grid.path) for grid in here.world.grids]}) == set()


def test_a_kept_run_about_such_a_zone_is_for_who_reads_cases_there(here: County) -> None:
    zone = drawn(here)
    Zone.objects.filter(pk=zone).update(area_path=here.path)  # as of a zone that was drawn around several grids
    run = api.ending(here.commander, zone, assumed=Assumed()).frame.run_id
    assert api.kept_run(here.commander, run).inputs
    with pytest.raises(NotAllowed):
        api.kept_run(observing(here), run)


def observing(here: County) -> Actor:
    """Somebody who reads counts of the county and no cases."""
    return staff("observer", here.path)


def test_the_last_case_inside_begins_the_count(here: County) -> None:
    zone = drawn(here)
    here.cases([MORNING.date() + timedelta(days=1)], wait=2)
    with clock.at(MORNING + timedelta(days=8)):
        found = api.ending(here.commander, zone, assumed=Assumed()).found
    assert (found.clear, found.cases) == (5, 1)
