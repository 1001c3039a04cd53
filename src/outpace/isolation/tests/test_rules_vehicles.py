"""Who may ride with whom."""

from hypothesis import given
from hypothesis import strategies as st

from outpace.isolation.choices import VehicleKind
from outpace.isolation.rules.vehicles import AMBULANCES, Objection, Rider, objection

riders = st.builds(Rider, st.booleans(), st.booleans(), st.sampled_from(["", "a", "b"]))
BUS, AMBULANCE = VehicleKind.BUS, VehicleKind.AMBULANCE


@given(st.sampled_from(VehicleKind), st.integers(1, 6), st.lists(riders, max_size=12))
def test_no_manifest_ever_mixes_cases_with_others(kind: VehicleKind, seats: int, queue: list[Rider]) -> None:
    aboard: list[Rider] = []
    for rider in queue:
        if objection(kind, seats, on_board=aboard, newcomer=rider) is None:
            aboard.append(rider)
    assert len(aboard) <= seats
    if any(rider.as_case for rider in aboard):
        assert kind in AMBULANCES
        assert len(aboard) == 1 or len({rider.household for rider in aboard if rider.is_case}) == 1
        assert all(rider.as_case for rider in aboard)


def test_one_case_fills_a_vehicle() -> None:
    assert objection(AMBULANCE, 4, on_board=[Rider(True)], newcomer=Rider(True)) is Objection.CASE_RIDES_ALONE
    assert objection(AMBULANCE, 4, on_board=[Rider(True)], newcomer=Rider(False)) is Objection.CASE_ON_BOARD


def test_cases_of_one_home_ride_together() -> None:
    assert objection(AMBULANCE, 4, on_board=[Rider(True, household="a")], newcomer=Rider(True, household="a")) is None


def test_a_contact_with_fever_moves_as_a_case() -> None:
    assert objection(BUS, 40, on_board=[], newcomer=Rider(False, fever=True)) is Objection.CASE_NEEDS_AMBULANCE


def test_a_full_bus_takes_nobody() -> None:
    assert objection(BUS, 1, on_board=[Rider(False)], newcomer=Rider(False)) is Objection.FULL


def test_contacts_ride_together_and_none_of_them_with_a_feverish_one() -> None:
    assert objection(BUS, 40, on_board=[Rider(False), Rider(False)], newcomer=Rider(False)) is None
    assert objection(AMBULANCE, 4, on_board=[Rider(False, fever=True)], newcomer=Rider(False)) is Objection.CASE_ON_BOARD


def test_a_feverish_contact_does_not_ride_with_the_case_of_the_home() -> None:
    family = [Rider(True, household="a")]
    assert objection(AMBULANCE, 4, on_board=family, newcomer=Rider(False, True, "a")) is Objection.CASE_RIDES_ALONE
    assert objection(AMBULANCE, 4, on_board=family, newcomer=Rider(True, household="b")) is Objection.CASE_RIDES_ALONE
