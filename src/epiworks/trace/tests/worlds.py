"""Small worlds of stays for the tests of the rules: people, places of every kind, two days in Shanghai."""

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from epiworks.protocol import Protocol, SharedPlace, Window
from epiworks.trace.brute_force import BruteForce
from epiworks.trace.cases import NOTHING_KNOWN, Known, cases
from epiworks.trace.days import LocalDays
from epiworks.trace.judging import ALL_KINDS, Basis, Judged, judge
from epiworks.trace.rules import compile_rules, kind_code
from epiworks.trace.stays import places, stays

DAYS = LocalDays(ZoneInfo("Asia/Shanghai"))
DAY = date(2022, 8, 10)
MIDNIGHT = DAYS.begins(DAY)
CASE = 1
PLACE = {kind: 100 + kind_code(kind) for kind in SharedPlace}
"""One place of each kind; ten more of it at +1000, +2000 ..."""


@dataclass
class World:
    """Stays by hour of `DAY`; hours may be negative or beyond 24."""

    rows: list[tuple[int, int, int, int]] = field(default_factory=list)

    def at(self, kind: SharedPlace, *people: int, hours: tuple[float, float] = (8, 10), which: int = 0) -> "World":
        """These people were at a place of this kind."""
        begin, end = (MIDNIGHT + round(hour * 60) for hour in hours)
        self.rows += [(person, PLACE[kind] + 1000 * which, begin, end) for person in people]
        return self

    def basis(self, *, known: Known = NOTHING_KNOWN, hours: float = 48) -> Basis:
        """What is asked of: everything, as of so many hours after the day began."""
        person, place, begin, end = np.array(self.rows, dtype=np.int64).reshape(len(self.rows), 4).T
        codes = {kind: kind_code(kind) or 200 for kind in SharedPlace}
        named = places({number + 1000 * which: codes[kind] for kind, number in PLACE.items() for which in range(4)})
        tracer = BruteForce(stays(person=person, place=place, begin=begin, end=end), named)
        return Basis(tracer, DAYS, MIDNIGHT + round(hours * 60), known, ALL_KINDS)

    def judged(self, protocol: Protocol, *persons: int, known: Known = NOTHING_KNOWN, window: Window | None = None) -> Judged:
        """What comes of these cases, `CASE` unless told otherwise, all with one window."""
        who = persons or (CASE,)
        windows = [window or Window(DAY, DAY)] * len(who)
        return judge(compile_rules(protocol), cases(who, windows), self.basis(known=known))
