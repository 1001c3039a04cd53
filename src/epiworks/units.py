"""Which number is this? Distinct types for the counts, times and rates of an outbreak response, and the only safe ways between them.

A headquarters loses hours when "133,376" is read as people (it was person-times: 3 rounds of 3 passes over some 14,800 people) or when
tubes are read as people (a tube may hold twenty). Each kind of number is therefore its own type: `mypy` refuses a `PersonTimes` where a
`PersonCount` is asked for, and the helpers below are the only conversions that mean something. There is on purpose no helper from person-
times to persons: how many different people stand behind person-times can only be counted from the people themselves.

Types are `typing.NewType`, so at run time they are plain `int` and `float`: no cost in a loop over a million rows. Constructors
(`persons`, `tubes`, ...) check the value at the door and raise `ValueError`; a bare `PersonCount(...)` is for values already known to be
good.
"""

from math import ceil, isfinite
from typing import NewType

PersonCount = NewType("PersonCount", int)
"""Different human beings (人)."""

PersonTimes = NewType("PersonTimes", int)
"""Acts done to people, one person sampled three times is three (人次, 人份)."""

TubeCount = NewType("TubeCount", int)
"""Sampling tubes (管), each holding the samples of one to `PoolSize` people."""

BoxCount = NewType("BoxCount", int)
"""Transport boxes (转运箱), each holding many tubes."""

PoolSize = NewType("PoolSize", int)
"""Most samples one tube may hold (混采比, 10 means 10:1)."""

BoxesPerTrip = NewType("BoxesPerTrip", int)
"""Boxes one vehicle carries on one trip."""

Minutes = NewType("Minutes", float)
"""A length of time in minutes."""

Hours = NewType("Hours", float)
"""A length of time in hours."""

Days = NewType("Days", float)
"""A length of time in days of 24 hours; protocol day *numbers* are plain `int`, not `Days`."""

TubesPerHour = NewType("TubesPerHour", float)
"""Tubes a laboratory or step finishes in an hour."""

TubesPerDay = NewType("TubesPerDay", float)
"""Tubes a laboratory finishes in 24 hours (万管/日 in the reports, times 10,000)."""

PersonsPerHour = NewType("PersonsPerHour", float)
"""People a table, sampler or site serves in an hour."""

Share = NewType("Share", float)
"""Part of a whole, 0 to 1, never per cent."""

Probability = NewType("Probability", float)
"""Chance of an event, 0 to 1."""

_HOURS_PER_DAY = 24.0
_MINUTES_PER_HOUR = 60.0


def _whole(value: int, name: str, *, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"{name} must be a whole number, not {value!r}"
        raise ValueError(message)
    if value < least:
        message = f"{name} must be at least {least}, not {value}"
        raise ValueError(message)
    return value


def _real(value: float, name: str) -> float:
    if not isfinite(value) or value < 0:
        message = f"{name} must be finite and not negative, not {value!r}"
        raise ValueError(message)
    return float(value)


def _rate(value: float, name: str) -> float:
    checked = _real(value, name)
    if checked == 0:
        message = f"{name} is zero: nothing would ever finish"
        raise ValueError(message)
    return checked


def persons(value: int) -> PersonCount:
    """How many different people? Raises `ValueError` when negative or not whole.

    >>> persons(189_888)
    189888
    """
    return PersonCount(_whole(value, "persons"))


def person_times(value: int) -> PersonTimes:
    """How many acts done to people? Raises `ValueError` when negative or not whole.

    >>> person_times(133_376)
    133376
    """
    return PersonTimes(_whole(value, "person-times"))


def tubes(value: int) -> TubeCount:
    """How many tubes? Raises `ValueError` when negative or not whole.

    >>> tubes(672_000)
    672000
    """
    return TubeCount(_whole(value, "tubes"))


def boxes(value: int) -> BoxCount:
    """How many transport boxes? Raises `ValueError` when negative or not whole.

    >>> boxes(12)
    12
    """
    return BoxCount(_whole(value, "boxes"))


def pool_size(value: int) -> PoolSize:
    """How many samples may share a tube, at least 1? Raises `ValueError` otherwise.

    >>> pool_size(10)
    10
    """
    return PoolSize(_whole(value, "pool size", least=1))


def minutes(value: float) -> Minutes:
    """How many minutes? Raises `ValueError` when negative or not finite.

    >>> minutes(90)
    90.0
    """
    return Minutes(_real(value, "minutes"))


def hours(value: float) -> Hours:
    """How many hours? Raises `ValueError` when negative or not finite.

    >>> hours(24)
    24.0
    """
    return Hours(_real(value, "hours"))


def days(value: float) -> Days:
    """How many days of 24 hours? Raises `ValueError` when negative or not finite.

    >>> days(2)
    2.0
    """
    return Days(_real(value, "days"))


def tubes_per_hour(value: float) -> TubesPerHour:
    """How many tubes in an hour? Raises `ValueError` when negative or not finite.

    >>> tubes_per_hour(2_000)
    2000.0
    """
    return TubesPerHour(_real(value, "tubes per hour"))


def tubes_per_day(value: float) -> TubesPerDay:
    """How many tubes in 24 hours? Raises `ValueError` when negative or not finite.

    >>> tubes_per_day(672_000)
    672000.0
    """
    return TubesPerDay(_real(value, "tubes per day"))


def persons_per_hour(value: float) -> PersonsPerHour:
    """How many people served in an hour? Raises `ValueError` when negative or not finite.

    >>> persons_per_hour(60)
    60.0
    """
    return PersonsPerHour(_real(value, "persons per hour"))


def share(value: float) -> Share:
    """Which part of the whole, 0 to 1? Raises `ValueError` outside (a per cent value is the usual mistake).

    >>> share(0.212)
    0.212
    """
    if not 0 <= value <= 1:
        message = f"a share lies between 0 and 1, not {value!r}"
        raise ValueError(message)
    return Share(float(value))


def probability(value: float) -> Probability:
    """How likely, 0 to 1? Raises `ValueError` outside.

    >>> probability(0.001)
    0.001
    """
    if not 0 <= value <= 1:
        message = f"a probability lies between 0 and 1, not {value!r}"
        raise ValueError(message)
    return Probability(float(value))


def minutes_from_hours(value: Hours) -> Minutes:
    """How many minutes are these hours?

    >>> minutes_from_hours(Hours(1.5))
    90.0
    """
    return Minutes(value * _MINUTES_PER_HOUR)


def hours_from_minutes(value: Minutes) -> Hours:
    """How many hours are these minutes?

    >>> hours_from_minutes(Minutes(90))
    1.5
    """
    return Hours(value / _MINUTES_PER_HOUR)


def hours_from_days(value: Days) -> Hours:
    """How many hours are these days?

    >>> hours_from_days(Days(2))
    48.0
    """
    return Hours(value * _HOURS_PER_DAY)


def days_from_hours(value: Hours) -> Days:
    """How many days are these hours?

    >>> days_from_hours(Hours(36))
    1.5
    """
    return Days(value / _HOURS_PER_DAY)


def tubes_per_hour_from_day(value: TubesPerDay) -> TubesPerHour:
    """What hourly rate gives this many tubes in 24 hours of work without a pause?

    >>> tubes_per_hour_from_day(TubesPerDay(672_000))
    28000.0
    """
    return TubesPerHour(value / _HOURS_PER_DAY)


def person_times_for(people: PersonCount, *, each: int) -> PersonTimes:
    """How many acts are `each` acts on every one of these people? The way back does not exist.

    >>> person_times_for(PersonCount(14_820), each=9)
    133380
    """
    return PersonTimes(people * _whole(each, "acts on each person"))


def tubes_for_person_times(samples: PersonTimes, pool: PoolSize) -> TubeCount:
    """How many tubes hold these samples when every tube is filled? ceil(samples / pool), so a lower bound in the field.

    >>> tubes_for_person_times(PersonTimes(232_300), PoolSize(10))
    23230
    """
    return TubeCount(ceil(samples / _whole(pool, "pool size", least=1)))


def boxes_for_tubes(count: TubeCount, *, per_box: int) -> BoxCount:
    """How many boxes carry these tubes? ceil(tubes / per_box).

    >>> boxes_for_tubes(TubeCount(101), per_box=50)
    3
    """
    return BoxCount(ceil(count / _whole(per_box, "tubes per box", least=1)))


def hours_for_tubes(count: TubeCount, rate: TubesPerHour) -> Hours:
    """How long does this rate need for these tubes? Raises `ValueError` at rate zero.

    >>> round(hours_for_tubes(TubeCount(23_230), tubes_per_hour_from_day(TubesPerDay(470_000))), 2)
    1.19
    """
    return Hours(count / _rate(rate, "tubes per hour"))


def hours_for_persons(people: PersonCount, rate: PersonsPerHour) -> Hours:
    """How long does this rate need for these people? Raises `ValueError` at rate zero.

    >>> hours_for_persons(PersonCount(600), PersonsPerHour(50))
    12.0
    """
    return Hours(people / _rate(rate, "persons per hour"))


def coverage(done: PersonCount, due: PersonCount) -> Share:
    """Which share of the people due was reached? Both are people. Raises `ValueError` when more are done than due or nobody is due.

    More done than due is never "over 100 %": the denominator is wrong, and the caller must say so.

    >>> coverage(PersonCount(150), PersonCount(200))
    0.75
    """
    if due <= 0:
        message = "nobody is due: coverage has no meaning"
        raise ValueError(message)
    if done > due:
        message = f"{done} done of {due} due: the denominator is too small"
        raise ValueError(message)
    return Share(_whole(done, "persons done") / due)


def sum_persons(*counts: PersonCount) -> PersonCount:
    """How many people in groups that share nobody? The caller vouches for that; overlapping groups must be counted, not added.

    >>> sum_persons(PersonCount(57), PersonCount(84))
    141
    """
    return PersonCount(sum(counts))


def sum_person_times(*counts: PersonTimes) -> PersonTimes:
    """How many acts in all? Acts always add.

    >>> sum_person_times(PersonTimes(12_263), PersonTimes(12_762))
    25025
    """
    return PersonTimes(sum(counts))


def sum_tubes(*counts: TubeCount) -> TubeCount:
    """How many tubes in all?

    >>> sum_tubes(TubeCount(2), TubeCount(3))
    5
    """
    return TubeCount(sum(counts))
