"""With the real casework below: from a positive tube to a request for a place, in one transaction or not at all."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from epiworks.protocol import Place
from outpace.casework import api as casework
from outpace.casework.models import Case
from outpace.isolation import api
from outpace.isolation.choices import BedState, PlacementState
from outpace.isolation.models import BedUse, Placement
from outpace.isolation.tests.world import Isolation, furnish, head, tell
from outpace.kernel import clock
from outpace.screening.choices import Outcome
from outpace.screening.tests.world import MORNING, World, build

EVENING = MORNING + timedelta(hours=10)


@pytest.fixture
def county(db: None) -> Isolation:
    with clock.at(MORNING):
        return furnish(build())


def positive(world: World, person: int, tube: str = "T1") -> None:
    with clock.at(EVENING):
        world.sample(tube, [person])
        world.results(world.reading(tube, Outcome.PRELIMINARY_POSITIVE, tested_at=EVENING))


def test_a_positive_tube_asks_for_a_hospital_bed_in_the_same_transaction(county: Isolation) -> None:
    positive(county.world, county.people[0])
    wanted = Placement.objects.get()
    assert (wanted.person_id, wanted.place, wanted.case_id) == (county.people[0], Place.HOSPITAL, Case.objects.get().pk)


def test_what_fails_afterwards_takes_the_request_along(county: Isolation) -> None:
    def fail() -> None:
        with transaction.atomic():
            positive(county.world, county.people[0])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Placement.objects.exists()
    assert not Case.objects.exists()


def test_a_corrected_result_takes_the_request_back(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING + timedelta(hours=1)):
        county.world.results(
            county.world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped", tested_at=EVENING + timedelta(hours=1))
        )
    assert Placement.objects.get().state == PlacementState.WITHDRAWN


def test_an_arrival_ends_the_time_in_which_the_case_infects_others(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING):
        signed = county.sign(Placement.objects.get(), facility=county.hospital)
    with clock.at(EVENING + timedelta(hours=2)):
        api.record_arrival(head(county), signed.pk)
    assert Case.objects.get().isolated_at == EVENING + timedelta(hours=2)


def test_who_is_found_in_isolation_was_isolated_when_they_came(county: Isolation) -> None:
    with clock.at(MORNING):
        stay = county.placed(county.people[0])
    positive(county.world, county.people[0])
    assert Case.objects.get().isolated_at == stay.arrived_at


def test_a_discharge_prepares_the_bed_to_be_left(county: Isolation) -> None:
    positive(county.world, county.people[0])
    with clock.at(EVENING):
        signed = county.sign(Placement.objects.get(), facility=county.hospital)
        api.record_arrival(head(county), signed.pk)
        after = county.started(county.people[0], Place.HOME_MONITORING, group="discharged", until=date(2021, 11, 22))
        tell(after)
    assert BedUse.objects.get().bed.state == BedState.LEAVING
    assert casework.open_case_of(county.people[0]) is not None
