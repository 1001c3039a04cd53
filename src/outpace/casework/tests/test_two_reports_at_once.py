"""Two fever clinics report the same person at the same moment: one case, and what would happen without the lock."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from epiworks.protocol import Setting
from outpace.casework import api
from outpace.casework.data.cases import NewCase
from outpace.casework.models import Case, Deliverable
from outpace.casework.selectors.people import home_of
from outpace.casework.services.cases import opening
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.kernel import locks
from outpace.kernel.scope import AreaPath
from outpace.registry.tests import reference
from outpace.screening.tests.test_two_laboratories_at_once import waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def reference_rows(transactional_db: None) -> None:
    reference.put_back()


def report(here: Ward, person: int) -> int:
    """Report them on a connection of one's own."""
    try:
        return api.open_case(here.judge, NewCase(person, Setting.FEVER_CLINIC, NOON))
    finally:
        connection.close()


def test_both_get_the_same_case_with_one_set_of_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    # Both must have arrived before either gives up, however slow the machine is.
    monkeypatch.setattr(locks, "LOCK_TIMEOUT_MS", 60_000)
    here = ward()
    (person,) = here.people(1)
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            locks.advisory(f"case of {person}")
            ends = [pool.submit(report, here, person) for _ in range(2)]
            while waiting() < 2 and not any(end.done() for end in ends):
                time.sleep(0.01)
        cases = {end.result(timeout=60) for end in ends}
    assert cases == set(Case.objects.values_list("pk", flat=True))
    assert len(cases) == 1
    assert Deliverable.objects.filter(name="investigation").count() == 1


def test_without_the_lock_both_find_no_case_and_only_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    here = ward()
    (person,) = here.people(1)
    meeting = Barrier(2)

    def home_together(number: int) -> AreaPath:
        if Case.objects.filter(person_id=number).exists() is False and connection.in_atomic_block:
            meeting.wait(timeout=60)
        return home_of(number)

    monkeypatch.setattr(opening, "_one_at_a_time", lambda _person: None)
    monkeypatch.setattr(opening, "home_of", home_together)
    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(report, here, person) for _ in range(2)]
        failures = [end.exception(timeout=60) for end in ends]
    assert [type(failure) for failure in failures if failure] == [IntegrityError]
    assert Case.objects.count() == 1
