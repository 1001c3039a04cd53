"""People inside are counted when the zone is drawn and kept as people come and go; moved areas take their zones along."""

from django.db import transaction

from outpace.kernel.scope import AreaPath
from outpace.registry import api as registry
from outpace.registry.choices import Presence
from outpace.registry.data import AreaMerged, AreaMoved
from outpace.screening.tests.world import World, staff
from outpace.zoning import api
from outpace.zoning.models import Zone, ZoneArea
from outpace.zoning.tests.world import FIRST, commander, drawn, grid, sign, waiting


def test_somebody_who_leaves_is_no_longer_counted_inside(world: World) -> None:
    zone = drawn(world)
    person = world.people[world.grids[0].pk][0]
    registry.change_presence(staff("grid_worker", world.county.path), [person], Presence.AWAY)
    assert Zone.objects.get(pk=zone).people == 11


def test_every_zone_over_a_place_counts_its_people(world: World) -> None:
    zone = drawn(world)
    rest = sign(world, waiting()[0])
    registry.change_presence(staff("grid_worker", world.county.path), [world.people[world.grids[0].pk][0]], Presence.AWAY)
    assert [Zone.objects.get(pk=number).people for number in (zone, rest)] == [11, 47]


def test_people_of_another_grid_change_nothing(world: World) -> None:
    zone = drawn(world)
    registry.change_presence(staff("grid_worker", world.county.path), [world.people[world.grids[1].pk][0]], Presence.AWAY)
    assert Zone.objects.get(pk=zone).people == 12


def test_the_count_kept_equals_a_recount(world: World) -> None:
    zone = drawn(world)
    for person in world.people[world.grids[0].pk][:5]:
        registry.change_presence(staff("grid_worker", world.county.path), [person], Presence.AWAY)
    assert Zone.objects.get(pk=zone).people == registry.counts_under(grid(world, 0)).present


def test_a_zone_is_found_under_the_new_path_of_its_area_at_every_hour(world: World) -> None:
    zone = drawn(world)
    old, new = grid(world, 0), AreaPath(f"{world.townships[1].path}{world.grids[0].code}/")
    with transaction.atomic():
        api.follow_moved_area(AreaMoved(world.grids[0].pk, old, new))
    assert [area.path for area in ZoneArea.objects.filter(zone=zone)] == [new]
    assert api.zones_at(commander(world), AreaPath(world.townships[1].path), FIRST)[0].area_paths == (new,)


def test_merging_two_grids_of_one_zone_leaves_one_area(world: World) -> None:
    zone = drawn(world)
    into = grid(world, 2)
    ZoneArea.objects.create(zone_id=zone, path=into)
    with transaction.atomic():
        api.follow_merged_area(AreaMerged(world.grids[0].pk, world.grids[2].pk, grid(world, 0), into))
    assert [area.path for area in ZoneArea.objects.filter(zone=zone)] == [into]
