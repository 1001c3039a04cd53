"""An empty installation gets its first administrator from the command line, and only the first."""

import io

import pytest
from django.core.management import CommandError, call_command

from outpace.kernel import accounts
from outpace.kernel.models import AuditEntry, User
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import ROOT
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import COUNTY, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_on_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def test_the_first_administrator_manages_everything_and_is_on_record() -> None:
    call_command("first_admin", "chen", "--name", "陈局长")
    made = User.objects.get(username="chen")
    assert made.check_password(PASSWORD)
    assert accounts.actor_for_user(made).paths(Permission.ACCOUNT_MANAGE) == (ROOT,)
    assert AuditEntry.objects.get().actor_name == "first_admin"


def test_a_second_one_is_made_on_the_page_instead() -> None:
    cast.root_admin()
    with pytest.raises(CommandError):
        call_command("first_admin", "chen")


def test_where_nobody_can_sign_in_another_is_made_when_asked_for() -> None:
    cast.root_admin()
    call_command("first_admin", "chen", "--again")
    assert User.objects.filter(username="chen").exists()


def test_a_stopped_administrator_or_one_of_a_county_is_none() -> None:
    cast.user("county", ("system_admin", COUNTY))
    cast.root_admin()
    User.objects.filter(username="root").update(is_active=False)
    assert not accounts.has_administrator()


def test_a_weak_password_makes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError):
        call_command("first_admin", "chen")
    assert not User.objects.exists()
