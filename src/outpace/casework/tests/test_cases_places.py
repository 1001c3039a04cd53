"""Where a case was: written down on a legal basis, corrected by a later fact, told to those who draw zones."""

from datetime import timedelta

import pytest

from epiworks.protocol import PlaceKind
from outpace.casework import api
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.cases import NewStay
from outpace.casework.data.news import CasePlaceFound
from outpace.casework.models import Case, Stay
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.kernel import clock, crypto, events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, NotAllowed
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Ward:
    return ward()


@pytest.fixture
def case(here: Ward) -> Case:
    return here.positive(here.people(1)[0])


def add(here: Ward, case: Case, stay: NewStay) -> int:
    with clock.at(NOON):
        return api.add_stay(here.judge, case.pk, stay)


def test_a_place_that_was_found_is_told_with_its_days_and_spread(here: Ward, case: Case) -> None:
    heard: list[CasePlaceFound] = []
    with events.listening(CasePlaceFound, heard.append):
        stay = add(here, case, here.stay())
    assert [(event.stay_id, event.area_path, event.place_kind) for event in heard] == [(stay, here.world.grids[1].path, PlaceKind.ACTIVITY)]


def test_the_same_record_sent_again_changes_nothing(here: Ward, case: Case) -> None:
    stay = here.stay()
    assert add(here, case, stay) == add(here, case, stay)
    assert Stay.objects.count() == 1


def test_the_name_of_a_home_is_sealed(here: Ward, case: Case) -> None:
    add(here, case, here.stay(place_kind=PlaceKind.RESIDENCE, place_name="Building 3, flat 602"))
    row = Stay.objects.get()
    assert row.place_name == ""
    assert crypto.unseal(bytes(row.place_sealed or b"")) == "Building 3, flat 602"


def test_a_correction_is_a_later_fact_and_only_one_may_correct(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    add(here, case, here.stay(corrects=first, place_name="Dumpling house"))
    with pytest.raises(Refusal, match="corrected_already"):
        add(here, case, here.stay(corrects=first))
    assert Stay.objects.count() == 2


def test_a_stay_that_did_not_happen_is_not_told(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    heard: list[CasePlaceFound] = []
    with events.listening(CasePlaceFound, heard.append):
        add(here, case, here.stay(corrects=first, is_void=True))
    assert heard == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_at": NOON - timedelta(days=9)}, "ends_before_start"),
        ({"starts_at": NOON + timedelta(days=1), "ends_at": NOON + timedelta(days=2)}, "in_future"),
        ({"evidence": Evidence.CCTV}, "no_basis"),
        ({"evidence": Evidence.PHONE, "legal_basis": LegalBasis.AGENCY_REQUEST}, "no_basis"),
        ({"area_path": AreaPath("/99/")}, "no_area"),
    ],
)
def test_what_cannot_be_is_refused(here: Ward, case: Case, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        add(here, case, here.stay(**changes))


def test_phone_data_are_used_on_a_written_request_with_its_number(here: Ward, case: Case) -> None:
    asked = here.stay(evidence=Evidence.PHONE, legal_basis=LegalBasis.AGENCY_REQUEST, reference="2021-117")
    assert add(here, case, asked) == Stay.objects.get(reference="2021-117").pk


def test_a_commander_reads_and_does_not_write_itineraries(here: Ward, case: Case) -> None:
    with pytest.raises(NotAllowed):
        api.add_stay(staff("commander", here.world.county.path), case.pk, here.stay())
