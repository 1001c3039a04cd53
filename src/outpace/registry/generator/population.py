"""Who lives where: households, ages, sexes, key groups and presence of one county, as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from outpace.registry.generator.census import (
    AGE_BANDS,
    AGE_LEAN,
    ELDERLY_FROM,
    GROUP_SHARES,
    HOUSEHOLD_MEAN,
    HOUSEHOLD_SIZES,
    INFANT_BELOW,
    MALE_SHARE,
    PRESENCE,
    STUDENT_AGES,
    STUDENT_SHARE,
)
from outpace.registry.generator.streams import BoolArray, DateArray, FloatArray, IntArray, stream

ADULT = 20


@dataclass(frozen=True, slots=True)
class Population:
    """The people of one county. Row i of every person array is person i; people are ordered by grid, then household.

    `grid` and `household` index the grids given and the households made; `place` is the person's place in the household (0: its head).
    """

    county: str
    seed: int
    as_of: date
    household_grid: IntArray
    household_size: IntArray
    household: IntArray
    grid: IntArray
    place: IntArray
    age: IntArray
    male: BoolArray
    birth: DateArray
    presence: IntArray
    groups: IntArray

    @property
    def people(self) -> int:
        """How many people are there?"""
        return len(self.age)

    @property
    def households(self) -> int:
        """How many households are there?"""
        return len(self.household_size)


def populate(county: str, grids: IntArray, *, seed: int, as_of: date, group_bits: Mapping[str, int]) -> Population:
    """Who lives in a county whose grids have these many people? Every grid total is met exactly.

    `county` is the six-digit code and names the random streams; `group_bits` says which bit each key group's code has.
    """
    household_grid, household_size = _households(grids, stream(seed, county, "households"))
    household = np.repeat(np.arange(len(household_size)), household_size)
    starts = np.cumsum(household_size) - household_size
    place = np.arange(len(household)) - starts[household]
    age = _seat(_ages(len(household), stream(seed, county, "ages")), household, place, stream(seed, county, "seats"))
    male = _sexes(household, place, age, stream(seed, county, "sexes"))
    return Population(
        county=county,
        seed=seed,
        as_of=as_of,
        household_grid=household_grid,
        household_size=household_size,
        household=household,
        grid=household_grid[household],
        place=place,
        age=age,
        male=male,
        birth=_births(age, as_of, stream(seed, county, "births")),
        presence=_presence(len(age), stream(seed, county, "presence")),
        groups=_groups(age, male, seed=seed, county=county, bits=group_bits),
    )


def household_shares() -> FloatArray:
    """What share of households has 1, 2, ... 10 members: the census table, tilted by a power of size to the county's mean."""
    sizes = np.arange(1, len(HOUSEHOLD_SIZES) + 1, dtype=np.float64)
    base = np.array(HOUSEHOLD_SIZES)
    shares = _normal(base)
    low, high = -2.0, 2.0
    for _ in range(60):
        tilt = (low + high) / 2
        shares = _normal(base * np.exp(tilt * sizes))
        low, high = (tilt, high) if (shares * sizes).sum() < HOUSEHOLD_MEAN else (low, tilt)
    return shares


def _normal(weights: FloatArray) -> FloatArray:
    total: FloatArray = weights / weights.sum()
    return total


def age_shares() -> FloatArray:
    """What share of people is 0, 1, ... 100 years old? Bands as the census gives them, single years leaning within each."""
    shares = np.zeros(101)
    for low, high, share in AGE_BANDS:
        weights = np.exp(AGE_LEAN[low] * np.arange(high - low))
        shares[low:high] = share * weights / weights.sum()
    return _normal(shares)


def _households(grids: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Cut each grid's people into households: draw sizes until the grid is full; the last one is cut to fit."""
    draws = rng.choice(np.arange(1, 11), size=int(grids.sum()), p=household_shares())
    ends = np.cumsum(draws)
    owner: list[IntArray] = []
    sizes: list[IntArray] = []
    used, filled = 0, 0
    for index, people in enumerate(grids.tolist()):
        last = int(np.searchsorted(ends, filled + people))
        cut = draws[used : last + 1].copy()
        cut[-1] -= int(cut.sum()) - people
        owner.append(np.full(len(cut), index))
        sizes.append(cut)
        used, filled = last + 1, int(ends[last])
    return np.concatenate(owner), np.concatenate(sizes).astype(np.int64)


def _ages(people: int, rng: np.random.Generator) -> IntArray:
    """Give so many ages, as close to the shares as whole numbers allow, in random order."""
    bounds = np.round(np.cumsum(age_shares()) * people).astype(np.int64)
    ages = np.repeat(np.arange(101), np.diff(bounds, prepend=0))
    return rng.permutation(ages)


def _seat(ages: IntArray, household: IntArray, place: IntArray, rng: np.random.Generator) -> IntArray:
    """Give each place in each household an age: heads and partners are adults of like age, the young sit with young parents."""
    stage = rng.random(int(household[-1]) + 1)[household]
    pool = np.sort(ages[ages >= ADULT])
    young = np.sort(ages[ages < ADULT])
    first = np.flatnonzero(place == 0)
    second = np.flatnonzero(place == 1)
    other = np.flatnonzero(place > 1)
    leading = np.concatenate([first, second])
    seated = np.empty(len(ages), dtype=np.int64)
    surplus = max(len(leading) - len(pool), 0)
    leading, left_over = leading[: len(leading) - surplus], leading[len(leading) - surplus :]
    picked = np.sort(rng.choice(len(pool), size=len(leading), replace=False))
    jitter = stage[leading] + rng.normal(0, 0.03, len(leading))
    seated[leading[np.argsort(jitter, kind="stable")]] = pool[picked]
    rest = np.concatenate([young, np.delete(pool, picked)])
    free = np.concatenate([other, left_over])
    near = stage[free] + rng.normal(0, 0.12, len(free))
    seated[free[np.argsort(near, kind="stable")]] = _by_parent(rest, rng)
    return seated


def _by_parent(ages: IntArray, rng: np.random.Generator) -> IntArray:
    """Order further members by the age their household's head would have: child + 27, or grandparent - 27."""
    head = np.where(ages < 35, ages + 27, ages - 27) + rng.normal(0, 4, len(ages))
    return ages[np.argsort(head, kind="stable")]


def _sexes(household: IntArray, place: IntArray, age: IntArray, rng: np.random.Generator) -> BoolArray:
    """Draw sexes at the county's ratio; the adult in second place is of the other sex than the head."""
    male = rng.random(len(age)) < MALE_SHARE
    partner = np.flatnonzero((place == 1) & (age >= ADULT))
    male[partner] = ~male[partner - 1]
    return male


def _births(age: IntArray, as_of: date, rng: np.random.Generator) -> DateArray:
    """Which birth date gives each age on `as_of`?"""
    month = np.datetime64(f"{as_of.year:04d}-{as_of.month:02d}") - age.astype("timedelta64[Y]").astype("int64") * np.timedelta64(12, "M")
    day = min(as_of.day, 28) - 1
    birthday = month.astype("datetime64[D]") + np.timedelta64(day, "D")
    birth: DateArray = birthday - rng.integers(0, 365, len(age)).astype("timedelta64[D]")
    return birth


def _presence(people: int, rng: np.random.Generator) -> IntArray:
    codes, shares = zip(*PRESENCE, strict=True)
    return rng.choice(np.array(codes, dtype=np.int64), size=people, p=np.array(shares))


def _groups(age: IntArray, male: BoolArray, *, seed: int, county: str, bits: Mapping[str, int]) -> IntArray:
    """Which key groups does each belong to? A group the installation does not have is left out."""
    low, high = STUDENT_AGES
    certain = {"elderly": age >= ELDERLY_FROM, "infant": age < INFANT_BELOW}
    drawn = {"student": (age >= low) & (age < high) & (stream(seed, county, "student").random(len(age)) < STUDENT_SHARE)}
    for code, start, end, sex, share in GROUP_SHARES:
        fits = (age >= start) & (age < end) & (male if sex == "m" else ~male if sex == "f" else True)
        drawn[code] = fits & (stream(seed, county, "group", code).random(len(age)) < share)
    groups = np.zeros(len(age), dtype=np.int64)
    for code, members in {**certain, **drawn}.items():
        if code in bits:
            groups |= np.where(members, 1 << bits[code], 0)
    return groups
