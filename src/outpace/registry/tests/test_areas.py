"""The area tree: made, renamed, moved, merged, found."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import clock
from outpace.kernel.audit import FindingKind, verify
from outpace.kernel.events import listening
from outpace.kernel.models import RoleGrant, User
from outpace.kernel.scope import AreaPath, NotAllowed, NotFound
from outpace.registry import api
from outpace.registry.data import AreaMerged, AreaMoved, NewArea
from outpace.registry.models import Area
from outpace.registry.tests.cast import SYSTEM, County, actor, add, somebody


def test_a_path_holds_the_codes_from_the_root(hui: County) -> None:
    assert hui.grid.path == "/62/6212/621227/621227100/621227100200/621227100200G01/"
    assert hui.grid.depth == 6


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewArea("a/b", "grid", "x"), "code"),
        (NewArea("G9", "grid", "  "), "name"),
        (NewArea("G9", "galaxy", "x"), "kind"),
        (NewArea("621227100", "township", "x"), "taken"),
    ],
)
def test_an_area_that_cannot_be_is_refused(hui: County, new: NewArea, reason: str) -> None:
    with pytest.raises(api.AreaRefused, match=reason):
        api.create_area(SYSTEM, new, parent_id=hui.village.id)


def test_a_subtree_is_the_area_and_all_below_it(hui: County) -> None:
    page = api.subtree(SYSTEM, hui.town.path)
    assert [node.code for node in page.items] == ["621227100", "621227100200", "621227100200G01", "621227100200G02"]


def test_a_subtree_can_be_of_one_kind_and_by_pages(hui: County) -> None:
    first = api.subtree(SYSTEM, hui.county.path, kind="grid", size=2)
    second = api.subtree(SYSTEM, hui.county.path, kind="grid", size=2, cursor=first.next_cursor)
    assert [node.code for node in (*first.items, *second.items)] == ["621227100200G01", "621227100200G02", "621227101200G01"]
    assert second.next_cursor is None


def test_a_sibling_whose_code_begins_alike_is_no_part_of_a_subtree(hui: County) -> None:
    add(hui.county, "6212271000", "township", "像城关镇")
    assert "6212271000" not in [node.code for node in api.subtree(SYSTEM, hui.town.path).items]


def test_ancestors_lead_down_from_the_root(hui: County) -> None:
    assert [node.name for node in api.ancestors(SYSTEM, hui.village.id)] == ["甘肃省", "陇南市", "徽县", "城关镇"]


def test_moving_a_village_moves_all_below_it(hui: County) -> None:
    api.move_area(SYSTEM, hui.village.id, to_parent_id=hui.other_town.id)
    assert api.area(SYSTEM, hui.grid.id).path == "/62/6212/621227/621227101/621227100200/621227100200G01/"
    assert [node.code for node in api.subtree(SYSTEM, hui.town.path).items] == ["621227100"]


def test_moving_tells_the_listeners_once(hui: County) -> None:
    heard: list[AreaMoved] = []
    with listening(AreaMoved, heard.append):
        moved = api.move_area(SYSTEM, hui.village.id, to_parent_id=hui.other_town.id)
        api.move_area(SYSTEM, hui.village.id, to_parent_id=hui.other_town.id)
    assert [(event.old_path, event.new_path) for event in heard] == [(hui.village.path, moved.path)]


def test_rights_follow_a_move_and_no_others_do(hui: County) -> None:
    keeper = User.objects.create(username="keeper", display_name="keeper")
    held = {
        path: RoleGrant.objects.create(user=keeper, role="observer", path=path, valid_from=clock.now())
        for path in (hui.village.path, hui.town.path)
    }
    moved = api.move_area(SYSTEM, hui.village.id, to_parent_id=hui.other_town.id)
    paths = [RoleGrant.objects.get(pk=grant.pk).path for grant in held.values()]
    assert paths == [moved.path, hui.town.path]


def test_depths_follow_a_move(hui: County) -> None:
    api.move_area(SYSTEM, hui.grid.id, to_parent_id=hui.county.id)
    assert api.area(SYSTEM, hui.grid.id).depth == 4


def test_an_area_cannot_hang_below_itself(hui: County) -> None:
    with pytest.raises(api.AreaRefused, match="below_itself"):
        api.move_area(SYSTEM, hui.town.id, to_parent_id=hui.village.id)


def test_a_manager_of_one_town_cannot_move_areas_into_another(hui: County) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        api.move_area(actor("system_admin", hui.town.path), hui.village.id, to_parent_id=hui.other_town.id)


def test_a_renamed_area_is_still_found_by_its_old_name(hui: County) -> None:
    api.rename_area(SYSTEM, hui.village.id, name="新农村委会", name_en="Xinnong")
    assert [node.name for node in api.search_areas(SYSTEM, "先农")] == ["新农村委会"]


@pytest.mark.parametrize(
    ("typed", "codes"), [("6212279", []), ("621227101", ["621227101", "621227101200", "621227101200G01"]), ("伏家", ["621227101"])]
)
def test_areas_are_found_by_the_beginning_of_code_or_name(hui: County, typed: str, codes: list[str]) -> None:
    assert [node.code for node in api.search_areas(SYSTEM, typed)] == codes


def test_an_empty_search_finds_nothing(hui: County) -> None:
    assert api.search_areas(SYSTEM, "  ") == []


def test_a_search_sees_only_the_readers_own_areas(hui: County) -> None:
    assert [node.code for node in api.search_areas(actor("observer", hui.town.path), "一网格")] == [hui.grid.code]


def test_history_keeps_name_and_path_of_before(hui: County) -> None:
    api.rename_area(SYSTEM, hui.village.id, name="新农村委会", name_en="")
    api.move_area(SYSTEM, hui.village.id, to_parent_id=hui.other_town.id)
    moved, renamed, created = api.history(SYSTEM, hui.village.id)
    assert (moved.action, moved.old_path) == ("moved", hui.village.path)
    assert (renamed.action, renamed.old_name, renamed.new_name) == ("renamed", "先农村委会", "新农村委会")
    assert created.action == "created"


def test_merging_gives_people_and_areas_below_to_the_other(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    api.merge_area(SYSTEM, hui.village.id, into_id=hui.other_village.id)
    assert api.area(SYSTEM, hui.grid.id).path == hui.other_village.path + "621227100200G01/"
    assert api.counts_under(hui.other_town.path).residents == 1
    assert api.area(SYSTEM, hui.village.id).active is False


def test_merging_grids_adds_their_counts(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    api.enrol(SYSTEM, hui.neighbour_grid.id, somebody())
    heard: list[AreaMerged] = []
    with listening(AreaMerged, heard.append):
        api.merge_area(SYSTEM, hui.neighbour_grid.id, into_id=hui.grid.id)
    assert (api.counts_under(hui.grid.path).residents, api.counts_under(hui.neighbour_grid.path).residents) == (2, 0)
    assert [event.into_id for event in heard] == [hui.grid.id]


def test_an_area_in_use_cannot_be_retired(hui: County) -> None:
    with pytest.raises(api.AreaRefused, match="in_use"):
        api.retire_area(SYSTEM, hui.village.id)


def test_a_retired_area_is_no_longer_listed(hui: County) -> None:
    api.retire_area(SYSTEM, hui.neighbour_grid.id)
    assert [row.node.code for row in api.children(SYSTEM, hui.village.id).items] == [hui.grid.code]


def test_children_carry_the_counts_of_all_below_them(hui: County) -> None:
    api.enrol(SYSTEM, hui.grid.id, somebody())
    api.enrol(SYSTEM, hui.neighbour_grid.id, somebody(presence=2))
    town = next(row for row in api.children(SYSTEM, hui.county.id).items if row.node.id == hui.town.id)
    assert (town.counts.residents, town.counts.present, town.counts.away, town.children) == (2, 1, 1, 1)


def test_the_tree_begins_where_the_readers_scope_begins(hui: County) -> None:
    assert [row.node.code for row in api.roots(actor("observer", hui.town.path))] == ["621227100"]
    assert [row.node.code for row in api.roots(SYSTEM)] == ["62"]


def test_every_change_leaves_a_chained_audit_entry(hui: County) -> None:
    api.rename_area(SYSTEM, hui.village.id, name="新农村委会", name_en="")
    # Anchors lie in a file of the installation that every test database shares; the chain itself is this database's own.
    assert [finding for finding in verify().findings if finding.kind is not FindingKind.ANCHOR] == []


def test_the_database_itself_refuses_a_path_without_slashes(hui: County) -> None:
    with pytest.raises(Exception, match="registry_area_path_slashes"), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_area SET path = 'x' WHERE id = %s", [hui.grid.id])


@pytest.mark.slow
def test_a_subtree_of_650_000_areas_is_read_through_the_path_index(hui: County) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_area (code, kind_id, parent_id, name, name_en, path, depth, active) "
            "SELECT 'X' || n, 'village', %s, 'v', '', %s || 'X' || n || '/', 5, true FROM generate_series(1, 650000) n",
            [hui.other_town.id, hui.other_town.path],
        )
        cursor.execute("ANALYZE registry_area")
    low, high = hui.town.path, hui.town.path[:-1] + "0"
    plan = Area.objects.filter(path__gte=low, path__lt=high).explain()
    assert "registry_area_path" in plan
    assert "Seq Scan" not in plan


def test_outside_ones_scope_an_area_looks_absent(hui: County) -> None:
    with pytest.raises(NotFound):
        api.area(actor("observer", hui.town.path), hui.other_grid.id)
    with pytest.raises(NotFound):
        api.subtree(actor("observer", hui.town.path), AreaPath("/62/"))


def test_counts_of_many_areas_in_one_statement_are_those_of_each(hui: County, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    paths = [AreaPath(area.path) for area in (hui.county, hui.other_town, hui.grid)]
    api.enrol(SYSTEM, hui.grid.id, somebody())
    with django_assert_num_queries(1):
        found = api.counts_under_each(paths)
    assert found == {path: api.counts_under(path) for path in paths}
