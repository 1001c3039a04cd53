"""The demonstration county has an organisation: posts held by the demo users, and a few gaps."""

from io import StringIO

import pytest
from django.core.management import call_command

from outpace.command import api
from outpace.command.choices import OwnerCode
from outpace.command.models import Post, PostHolder
from outpace.command.tests.world import COUNTY, TOWN
from outpace.kernel.accounts import actor_for_user
from outpace.kernel.models import User
from outpace.kernel.scope import NotAllowed, system_actor
from outpace.registry.models import Area
from outpace.screening.tests.people import user_with
from outpace.screening.tests.world import staff

SYSTEM = system_actor("demo")


@pytest.fixture
def users(db: None) -> dict[str, User]:
    """Three of the demo users: one of the county, one of a township, one who carries no tasks."""
    made = {"duty": user_with("duty_officer", COUNTY), "sitehead": user_with("site_head", TOWN), "lab": user_with("observer", COUNTY)}
    for name, user in made.items():
        User.objects.filter(pk=user.pk).update(username=name)
    return made


def test_every_post_stands_and_again_changes_nothing(users: dict[str, User]) -> None:
    assert api.furnish_demo(SYSTEM, COUNTY) == api.furnish_demo(SYSTEM, COUNTY) == len(OwnerCode) + 1
    assert PostHolder.objects.filter(user=users["duty"]).count() == 4


def test_who_works_in_a_township_holds_a_post_there(users: dict[str, User]) -> None:
    api.furnish_demo(SYSTEM, COUNTY)
    assert [post.path for post in api.my_posts(actor_for_user(users["sitehead"]))] == [TOWN]


def test_who_carries_no_tasks_holds_no_post(users: dict[str, User]) -> None:
    api.furnish_demo(SYSTEM, COUNTY)
    assert not PostHolder.objects.filter(user=users["lab"]).exists()


def test_only_who_dispatches_furnishes(users: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        api.furnish_demo(staff("sampler", COUNTY), COUNTY)


def test_the_command_opens_the_posts_of_hui_county(users: dict[str, User]) -> None:
    parent: Area | None = None
    for code, kind in (("62", "province"), ("6212", "prefecture"), ("621227", "county")):
        path = f"{parent.path if parent else '/'}{code}/"
        parent = Area.objects.create(code=code, kind_id=kind, parent=parent, name=code, path=path, depth=path.count("/") - 1)
    out = StringIO()
    call_command("load_posts", stdout=out)
    assert out.getvalue() == f"{Post.objects.count()} posts\n"
