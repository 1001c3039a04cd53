"""Which tests are owed by somebody who was found late, and which were missed and not made up?"""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import zip_longest


def days_owed(test_dates: Sequence[date], since: date | None) -> tuple[date, ...]:
    """On which days is a test owed by somebody followed since this day? `test_dates` ascend; `since` None: on all of them.

    Nobody is sampled before they are found: the test days that had passed by then come to one test, on the day of finding.

    >>> [day.day for day in days_owed([date(2022, 8, day) for day in (2, 3, 4, 6, 8)], date(2022, 8, 5))]
    [5, 6, 8]
    """
    if since is None or not test_dates or test_dates[0] >= since:
        return tuple(test_dates)
    return since, *(day for day in test_dates if day > since)


def days_missed(owed: Sequence[date], sampled: Collection[date]) -> tuple[date, ...]:
    """For which of the days owed (ascending) is there no sample, when samples were taken on these days?

    A late sample counts for its day until the next one is due. A day left without one is made up by a later sample that no other day
    needs: several samples of one day are one.

    >>> owed = [date(2022, 8, day) for day in (2, 3, 5)]
    >>> [[day.day for day in days_missed(owed, [date(2022, 8, day) for day in taken])] for taken in ((3, 5), (3, 4, 5), (2, 4, 6))]
    [[2], [], []]
    """
    spare: list[date] = []
    missed: list[date] = []
    for day, following in zip_longest(owed, owed[1:]):
        own = sorted({taken for taken in sampled if day <= taken and (following is None or taken < following)})
        spare.extend(own[1:])
        if not own:
            missed.append(day)
    for day in tuple(missed):
        later = next((taken for taken in spare if taken > day), None)
        if later is not None:
            spare.remove(later)
            missed.remove(day)
    return tuple(missed)
