"""Which pairs of cases do the pack's windows allow: was j infected on a day on which i could infect?"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from epiworks.epi.special import Flags
from epiworks.protocol import Anchor, CaseAnchors, Decision, PackLine, Protocol, decide, incubation, infectious_window
from epiworks.units import Days


def possible_pairs(protocol: Protocol, cases: Sequence[CaseAnchors]) -> Decision[Flags]:
    """May case i (row) have infected case j (column), by the pack's infectious window and incubation?

    j was infected between its onset less the longest incubation and its onset less the shortest (0 where the pack gives none); the pair is
    possible when some of these days lie in i's infectious window. A case without an onset could have been infected on any day before its
    first known date. Raises `RuleMissing` and `AnchorMissing` as `infectious_window` and `incubation` do. Source: those rules.

    >>> from epiworks.protocol import shipped_library
    >>> ill = [CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, day)}, ended=date(2022, 8, day + 1)) for day in (7, 11, 30)]
    >>> possible_pairs(shipped_library().protocol("cn-covid-9"), ill).value.tolist()
    [[False, True, False], [False, False, False], [False, False, False]]
    """
    waits = incubation(protocol)
    shortest = waits.value.shortest or Days(0.0)
    windows = [infectious_window(protocol, case) for case in cases]
    lines: list[PackLine] = [*waits.because, *(line for window in windows for line in window.because)]
    start = np.array([window.value.start.toordinal() for window in windows], dtype=np.int64)
    end = np.array(
        [date.max.toordinal() if window.value.end is None else window.value.end.toordinal() for window in windows], dtype=np.int64
    )
    infected = [_infected(case, shortest=shortest, longest=waits.value.longest) for case in cases]
    first = np.array([days[0].toordinal() for days in infected], dtype=np.int64)
    last = np.array([days[1].toordinal() for days in infected], dtype=np.int64)
    allowed = (start[:, None] <= last[None, :]) & (first[None, :] <= end[:, None])
    np.fill_diagonal(allowed, val=False)
    return decide(np.asarray(allowed, dtype=np.bool_), *dict.fromkeys(lines))


def _infected(case: CaseAnchors, *, shortest: Days, longest: Days) -> tuple[date, date]:
    onset = case.dates.get(Anchor.ONSET)
    if onset is None:
        known = min(case.dates.values(), default=date.max)
        return date.min, known
    return onset - timedelta(days=int(np.ceil(longest))), onset - timedelta(days=int(shortest))
