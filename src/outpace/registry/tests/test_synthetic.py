"""Filling a county: exact sums, counts that equal a recount, all or nothing."""

from datetime import date
from pathlib import Path

import pytest
from django.db.models import F

from outpace.kernel.events import listening
from outpace.registry import api
from outpace.registry.data import ResidentsChanged
from outpace.registry.models import AreaCount, Person
from outpace.registry.services.counts import recount
from outpace.registry.services.synthetic import CountyRefused, Order
from outpace.registry.tests.cast import SYSTEM, County

ORDER = Order(people=600, grids=7, seed=1, as_of=date(2021, 11, 8))


def test_people_grids_and_households_add_up(hui: County) -> None:
    made = api.fill_county(SYSTEM, hui.county.id, ORDER)
    counts = api.counts_under(hui.county.path)
    assert (made.people, counts.residents, counts.grids, Person.objects.count()) == (600, 600, 7, 600)
    assert (made.present, made.households) == (counts.present, counts.households)


def test_every_count_equals_a_recount(hui: County) -> None:
    api.fill_county(SYSTEM, hui.county.id, ORDER)
    for row in AreaCount.objects.all():
        held = recount([row.pk])[row.pk]
        assert (row.residents, row.present, row.away, row.households) == (held.residents, held.present, held.away, held.households)


def test_each_grid_is_news_with_its_own_people(hui: County) -> None:
    heard: list[ResidentsChanged] = []
    with listening(ResidentsChanged, heard.append):
        api.fill_county(SYSTEM, hui.county.id, ORDER)
    for event in heard:
        assert set(event.person_ids) == set(Person.objects.filter(grid_id=event.grid_id).values_list("id", flat=True))


def test_everyone_is_marked_synthetic_and_readable(hui: County) -> None:
    api.fill_county(SYSTEM, hui.county.id, ORDER)
    assert not Person.objects.filter(synthetic=False).exists()
    grid = Person.objects.values_list("grid_id", flat=True)[0]
    entry = api.roster(SYSTEM, grid, purpose="test").items[0]
    assert entry.document.startswith("99")
    assert api.person_by_document(SYSTEM, entry.document, purpose="test").id == entry.id
    assert api.person_by_code(SYSTEM, entry.code, purpose="test").id == entry.id


def test_households_lie_in_the_grid_of_their_members(hui: County) -> None:
    api.fill_county(SYSTEM, hui.county.id, ORDER)
    assert Person.objects.exclude(household__grid_id=F("grid_id")).count() == 0


def test_an_inhabited_county_is_not_filled_again(hui: County) -> None:
    api.fill_county(SYSTEM, hui.county.id, ORDER)
    with pytest.raises(CountyRefused, match="inhabited"):
        api.fill_county(SYSTEM, hui.county.id, ORDER)


def test_a_place_without_villages_is_not_filled(hui: County) -> None:
    with pytest.raises(CountyRefused, match="no_villages"):
        api.fill_county(SYSTEM, hui.grid.id, ORDER)


@pytest.mark.django_db
@pytest.mark.slow
def test_hui_county_holds_its_census_population() -> None:
    api.load_divisions(SYSTEM, [Path(__file__).parents[4] / "data/areas/report_jurisdictions.csv.gz"], prefix="621227")
    county = api.area_by_code(SYSTEM, "621227")
    made = api.fill_county(SYSTEM, county.id, Order(people=189_888, grids=1_046, seed=1, as_of=date(2021, 11, 8)))
    counts = api.counts_under(county.path)
    assert (made.people, counts.residents, counts.grids) == (189_888, 189_888, 1_046)
