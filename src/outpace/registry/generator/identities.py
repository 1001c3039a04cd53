"""Names, documents, phones, addresses and codes of synthetic people, made slice by slice so that memory stays bounded."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from outpace.registry.generator.census import FIRST_FIVE, GIVEN_FEMALE, GIVEN_MALE, PHONE_FROM, SURNAMES, TWO_CHARACTERS
from outpace.registry.generator.population import ADULT, Population
from outpace.registry.generator.streams import FloatArray, IntArray, stream
from outpace.registry.rules.codes import PAYLOAD_BITS
from outpace.registry.rules.documents import SYNTHETIC_DIVISION, SYNTHETIC_PHONE, check_table

_MASK = np.uint64((1 << PAYLOAD_BITS) - 1)
_STEP, _TURN = 137, 61  # 137 and 500 have no common factor, so ranks of one day never meet
MAX_COUNTY = 1 << 22
"""People of one county that code numbers leave room for: 4,194,304."""


def names(population: Population) -> list[str]:
    """What are the people called? Children carry the head's surname, partners their own; given names fit sex and birth year."""
    own = _draw(len(SURNAMES), population.people, stream(population.seed, population.county, "surname"), _surname_weights())
    heads = np.flatnonzero(population.place == 0)[population.household]
    keeps = (population.place == 1) & (population.age >= ADULT)
    surname = np.array(list(SURNAMES))[np.where(keeps, own, own[heads])]
    return [str(name) for name in np.char.add(surname, _given(population))]


def documents(population: Population) -> list[str]:
    """Which synthetic document number has each person (docs/adr/0007)? Unique within the county.

    Raises ValueError when more than 500 people of one sex share a birth date.
    """
    order = _order_of_day(population)
    day = np.char.replace(population.birth.astype("datetime64[D]").astype("U10"), "-", "")
    head = SYNTHETIC_DIVISION + population.county[2:6]
    first17 = np.char.add(np.char.add(head, day), np.char.zfill(order.astype("U3"), 3))
    digits = first17.astype("S17").view(np.uint8).reshape(-1, 17).astype(np.int64) - ord("0")
    weights, checks = check_table(synthetic=True)
    check = np.array(list(checks))[(digits @ np.array(weights)) % 11]
    return [str(number) for number in np.char.add(first17, check)]


def phones(population: Population) -> list[str]:
    """Which synthetic phone has each person? Empty for small children."""
    start = int(stream(population.seed, population.county, "phone").integers(0, 10**8))
    number = (start + np.arange(population.people) * 7_919) % 10**8
    text = np.char.add(SYNTHETIC_PHONE, np.char.zfill(number.astype("U8"), 8))
    return [str(phone) for phone in np.where(population.age >= PHONE_FROM, text, "")]


def addresses(population: Population, places: Sequence[str]) -> list[str]:
    """Where does each household live, given the name of each grid's place? A number in the order of the houses."""
    first = np.searchsorted(population.household_grid, population.household_grid)
    number = np.arange(population.households) - first + 1
    return [f"{places[grid]}{house}号" for grid, house in zip(population.household_grid.tolist(), number.tolist(), strict=True)]


def code_numbers(population: Population) -> npt.NDArray[np.uint64]:
    """Which 55-bit number makes each person's code? Scattered by a keyed one-to-one mapping, so two people never share one.

    Raises ValueError for more than MAX_COUNTY people.
    """
    if population.people > MAX_COUNTY:
        raise ValueError("too many people for one county's codes")
    serial = np.uint64(int(population.county) * MAX_COUNTY) + np.arange(population.people, dtype=np.uint64)
    keys = stream(population.seed, "codes").integers(0, 1 << 54, 3, dtype=np.uint64) << np.uint64(1) | np.uint64(1)
    number = serial & _MASK
    for key in keys:
        number = number * key & _MASK  # odd multiplier: one-to-one modulo a power of two
        number ^= number >> np.uint64(27)
    return number


def _order_of_day(population: Population) -> IntArray:
    """Give each person a number among those born the same day: odd for men, even for women, scattered so that last digits differ."""
    day = population.birth.astype("datetime64[D]").astype(np.int64) * 2 + population.male
    by_day = np.argsort(day, kind="stable")
    sorted_day = day[by_day]
    rank = np.arange(len(day)) - np.searchsorted(sorted_day, sorted_day)
    if len(rank) and int(rank.max()) >= 500:
        raise ValueError("more than 500 people of one sex born on one day")
    order = np.empty(len(day), dtype=np.int64)
    order[by_day] = (rank * _STEP + sorted_day * _TURN) % 500 * 2
    return order + population.male


def _draw(kinds: int, size: int, rng: np.random.Generator, weights: FloatArray) -> IntArray:
    return rng.choice(kinds, size=size, p=weights)


def _surname_weights() -> FloatArray:
    rank = np.arange(1, len(SURNAMES) + 1, dtype=np.float64)
    weights = 1 / (rank + 2.0)
    weights[:5] *= FIRST_FIVE / weights[:5].sum()
    weights[5:] *= (1 - FIRST_FIVE) / weights[5:].sum()
    return weights


def _given(population: Population) -> npt.NDArray[np.str_]:
    """Draw given names: one or two characters from the list of the person's sex and era."""
    year = population.birth.astype("datetime64[Y]").astype(np.int64) + 1970
    first, second = (_characters(population, year, part) for part in ("first", "second"))
    two = stream(population.seed, population.county, "two").random(population.people) < TWO_CHARACTERS
    return np.char.add(first, np.where(two & (first != second), second, ""))


def _characters(population: Population, year: IntArray, part: str) -> npt.NDArray[np.str_]:
    chosen = np.full(population.people, "", dtype="U1")
    for table, members in ((GIVEN_MALE, population.male), (GIVEN_FEMALE, ~population.male)):
        eras = np.array([start for start, _ in table])
        era = np.maximum(np.searchsorted(eras, year, side="right") - 1, 0)
        for index, (_, characters) in enumerate(table):
            rows = np.flatnonzero(members & (era == index))
            weights = 1 / (np.arange(len(characters)) + 6.0)
            name = f"{index}{'m' if table is GIVEN_MALE else 'f'}"
            drawn = stream(population.seed, population.county, "given", part, name).choice(
                len(characters), size=len(rows), p=weights / weights.sum()
            )
            chosen[rows] = np.array(list(characters))[drawn]
    return chosen
