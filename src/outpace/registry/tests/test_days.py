"""Days pass by themselves for real people: an installation has either them or a clock that was moved on."""

from datetime import timedelta

import pytest

from outpace.kernel import clock
from outpace.kernel.models import DaysPassed
from outpace.registry import api
from outpace.registry.models import Person
from outpace.registry.rules.documents import synthetic_document
from outpace.registry.tests.cast import SYSTEM, County, somebody

DAY = timedelta(days=1)


def test_days_pass_where_everybody_is_made_up(synthetic: None, hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody(synthetic=True, document=synthetic_document("621227", "19800101", 1)))
    api.let_days_pass(SYSTEM, DAY)
    assert DaysPassed.objects.get().ahead == DAY


def test_one_real_person_is_enough_for_the_clock_to_stay(synthetic: None, hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    with pytest.raises(api.RealPeople, match="not_synthetic"):
        api.let_days_pass(SYSTEM, DAY)
    assert not DaysPassed.objects.exists()


def test_no_real_person_is_written_down_where_the_clock_was_moved_on(synthetic: None, hui: County) -> None:
    clock.be_ahead(DAY)
    with pytest.raises(api.RealPeople, match="clock_ahead"):
        api.enrol(SYSTEM, hui.grid.id, somebody())
    assert not Person.objects.exists()


def test_nor_by_a_process_that_does_not_know_of_it(hui: County) -> None:
    DaysPassed.objects.create(ahead=DAY)
    with pytest.raises(api.RealPeople, match="clock_ahead"):
        api.enrol(SYSTEM, hui.grid.id, somebody())
    assert api.enrol(SYSTEM, hui.grid.id, somebody(synthetic=True, document=synthetic_document("621227", "19800101", 1)))
