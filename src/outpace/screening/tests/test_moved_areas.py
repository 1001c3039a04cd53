"""Screening follows an area that gets another path."""

from outpace.registry import api as registry
from outpace.screening import api
from outpace.screening.choices import Outcome
from outpace.screening.models import Pass, PositivePool
from outpace.screening.tests.world import World, staff


def test_a_positive_pool_is_found_where_its_township_moved_to(world: World) -> None:
    people = world.people[world.grids[0].pk][:3]
    world.sample("T1", people)
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    admin = staff("system_admin", "/")
    registry.move_area(admin, world.townships[0].pk, to_parent_id=world.townships[1].pk)
    moved = registry.paths_of([world.townships[0].pk])[world.townships[0].pk]
    assert PositivePool.objects.get().area_path == moved
    assert api.get_pass(staff("screening_lead", moved), world.pass_id).id == world.pass_id
    assert Pass.objects.get(pk=world.pass_id).area_path == world.county.path
