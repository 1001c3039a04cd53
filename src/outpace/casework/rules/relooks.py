"""Which finished investigations are read again by a second person? Nobody chooses: the day and the numbers of the cases do."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import blake2b

CLOSE_GAPS_WITHIN = timedelta(hours=24)
"""How long the investigation has to close the gaps that were found: a limit of our own; no pack names one."""

LOOK_BACK_DAYS = 14
"""So many days are drawn from again after the worker stood still: a limit of our own."""


def drawn(day: date, cases: Iterable[int], percent: int) -> tuple[int, ...]:
    """Which of the cases whose investigation was finished on this day are read again, at this share in percent, rounded up?

    The lowest by a hash of the day and the case's number: nobody can choose, anybody can draw again and find the same, and a larger
    share only adds. The order in which the cases come does not matter. The share is the headquarters' own (domain A5: reports name the
    re-look, 流调回头看, and no share).

    >>> drawn(date(2022, 8, 11), range(1, 11), 20)
    (3, 4)
    """
    ranked = sorted(set(cases), key=lambda case: (blake2b(f"{day.isoformat()}:{case}".encode(), digest_size=8).digest(), case))
    return tuple(sorted(ranked[: -(-len(ranked) * percent // 100)]))
