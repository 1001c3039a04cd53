"""Synthetic residents: exact sums, census shares, sameness by seed, and identities nobody can have."""

import hashlib
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from outpace.registry import generator
from outpace.registry.generator import census, identities
from outpace.registry.generator.population import age_shares, household_shares
from outpace.registry.rules.codes import PAYLOAD_BITS
from outpace.registry.rules.documents import document_fault, phone_plausible

AS_OF = date(2021, 11, 8)
BITS = {"elderly": 0, "infant": 1, "pregnant": 2, "student": 6}
VILLAGES = [generator.Village(f"621227100{number:03d}", f"v{number}", number < 3) for number in range(30)]


def people(count: int = 20_000, seed: int = 7, county: str = "621227") -> generator.Population:
    grids = np.concatenate(generator.grid_sizes(generator.village_sizes(VILLAGES, count, seed=seed), 100, seed=seed))
    return generator.populate(county, grids, seed=seed, as_of=AS_OF, group_bits=BITS)


@pytest.fixture(scope="module")
def hui() -> generator.Population:
    return people()


@given(st.integers(0, 10_000), hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(0.01, 100)))
def test_shares_add_up_and_stay_within_one_of_exact(total: int, weights: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    parts = generator.apportion(total, weights)
    assert parts.sum() == total
    assert np.all(np.abs(parts - total * weights / weights.sum()) < 1 + 1e-6)


@pytest.mark.parametrize(("total", "weights", "least"), [(3, [1.0, 1.0], 2), (3, [], 0), (3, [0.0], 0), (3, [-1.0, 2.0], 0)])
def test_a_total_that_cannot_be_shared_is_refused(total: int, weights: list[float], least: int) -> None:
    with pytest.raises(ValueError, match="cannot share"):
        generator.apportion(total, np.array(weights), least=least)


def test_every_person_sits_in_a_grid_of_the_asked_size() -> None:
    grids = np.array([3, 1, 250, 7])
    made = generator.populate("621227", grids, seed=1, as_of=AS_OF, group_bits=BITS)
    assert np.bincount(made.grid, minlength=4).tolist() == grids.tolist()


def test_the_real_county_adds_up_to_its_census() -> None:
    villages = [generator.Village(f"6212271{number:05d}", "", number < 10) for number in range(223)]
    sizes = generator.grid_sizes(generator.village_sizes(villages, 189_888, seed=1), 1_046, seed=1)
    assert (sum(len(grids) for grids in sizes), sum(int(grids.sum()) for grids in sizes)) == (1_046, 189_888)


def fingerprint(made: generator.Population) -> str:
    arrays = (made.household_size, made.age, made.male, made.birth, made.presence, made.groups, generator.code_numbers(made))
    texts = (generator.names(made), generator.documents(made), generator.phones(made))
    return hashlib.sha256(b"".join(a.tobytes() for a in arrays) + "".join("".join(t) for t in texts).encode()).hexdigest()


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert fingerprint(people(2_000)) == fingerprint(people(2_000))


def test_the_bytes_are_those_of_the_first_release() -> None:
    assert fingerprint(people(2_000)) == "b0a009f847cdaaca620a21fbdc98e727b2e671be31afb0def0c5e162cf9330cf"


def test_another_seed_gives_other_people() -> None:
    assert fingerprint(people(2_000)) != fingerprint(people(2_000, seed=8))


@pytest.mark.parametrize(("low", "high", "share"), census.AGE_BANDS)
def test_age_bands_meet_the_census(hui: generator.Population, low: int, high: int, share: float) -> None:
    assert abs(float(((hui.age >= low) & (hui.age < high)).mean()) - share) < 0.001


def test_age_shares_are_a_distribution() -> None:
    assert abs(age_shares().sum() - 1) < 1e-9
    assert age_shares().min() > 0


def test_household_sizes_have_the_rural_mean() -> None:
    assert abs(float((household_shares() * np.arange(1, 11)).sum()) - census.HOUSEHOLD_MEAN) < 1e-6


def test_household_sizes_follow_the_shares(hui: generator.Population) -> None:
    found = np.bincount(hui.household_size, minlength=11)[1:] / hui.households
    assert np.abs(found - household_shares()).max() < 0.02


def test_every_household_has_an_adult_at_its_head(hui: generator.Population) -> None:
    assert hui.age[hui.place == 0].min() >= 20


def test_birth_dates_give_the_ages(hui: generator.Population) -> None:
    birth = hui.birth.astype("datetime64[D]").astype(object)
    ages = [AS_OF.year - day.year - ((AS_OF.month, AS_OF.day) < (day.month, day.day)) for day in birth]
    assert ages == hui.age.tolist()


def test_sexes_are_near_the_countys_ratio(hui: generator.Population) -> None:
    assert abs(float(hui.male.mean()) - census.MALE_SHARE) < 0.03


def test_the_elderly_bit_marks_exactly_the_elderly(hui: generator.Population) -> None:
    assert ((hui.groups & 1 > 0) == (hui.age >= 60)).all()


def test_only_women_of_child_bearing_age_are_pregnant(hui: generator.Population) -> None:
    pregnant = (hui.groups & 4) > 0
    assert pregnant.any()
    assert not hui.male[pregnant].any()
    assert (hui.age[pregnant] >= 20).all()


def test_documents_are_unique_synthetic_and_never_real(hui: generator.Population) -> None:
    numbers = generator.documents(hui)
    assert len(set(numbers)) == hui.people
    assert {document_fault(number, today=AS_OF, synthetic=True) for number in numbers} == {None}
    assert None not in {document_fault(number, today=AS_OF) for number in numbers}


def test_phones_lie_in_the_range_nobody_has(hui: generator.Population) -> None:
    given_phones = [phone for phone in generator.phones(hui) if phone]
    assert all(phone_plausible(phone, synthetic=True) and not phone_plausible(phone) for phone in given_phones)
    assert len(given_phones) == int((hui.age >= 12).sum())


def test_code_numbers_never_meet_within_or_between_counties(hui: generator.Population) -> None:
    other = people(5_000, county="621221")
    numbers = [*generator.code_numbers(hui).tolist(), *generator.code_numbers(other).tolist()]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < 1 << PAYLOAD_BITS


def test_more_people_than_a_countys_codes_have_room_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "MAX_COUNTY", 100)
    with pytest.raises(ValueError, match="too many people"):
        generator.code_numbers(people(200))


def test_children_carry_the_heads_surname(hui: generator.Population) -> None:
    names = generator.names(hui)
    heads = np.flatnonzero(hui.place == 0)[hui.household]
    children = np.flatnonzero((hui.place > 1) & (hui.age < 18))
    assert all(names[child][0] == names[heads[child]][0] for child in children)


def test_too_many_births_on_one_day_are_refused() -> None:
    made = people(2_000)
    crowded = generator.Population(
        **{name: getattr(made, name) for name in generator.Population.__dataclass_fields__ if name != "birth"},
        birth=np.full(made.people, np.datetime64("1990-01-01")),
    )
    with pytest.raises(ValueError, match="born on one day"):
        generator.documents(crowded)


def test_houses_are_numbered_within_their_grid() -> None:
    made = generator.populate("621227", np.array([12, 9]), seed=3, as_of=AS_OF, group_bits=BITS)
    lines = generator.addresses(made, ["甲村", "乙村"])
    assert (lines[0], lines[made.household_grid.tolist().index(1)]) == ("甲村1号", "乙村1号")
