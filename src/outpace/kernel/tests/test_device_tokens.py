"""A device acts with its token: within its role and area, until it is revoked or expires."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from outpace.kernel import accounts, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry, DeviceToken
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant, NotAllowed, NotFound
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import COUNTY, NEIGHBOUR, TOWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Actor:
    return accounts.actor_for_user(cast.user("lead", ("screening_lead", COUNTY)))


def tablet(path: AreaPath = TOWN, role: str = "site_device", days: int = 30) -> accounts.NewToken:
    return accounts.NewToken(name="城关一号", role=role, path=path, days=days)


def test_a_token_stands_for_its_device(lead: Actor) -> None:
    issued = accounts.issue_token(lead, tablet())
    DeviceToken.objects.update(station_id=5)
    found = accounts.actor_for_token(issued.token)
    assert found == Actor(kind=ActorKind.DEVICE, id=issued.id, name="城关一号", grants=(Grant("site_device", TOWN),), station_id=5)


def test_the_text_of_a_token_is_stored_nowhere(lead: Actor) -> None:
    issued = accounts.issue_token(lead, tablet())
    stored = str(DeviceToken.objects.values().get()) + str(AuditEntry.objects.values().get()) + repr(issued)
    assert issued.token not in stored


@pytest.mark.parametrize("token", ["", "opd_", "opd_unknown", "x" * 43, "opd_" + "x" * 500, "opd_é"])
def test_an_unknown_token_stands_for_nobody(token: str) -> None:
    assert accounts.actor_for_token(token) is None


def test_a_revoked_token_stops_at_once(lead: Actor) -> None:
    issued = accounts.issue_token(lead, tablet())
    accounts.revoke_token(lead, issued.id)
    accounts.revoke_token(lead, issued.id)
    assert accounts.actor_for_token(issued.token) is None
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["token.issue", "token.revoke"]


def test_a_token_ends_on_its_day(lead: Actor) -> None:
    issued = accounts.issue_token(lead, tablet(days=30))
    with clock.at(issued.expires_at - timedelta(seconds=1)):
        assert accounts.actor_for_token(issued.token) is not None
    with clock.at(issued.expires_at):
        assert accounts.actor_for_token(issued.token) is None


def test_being_seen_is_written_once_a_minute_and_costs_one_query_otherwise(
    lead: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issued, start = accounts.issue_token(lead, tablet()), clock.now()
    for seconds, queries in ((0, 2), (1, 1), (59, 1), (60, 2), (61, 1)):
        with clock.at(start + timedelta(seconds=seconds)), django_assert_num_queries(queries):
            accounts.actor_for_token(issued.token)
    assert DeviceToken.objects.get().last_seen_at == start + timedelta(seconds=60)


def test_no_token_is_issued_for_another_area(lead: Actor) -> None:
    with pytest.raises(NotAllowed):
        accounts.issue_token(lead, tablet(NEIGHBOUR))


@pytest.mark.parametrize("role", ["system_admin", "duty_officer", "system", "nothing"])
def test_a_device_never_gets_a_human_role(lead: Actor, role: str) -> None:
    with pytest.raises(Refusal, match="unknown_role"):
        accounts.issue_token(lead, tablet(role=role))


@pytest.mark.parametrize("days", [0, -1, 401])
def test_a_token_lasts_a_bounded_time(lead: Actor, days: int) -> None:
    with pytest.raises(Refusal, match="token_days"):
        accounts.issue_token(lead, tablet(days=days))


def test_a_token_needs_a_name(lead: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        accounts.issue_token(lead, accounts.NewToken(name=" ", role="site_device", path=TOWN))
    assert refused.value.field == "name"


def test_a_token_of_another_area_is_neither_listed_nor_found(lead: Actor) -> None:
    other = accounts.issue_token(cast.root_admin(), tablet(NEIGHBOUR))
    assert accounts.tokens(lead).items == ()
    with pytest.raises(NotFound):
        accounts.revoke_token(lead, other.id)
