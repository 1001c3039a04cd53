"""The scope guard: rights reach down the area tree and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel import scope
from outpace.kernel.permissions import SIGNED, Permission
from outpace.kernel.roles import ROLES, RoleKind
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant, NotAllowed

codes = st.text("0123456789-_aZ", min_size=1, max_size=4)
paths = st.lists(codes, max_size=4).map(lambda parts: AreaPath("/" + "".join(f"{part}/" for part in parts)))
COUNTY, TOWN, OTHER = AreaPath("/62/6212/"), AreaPath("/62/6212/01/"), AreaPath("/62/6213/")


def holder(*grants: tuple[str, AreaPath]) -> Actor:
    return Actor(kind=ActorKind.USER, id=1, name="王", grants=tuple(Grant(role, path) for role, path in grants))


@given(paths, paths)
def test_bounds_select_exactly_the_subtree(root: AreaPath, path: AreaPath) -> None:
    low, high = scope.subtree_bounds(root)
    assert (low.encode() <= path.encode() < high.encode()) == path.startswith(root)


@given(st.lists(paths), paths)
def test_the_minimal_set_covers_what_all_covered_and_nothing_twice(many: list[AreaPath], path: AreaPath) -> None:
    kept = scope.minimal(many)
    assert path.startswith(kept) == path.startswith(tuple(many))
    assert not any(one != other and one.startswith(other) for one in kept for other in kept)


@given(st.lists(paths, min_size=1))
def test_the_shared_area_holds_all_and_no_smaller_area_does(many: list[AreaPath]) -> None:
    shared = scope.shared_path(many)
    assert all(path.startswith(shared) for path in many)
    deeper = {path[len(shared) :].split("/")[0] for path in many}
    assert len(deeper) > 1 or "" in deeper


@given(paths)
def test_a_right_path_is_read_as_it_is(path: AreaPath) -> None:
    assert scope.area_path(path) == path


@pytest.mark.parametrize("text", ["", "62/", "/62", "//", "/6 2/", "/６２/", "/62/%/", "/" + "1" * 200 + "/", "/62/\n"])
def test_anything_else_is_not_a_path(text: str) -> None:
    with pytest.raises(ValueError, match="area path"):
        scope.area_path(text)


def test_a_right_reaches_down_but_not_up_or_aside() -> None:
    actor = holder(("auditor", COUNTY))
    assert [actor.may(Permission.AUDIT_READ, path) for path in (COUNTY, TOWN, AreaPath("/62/"), OTHER)] == [True, True, False, False]


def test_a_path_that_merely_begins_alike_is_another_area() -> None:
    assert not holder(("auditor", AreaPath("/62/"))).may(Permission.AUDIT_READ, AreaPath("/621/"))


def test_paths_of_a_permission_leave_out_roles_without_it() -> None:
    actor = holder(("auditor", OTHER), ("sampler", TOWN), ("site_head", COUNTY))
    assert actor.paths(Permission.PERSON_READ) == (COUNTY,)


def test_a_role_that_no_longer_exists_permits_nothing() -> None:
    actor = holder(("viceroy", scope.ROOT))
    assert not any(actor.holds(permission) for permission in Permission)


def test_requiring_what_is_not_held_is_refused() -> None:
    with pytest.raises(NotAllowed):
        holder(("sampler", TOWN)).require(Permission.RESULT_UPLOAD, TOWN)


def test_the_system_may_do_all_but_sign_for_a_human() -> None:
    actor = scope.system_actor("rules")
    assert {permission for permission in Permission if not actor.may(permission, TOWN)} == SIGNED


def test_only_people_may_sign() -> None:
    assert {role.kind for role in ROLES.values() if SIGNED & role.permissions} == {RoleKind.HUMAN}
