"""News travels inside the publisher's transaction."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from outpace.kernel.events import Event, OutsideTransaction, listening, publish, subscribe, subscribers


@dataclass(frozen=True, slots=True)
class PoolFound(Event):
    """A pool was found positive."""

    tube: str


@dataclass(frozen=True, slots=True)
class PoolClosed(Event):
    """A pool was resolved."""


heard: list[str] = []


def listen(event: PoolFound) -> None:
    heard.append(event.tube)


def fail(event: PoolFound) -> None:
    raise LookupError(event.tube)


@transaction.atomic
def make_table_and_publish() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half_done (n int)")
    publish(PoolFound("T1"))


@pytest.fixture(autouse=True)
def _nothing_heard() -> None:
    heard.clear()


@pytest.mark.django_db
def test_a_subscriber_hears_before_publish_returns() -> None:
    with listening(PoolFound, listen), transaction.atomic():
        publish(PoolFound("T1"))
        assert heard == ["T1"]


@pytest.mark.django_db
def test_other_events_are_not_heard() -> None:
    with listening(PoolFound, listen), transaction.atomic():
        publish(PoolClosed())
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_when_a_subscriber_fails_nothing_of_the_publishers_work_stays() -> None:
    with listening(PoolFound, fail), pytest.raises(LookupError):
        make_table_and_publish()
    assert "half_done" not in connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with listening(PoolFound, listen), pytest.raises(OutsideTransaction):
        publish(PoolFound("T1"))
    assert heard == []


@pytest.mark.django_db
def test_subscribing_twice_is_subscribing_once() -> None:
    with listening(PoolFound, listen), transaction.atomic():
        subscribe(PoolFound, listen)
        publish(PoolFound("T1"))
    assert heard == ["T1"]


def test_who_listens_can_be_asked() -> None:
    with listening(PoolFound, listen):
        assert subscribers()[PoolFound] == (f"{__name__}.listen",)
    assert not subscribers().get(PoolFound)
