"""Two at once: the same document enrolled twice, and the twin that shows the race when nothing guards it."""

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import connection, connections

from outpace.kernel import locks
from outpace.kernel.scope import Actor
from outpace.registry import api
from outpace.registry.models import AreaCount, Person
from outpace.registry.services import people as services
from outpace.registry.services.counts import recount
from outpace.registry.tests import cast

pytestmark = pytest.mark.usefixtures("committed")
SAME = cast.document(77)


def together(*works: Callable[[], object]) -> list[object]:
    """Run each work in a thread of its own, all starting at one moment, and give what each returned or raised."""
    start, results = threading.Barrier(len(works)), [object()] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            results[index] = work()
        except (api.AlreadyKnown, locks.LockBusy) as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def enrol(grid: int) -> Callable[[], int]:
    return lambda: api.enrol(cast.SYSTEM, grid, cast.somebody(document=SAME))


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the lock and the unique index away, and let both look before either writes."""
    both_looked = threading.Barrier(2)
    look = services._refuse_known

    def look_then_wait(actor: Actor, indexes: Sequence[bytes]) -> None:
        look(actor, indexes)
        both_looked.wait(10)

    monkeypatch.setattr(services, "advisory", lambda *keys: None)
    monkeypatch.setattr(services, "_refuse_known", look_then_wait)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX registry_person_document_once")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE registry_person CASCADE")
        cursor.execute(
            "CREATE UNIQUE INDEX registry_person_document_once ON registry_person (document_index) WHERE document_index IS NOT NULL"
        )


def test_without_guards_the_race_enrols_one_person_twice(unguarded: None) -> None:
    hui = cast.county()
    together(enrol(hui.grid.id), enrol(hui.other_grid.id))
    assert Person.objects.count() == 2


def test_with_guards_one_enrolment_wins_and_the_other_learns_whose_it_is() -> None:
    hui = cast.county()
    first, second = together(enrol(hui.grid.id), enrol(hui.other_grid.id))
    winner, loser = (first, second) if isinstance(first, int) else (second, first)
    assert isinstance(loser, api.AlreadyKnown)
    assert (Person.objects.count(), loser.person_id) == (1, winner)


def test_the_unique_index_alone_still_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "advisory", lambda *keys: None)
    monkeypatch.setattr(services, "_refuse_known", lambda *arguments: None)
    hui = cast.county()
    results = together(enrol(hui.grid.id), enrol(hui.other_grid.id))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyKnown", "int"]


def test_people_crossing_between_two_grids_never_deadlock_or_miscount() -> None:
    hui = cast.county()
    here = [api.enrol(cast.SYSTEM, hui.grid.id, cast.somebody()) for _ in range(8)]
    there = [api.enrol(cast.SYSTEM, hui.other_grid.id, cast.somebody()) for _ in range(8)]

    def move(people: list[int], grid: int) -> Callable[[], int]:
        def work() -> int:
            for person in people:
                api.move_person(cast.SYSTEM, person, grid_id=grid)
            return len(people)

        return work

    results = together(move(here, hui.other_grid.id), move(there, hui.grid.id))
    assert results == [8, 8]
    for row in AreaCount.objects.all():
        assert row.residents == recount([row.pk])[row.pk].residents
