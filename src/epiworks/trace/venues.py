"""At which places did these cases most likely get it? Venues that the cases share, beside everybody else who was there with them.

For place v and case j, with q_j(d) as in `epiworks.trace.backward` and m_vj(d) the case's minutes at v on day d in the company of others,

    P(v | j) = sum_d q_j(d) m_vj(d) / (m_0 + sum_u sum_d q_j(d) m_uj(d))        expected_v = sum_j P(v | j)

is where case j was infected if every minute in company were equally dangerous. Whether the cases share the place by more than chance is
the likelihood ratio of Kulldorff's scan statistic (Commun Stat Theory Methods 26 (1997) 1481-1496): of N people met, C of them cases,
n_v were at the place and c_v of these are cases, E_v = C n_v / N expected,

    llr_v = c ln(c / E) + (C - c) ln((C - c) / (C - E))        where c > E, otherwise 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from epiworks.protocol import SharedPlace
from epiworks.trace.backward import BELIEFS, InfectionDays, SourceBeliefs, ask_days, split_days
from epiworks.trace.cases import Cases
from epiworks.trace.judging import Basis
from epiworks.trace.rules import KINDS, Floats, Ids, TraceRules, known_kinds


@dataclass(frozen=True, slots=True)
class SourceVenue:
    """One place: how many of the cases were there when they may have been infected, among how many people, and what that says."""

    place: int
    kind: SharedPlace
    cases: tuple[int, ...]
    people: int
    expected: float
    log_likelihood_ratio: float


def source_venues(
    rules: TraceRules, ill: Cases, infected: Sequence[InfectionDays], *, basis: Basis, beliefs: SourceBeliefs = BELIEFS
) -> tuple[SourceVenue, ...]:
    """At which places may these cases have been infected? The highest likelihood ratio first, then the most expected infections.

    Source: see the module. Raises `ValueError` when there are not infection days for each case.
    """
    if len(ill) != len(infected):
        message = "every case has days on which it may have been infected"
        raise ValueError(message)
    split, back = split_days(ill, [(days.first, days.first + days.weights.size - 1) for days in infected])
    found = ask_days(rules, split, basis, by_place=True)
    found = found.take(found.overlap > 0)
    if not len(found):
        return ()
    case, day = back[found.case], split.start[found.case]
    visits = np.unique(np.stack([case, day.astype(np.int64), found.place, found.kind.astype(np.int64)], axis=1), axis=0)
    likely = _likelihood(visits, ill, infected, basis)
    shares = likely / (beliefs.outside_minutes + np.bincount(visits[:, 0], weights=likely, minlength=len(ill)))[visits[:, 0]]
    met = np.stack([found.place, found.person], axis=1)
    there = np.unique(np.concatenate([met, np.stack([found.place, ill.person[case]], axis=1)]), axis=0)
    scan = _Scan(visits, shares, there, ill.person)
    return tuple(sorted(scan.venues(), key=lambda venue: (-venue.log_likelihood_ratio, -venue.expected, venue.place)))


def scan_ratio(cases: int, people: int, *, all_cases: int, everyone: int) -> float:
    """By how much (natural logarithm) is it likelier that a place has its own share of cases than that all share one? 0 where it has fewer.

    >>> round(scan_ratio(4, 8, all_cases=5, everyone=100), 2)
    7.68
    """
    expected = all_cases * people / everyone
    if cases <= expected:
        return 0.0
    others, otherwise = all_cases - cases, all_cases - expected
    return float(cases * np.log(cases / expected) + (others * np.log(others / otherwise) if others else 0.0))


def _likelihood(visits: Ids, ill: Cases, infected: Sequence[InfectionDays], basis: Basis) -> Floats:
    """q_j(d) m_vj(d) of each visit: case, day, place."""
    begins = [basis.days.begins_at(visits[:, 1] + shift) for shift in (0, 1)]
    minutes = basis.tracer.presence(
        person=ill.person[visits[:, 0]], place=visits[:, 2], begin=begins[0], end=np.minimum(begins[1], basis.as_of)
    )
    chance = np.zeros(len(visits))
    for case, days in enumerate(infected):
        mine = visits[:, 0] == case
        chance[mine] = days.at(visits[mine, 1].astype(np.int32))
    return chance * minutes


@dataclass(frozen=True, slots=True, eq=False)
class _Scan:
    """Visits (case, day, place, kind), each place's together, with their shares of infection; who was at which place (place, person)."""

    visits: Ids
    shares: Floats
    there: Ids
    persons: Ids

    def venues(self) -> Iterator[SourceVenue]:
        """What do the visits say of every place?"""
        order = np.argsort(self.visits[:, 2], kind="stable")
        place, starts = np.unique(self.visits[order, 2], return_index=True)
        people = np.unique(self.there[:, 0], return_counts=True)[1]
        everyone, all_cases = int(np.unique(self.there[:, 1]).size), self._number(np.unique(self.visits[:, 0]))
        for number, rows in enumerate(np.split(order, starts[1:])):
            cases = np.unique(self.visits[rows, 0])
            ratio = scan_ratio(self._number(cases), int(people[number]), all_cases=all_cases, everyone=everyone)
            yield SourceVenue(
                place=int(place[number]),
                kind=KINDS[int(known_kinds(self.visits[rows[:1], 3].astype(np.uint8))[0])],
                cases=tuple(cases.tolist()),
                people=int(people[number]),
                expected=float(self.shares[rows].sum()),
                log_likelihood_ratio=ratio,
            )

    def _number(self, cases: Ids) -> int:
        """How many persons are these cases? A person may be a case twice."""
        return len(set(self.persons[cases].tolist()))
