"""Accounts change only within the areas of whoever changes them, and every change is on record."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import accounts, clock, crypto
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry, RoleGrant, User
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import ROOT, Actor, ActorKind, AreaPath, Grant, NotAllowed, NotFound
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import COUNTY, NEIGHBOUR, PASSWORD, TOWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    made = cast.user("admin", ("system_admin", COUNTY))
    return accounts.actor_for_user(made)


def newcomer(username: str = "wang", path: AreaPath = TOWN, role: str = "sampler", password: str = PASSWORD) -> accounts.NewUser:
    return accounts.NewUser(username=username, display_name="王采样", password=password, role=role, path=path, phone="13812341234")


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_new_user_holds_the_first_role_at_once(admin: Actor) -> None:
    made = User.objects.get(id=accounts.create_user(admin, newcomer()))
    assert accounts.actor_for_user(made).grants == (Grant("sampler", TOWN),)
    assert made.check_password(PASSWORD)
    assert actions() == ["account.create"]


def test_a_work_phone_rests_sealed(admin: Actor) -> None:
    made = User.objects.get(id=accounts.create_user(admin, newcomer()))
    assert crypto.unseal(made.phone) == "13812341234"
    assert b"1381234" not in bytes(made.phone)


def test_passwords_rest_as_argon2(admin: Actor) -> None:
    assert User.objects.get(id=accounts.create_user(admin, newcomer())).password.startswith("argon2")


def test_nobody_makes_users_in_another_area(admin: Actor) -> None:
    with pytest.raises(NotAllowed):
        accounts.create_user(admin, newcomer(path=NEIGHBOUR))
    assert not User.objects.filter(username="wang").exists()


@pytest.mark.parametrize("role", ["site_device", "system", "viceroy", ""])
def test_only_roles_for_people_are_given_to_people(admin: Actor, role: str) -> None:
    with pytest.raises(Refusal, match="unknown_role"):
        accounts.create_user(admin, newcomer(role=role))


@pytest.mark.parametrize("username", ["", "a b", "ADMIN", "admin", "x" * 65])
def test_an_odd_or_taken_user_name_is_refused_with_its_field(admin: Actor, username: str) -> None:
    with pytest.raises(Refusal) as refused:
        accounts.create_user(admin, newcomer(username))
    assert refused.value.field in {"username", ""}
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123"])
def test_a_weak_password_is_refused(admin: Actor, password: str) -> None:
    with pytest.raises(Refusal, match="weak_password"):
        accounts.create_user(admin, newcomer(password=password))


def test_a_role_is_granted_once_however_often_it_is_asked(admin: Actor) -> None:
    number = accounts.create_user(admin, newcomer())
    grants = {accounts.grant_role(admin, number, role="site_head", path=TOWN) for _ in range(3)}
    assert len(grants) == 1
    assert actions() == ["account.create", "account.grant"]


def test_nobody_grants_a_role_to_themselves(admin: Actor) -> None:
    with pytest.raises(NotAllowed):
        accounts.grant_role(admin, admin.id, role="duty_officer", path=COUNTY)


def test_nobody_grants_over_more_than_they_manage(admin: Actor) -> None:
    number = accounts.create_user(admin, newcomer())
    with pytest.raises(NotAllowed):
        accounts.grant_role(admin, number, role="sampler", path=AreaPath("/62/"))


def test_a_revoked_role_is_gone_at_once_and_stays_on_record(admin: Actor) -> None:
    number = accounts.create_user(admin, newcomer())
    grant = RoleGrant.objects.get(user_id=number)
    accounts.revoke_grant(admin, grant.id)
    accounts.revoke_grant(admin, grant.id)
    assert accounts.actor_for_user(User.objects.get(id=number)).grants == ()
    assert (actions(), RoleGrant.objects.filter(user_id=number).count()) == (["account.create", "account.revoke"], 1)


def test_a_revoked_role_can_be_granted_again(admin: Actor) -> None:
    number = accounts.create_user(admin, newcomer())
    accounts.revoke_grant(admin, RoleGrant.objects.get(user_id=number).id)
    accounts.grant_role(admin, number, role="sampler", path=TOWN)
    assert accounts.user(admin, number).grants[0].role == "sampler"


def test_a_grant_elsewhere_is_not_found(admin: Actor) -> None:
    other = cast.user("li", ("sampler", NEIGHBOUR))
    with pytest.raises(NotFound):
        accounts.revoke_grant(admin, other.grants.get().id)


def test_a_role_with_an_end_is_gone_after_it() -> None:
    made = cast.user("li", ("sampler", TOWN))
    made.grants.update(valid_to=clock.now() + timedelta(hours=1))
    with clock.at(clock.now() + timedelta(hours=2)):
        assert accounts.actor_for_user(made).grants == ()


def test_a_deactivated_user_holds_nothing(admin: Actor) -> None:
    number = accounts.create_user(admin, newcomer())
    accounts.set_active(admin, number, active=False)
    assert not accounts.actor_for_user(User.objects.get(id=number)).holds(Permission.AREA_READ)
    assert actions()[-1] == "account.deactivate"


def test_whoever_also_serves_elsewhere_cannot_be_deactivated_from_here(admin: Actor) -> None:
    shared = cast.user("li", ("sampler", TOWN), ("sampler", NEIGHBOUR))
    with pytest.raises(NotAllowed):
        accounts.set_active(admin, shared.id, active=False)


def test_a_user_of_another_area_is_neither_listed_nor_found(admin: Actor) -> None:
    other = cast.user("li", ("sampler", NEIGHBOUR))
    assert [view.username for view in accounts.users(admin).items] == ["admin"]
    with pytest.raises(NotFound):
        accounts.user(admin, other.id)


def test_roles_held_elsewhere_are_not_shown(admin: Actor) -> None:
    shared = cast.user("li", ("sampler", TOWN), ("auditor", NEIGHBOUR))
    assert [grant.role for grant in accounts.user(admin, shared.id).grants] == ["sampler"]


def test_the_list_costs_the_same_whatever_its_length(django_assert_num_queries: DjangoAssertNumQueries, admin: Actor) -> None:
    for number in range(5):
        cast.user(f"u{number}", ("sampler", TOWN))
    with django_assert_num_queries(2):
        assert len(accounts.users(admin).items) == 6


def test_the_list_is_paged_and_searched() -> None:
    root = cast.root_admin()
    for number in range(5):
        cast.user(f"u{number}", ("sampler", TOWN))
    first = accounts.users(root, size=2)
    rest = accounts.users(root, size=10, cursor=first.next_cursor)
    assert [view.username for view in first.items + rest.items] == ["root", "u0", "u1", "u2", "u3", "u4"]
    assert [view.username for view in accounts.users(root, search="名u3").items] == ["u3"]


@pytest.mark.parametrize("role", ["sampler", "commander", "auditor"])
def test_without_the_permission_nothing_is_listed(role: str) -> None:
    with pytest.raises(NotAllowed):
        accounts.users(cast.actor(9, (role, ROOT)))


def test_a_system_actor_may_set_an_installation_up() -> None:
    setup = Actor(kind=ActorKind.SYSTEM, id=0, name="setup", grants=(Grant("system", ROOT),))
    number = accounts.create_user(setup, newcomer("root", ROOT, "system_admin"))
    assert accounts.actor_for_user(User.objects.get(id=number)).paths(Permission.ACCOUNT_MANAGE) == (ROOT,)


def test_a_password_chosen_by_an_administrator_is_to_be_changed_by_its_owner(admin: Actor) -> None:
    number = accounts.create_user(admin, newcomer())
    assert User.objects.get(id=number).password_given
    accounts.password_chosen(User.objects.get(id=number))
    assert not User.objects.get(id=number).password_given
    accounts.set_password(admin, number, password="chun-feng-hua-yu-2024")
    assert User.objects.get(id=number).password_given


def test_passwords_given_while_setting_an_installation_up_stay() -> None:
    setup = Actor(kind=ActorKind.SYSTEM, id=0, name="setup", grants=(Grant("system", ROOT),))
    assert not User.objects.get(id=accounts.create_user(setup, newcomer())).password_given
