"""Every reading door by every role, inside and outside the role's area: seen in full, masked, refused or absent, never a leak."""

from collections.abc import Callable

import pytest

from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES
from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.registry import api
from outpace.registry.data import NewStation
from outpace.registry.models import Person
from outpace.registry.tests.cast import SYSTEM, County, actor, document, somebody

NAME = "欧阳小明"
Door = Callable[[Actor, County], object]

AREA_DOORS: list[Door] = [
    lambda who, hui: api.area(who, hui.grid.id),
    lambda who, hui: api.area_by_code(who, hui.grid.code),
    lambda who, hui: api.area_row(who, hui.grid.id),
    lambda who, hui: api.ancestors(who, hui.grid.id),
    lambda who, hui: api.aliases(who, hui.grid.id),
    lambda who, hui: api.history(who, hui.grid.id),
    lambda who, hui: api.children(who, hui.village.id),
    lambda who, hui: api.subtree(who, hui.village.path),
    lambda who, hui: api.station(who, hui.station),
    lambda who, hui: api.station_by_code(who, "S1"),
    lambda who, hui: api.posts(who, hui.station),
    lambda who, hui: api.on_duty(who, hui.station),
    lambda who, hui: api.headless(who, path=hui.village.path),
]
PERSON_DOORS: list[Door] = [
    lambda who, hui: api.person(who, hui.person, purpose="t"),
    lambda who, hui: api.person_by_code(who, Person.objects.get(pk=hui.person).code, purpose="t"),
    lambda who, hui: api.person_by_document(who, document(41), purpose="t"),
    lambda who, hui: api.household_members(who, hui.person, purpose="t"),
    lambda who, hui: api.roster(who, hui.grid.id, purpose="t"),
]


@pytest.fixture
def filled(hui: County) -> County:
    home = api.open_household(SYSTEM, hui.grid.id, number="1", address="先农村1号")
    hui.person = api.enrol(SYSTEM, hui.grid.id, somebody(NAME, document=document(41), phone="13800001234"), household_id=home)
    hui.station = api.create_station(SYSTEM, hui.village.id, NewStation(code="S1", kind="sampling_site", name="一号点")).id
    return hui


@pytest.mark.parametrize("role", ROLES)
def test_areas_and_stations_are_seen_inside_and_absent_outside(filled: County, role: str) -> None:
    for door in AREA_DOORS:
        assert door(actor(role, filled.town.path), filled) is not None
        with pytest.raises(NotFound):
            door(actor(role, filled.other_town.path), filled)


@pytest.mark.parametrize("role", ROLES)
def test_people_are_shown_in_full_masked_or_not_at_all(filled: County, role: str) -> None:
    rights = ROLES[role].permissions
    for door in PERSON_DOORS:
        if Permission.PERSON_READ in rights or Permission.PERSON_IDENTITY in rights:
            assert (NAME in repr(door(actor(role, filled.town.path), filled))) == (Permission.PERSON_IDENTITY in rights)
        else:
            with pytest.raises((NotFound, NotAllowed)):
                door(actor(role, filled.town.path), filled)


@pytest.mark.parametrize("role", ROLES)
def test_outside_ones_area_people_look_absent(filled: County, role: str) -> None:
    for door in PERSON_DOORS:
        with pytest.raises(NotFound):
            door(actor(role, filled.other_town.path), filled)


@pytest.mark.parametrize("role", ROLES)
def test_lists_leave_out_what_lies_outside(filled: County, role: str) -> None:
    stranger = actor(role, filled.other_town.path)
    assert api.persons_for_ids(stranger, [filled.person], purpose="t") == []
    assert api.areas_for_ids(stranger, [filled.grid.id]) == {}
    assert api.stations(stranger).items == ()
    assert filled.grid.code not in [node.code for node in api.search_areas(stranger, "一网格")]


@pytest.mark.parametrize("role", ROLES)
def test_a_roster_is_searched_only_by_who_may_and_only_inside(filled: County, role: str) -> None:
    with pytest.raises(NotFound):
        api.roster_search(actor(role, filled.other_town.path), filled.grid.id, "小明", purpose="t")
    if Permission.ROSTER_SEARCH not in ROLES[role].permissions:
        with pytest.raises(NotAllowed):
            api.roster_search(actor(role, filled.town.path), filled.grid.id, "小明", purpose="t")
    else:
        assert len(api.roster_search(actor(role, filled.town.path), filled.grid.id, "小明", purpose="t")) == 1
