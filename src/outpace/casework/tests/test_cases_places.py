"""Where a case was: written down on a legal basis, corrected by a later fact, told to those who draw zones."""

from datetime import timedelta
from uuid import uuid4

import pytest

from epiworks.protocol import PlaceKind
from outpace.casework import api
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.cases import NewStay
from outpace.casework.data.news import CasePlaceFound, CasePlaceWithdrawn
from outpace.casework.models import Case, Stay
from outpace.casework.tests.cases_world import NOON, Ward, ward
from outpace.kernel import clock, crypto, events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, NotAllowed, NotFound
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


def test_what_corrects_a_home_is_sealed_as_one(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay(is_home=True, place_name="Osmanthus lane 17"))
    add(here, case, here.stay(corrects=first, reason="an hour later", place_name="Osmanthus lane 19"))
    assert [(row.place_name, row.place_sealed is not None) for row in Stay.objects.order_by("pk")] == [("", True)] * 2


def test_a_correction_is_a_later_fact_and_only_one_may_correct(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    add(here, case, here.stay(corrects=first, reason="the wrong house", place_name="Dumpling house"))
    with pytest.raises(Refusal, match="corrected_already"):
        add(here, case, here.stay(corrects=first, reason="the wrong house"))
    assert Stay.objects.count() == 2


def test_a_stay_that_did_not_happen_is_not_told(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    heard: list[CasePlaceFound] = []
    with events.listening(CasePlaceFound, heard.append):
        add(here, case, here.stay(corrects=first, is_void=True, reason="another person"))
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


def told(here: Ward, case: Case, stay: NewStay) -> list[str]:
    """Which news of places does writing this down give, in order?"""
    heard: list[events.Event] = []
    with events.listening(CasePlaceWithdrawn, heard.append), events.listening(CasePlaceFound, heard.append):
        add(here, case, stay)
    return [type(event).__name__ for event in heard]


def test_a_correction_takes_the_earlier_place_back_before_it_tells_the_new_one(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    assert told(here, case, here.stay(corrects=first, reason="the wrong house")) == ["CasePlaceWithdrawn", "CasePlaceFound"]


def test_a_stay_that_did_not_happen_is_taken_back_and_stays_in_the_history(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    with clock.at(NOON):
        api.void_stay(here.judge, case.pk, first, record_id=uuid4(), reason="the ticket was another person's")
    sheet = api.get_case(here.judge, case.pk)
    (wrong,) = sheet.wrong_stays
    assert (sheet.stays, wrong.id, wrong.place) == ((), first, "Noodle house")
    assert wrong.fate is not None
    assert (wrong.fate.is_void, wrong.fate.reason, wrong.fate.by) == (True, "the ticket was another person's", "Investigator Ma")


def test_a_correction_says_what_was_wrong(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    with pytest.raises(Refusal, match="reason_missing"):
        add(here, case, here.stay(corrects=first))


def test_nobody_corrects_a_stay_of_another_case(here: Ward, case: Case) -> None:
    second = here.positive(here.people(2)[1], tube="T2")
    first = add(here, case, here.stay())
    with pytest.raises(NotFound):
        api.void_stay(here.judge, second.pk, first, record_id=uuid4(), reason="?")


def test_contacts_judged_because_of_a_stay_are_named_when_it_was_wrong_until_judged_anew(here: Ward, case: Case) -> None:
    person, first = here.people(2)[1], add(here, case, here.stay())
    here.judged(case, here.exposed(person, stay_id=first))
    with clock.at(NOON):
        assert [stay.judged for stay in api.get_case(here.judge, case.pk).stays] == [1]
        add(here, case, here.stay(corrects=first, reason="an hour later"))
        (one,) = api.get_case(here.judge, case.pk).to_review
        api.take_back_judgement(here.judge, api.get_contact(here.judge, one.link_id).judgements[0].id, reason="they had left by then")
        assert api.get_case(here.judge, case.pk).to_review == ()


def test_nobody_is_judged_in_a_stay_that_was_wrong(here: Ward, case: Case) -> None:
    first = add(here, case, here.stay())
    add(here, case, here.stay(corrects=first, reason="an hour later"))
    with pytest.raises(Refusal, match="no_such_stay"):
        here.judged(case, here.exposed(here.people(2)[1], stay_id=first))
