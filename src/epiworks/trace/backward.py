"""Where did these cases get it? Known cases and other people they met while they could be infected, ranked by likelihood.

Case j was infected on day d with probability q_j(d), from its onset and the incubation. Every minute together with an infectious person is
held to be equally dangerous, so the likelihood that x infected j is

    L_xj = p_x sum_d q_j(d) m_xj(d) w_x(d)        P(x -> j) = L_xj / (L_0j + sum_y L_yj)        L_0j = m_0 sum_d q_j(d) = m_0

with m_xj(d) the minutes together on day d, w_x(d) 1 where the pack's infectious window of x holds and 0 elsewhere, p_x 1 for a known case
and a small chance for everybody else (then w_x = 1), and m_0 the minutes a day with infectious people that no stay records. An exposure
after x had left (measles) counts as one minute. This is the relative likelihood of Wallinga and Teunis (Am J Epidemiol 160 (2004) 509-516)
with recorded contact in place of the generation interval alone; Campbell et al. (PLoS Comput Biol 15 (2019) e1006930) weigh contacts in the
same way. Each case is looked at by itself: for one consistent tree of all cases give `exposed` to `epiworks.epi.trees`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from math import ceil

import numpy as np

from epiworks.epi.interval import DayDistribution
from epiworks.protocol import Anchor, CaseAnchors, Decision, decide, incubation
from epiworks.protocol.pack import Protocol
from epiworks.trace.cases import Cases, to_question
from epiworks.trace.judging import Basis
from epiworks.trace.question import Exposures
from epiworks.trace.rules import OPEN_END, Flags, Floats, Ids, TraceRules, Wholes, known_kinds
from epiworks.units import Probability

FEW = Probability(0.01)
"""How many of the people who are no known cases are held to be infectious."""

NOT_A_CASE = -1
"""The row of a source that is no known case."""


@dataclass(frozen=True, slots=True, eq=False)
class InfectionDays:
    """How likely was the person infected on each day? `weights[0]` belongs to the day `first` (ordinal); they add up to 1."""

    first: int
    weights: Floats

    def at(self, days: Wholes) -> Floats:
        """How likely on these days? 0 outside."""
        place = days.astype(np.int64) - self.first
        inside = (place >= 0) & (place < self.weights.size)
        return np.where(inside, self.weights[np.where(inside, place, 0)], 0.0)


@dataclass(frozen=True, slots=True)
class SourceBeliefs:
    """What is believed beforehand: `unknown`, the chance that somebody not known as a case was infectious at the time; `outside_minutes`,
    minutes a day with infectious people whom no stay records. Neither can be estimated from one case; rankings hardly depend on them.
    """

    unknown: Probability = FEW
    outside_minutes: float = 1.0


BELIEFS = SourceBeliefs()


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """One row per case and possible source, per case the likeliest first.

    `case`: row of the case. `person`: the source, `known`: its row among the cases, `NOT_A_CASE` for others. `probability`: P(x -> j).
    `minutes`: together on days on which both is possible; `first_day`, `last_day` of them. `outside[j]`: P of a source not recorded.
    """

    case: Ids
    person: Ids
    known: Ids
    probability: Floats
    minutes: Wholes
    first_day: Wholes
    last_day: Wholes
    outside: Floats

    def __len__(self) -> int:
        """How many rows?"""
        return int(self.case.size)

    def of(self, case: int, most: int = 10) -> list[tuple[int, float]]:
        """Which persons most likely infected this case, and how likely? At most so many."""
        rows = np.flatnonzero(self.case == case)[:most]
        return list(zip(self.person[rows].tolist(), self.probability[rows].tolist(), strict=True))

    def exposed(self, size: int) -> Flags:
        """May known case i (row) have infected case j (column) by recorded contact? For `epiworks.epi.trees.Evidence`."""
        table = np.zeros((size, size), dtype=np.bool_)
        rows = self.known != NOT_A_CASE
        table[self.known[rows], self.case[rows]] = True
        return table


@dataclass(frozen=True, slots=True)
class SharedSource:
    """Somebody who may have infected several of the cases. `expected`: how many of them, on average."""

    person: int
    known: bool
    cases: tuple[int, ...]
    expected: float


def infection_days(protocol: Protocol, case: CaseAnchors, *, incubations: DayDistribution | None = None) -> Decision[InfectionDays]:
    """On which days was this case infected, and how likely on each?

    `incubations`: chance of each incubation in whole days; without it every length that the pack allows is equally likely. A case without
    onset or rash could have been infected on any day of the longest incubation before its first known date. Raises `RuleMissing`, and
    `ValueError` for a case without any date. Source: rule `incubation.default`.

    >>> from epiworks.protocol import shipped_library
    >>> ill = CaseAnchors("symptomatic", {Anchor.RASH: date(2019, 5, 20)})
    >>> found = infection_days(shipped_library().protocol("measles"), ill).value
    >>> date.fromordinal(found.first), found.weights.size
    (datetime.date(2019, 4, 29), 15)
    """
    if not case.dates:
        message = "a case without any date was infected nobody knows when"
        raise ValueError(message)
    waits = incubation(protocol)
    longest, shortest = ceil(waits.value.longest), int(waits.value.shortest or 0)
    onset = case.dates.get(Anchor.ONSET, case.dates.get(Anchor.RASH))
    if onset is None:
        known = min(case.dates.values())
        return decide(_flat(known - timedelta(days=longest), longest + 1), *waits.because)
    if incubations is None:
        return decide(_flat(onset - timedelta(days=longest), longest - shortest + 1), *waits.because)
    weights = incubations.weights[::-1] / incubations.weights.sum()
    return decide(InfectionDays(onset.toordinal() - weights.size + 1, weights), *waits.because)


def sources(rules: TraceRules, ill: Cases, infected: Sequence[InfectionDays], *, basis: Basis, beliefs: SourceBeliefs = BELIEFS) -> Sources:
    """Whom may each of these cases have got it from, likeliest first?

    `ill`: the cases with their infectious windows; `infected`: when each of them was infected. Only kinds of place count that the pack
    counts. Raises `ValueError` when there are not infection days for each case. Source: see the module.
    """
    if len(ill) != len(infected):
        message = "every case has days on which it may have been infected"
        raise ValueError(message)
    rows = _join([_from_known(rules, ill, infected, basis), _from_others(rules, ill, infected, basis)])
    weight = np.zeros(rows.case.size)
    for case, days in enumerate(infected):
        mine = rows.case == case
        weight[mine] = days.at(rows.day[mine]) * rows.minutes[mine]
    weight = np.where(rows.known == NOT_A_CASE, weight * beliefs.unknown, weight)
    return _ranked(rows, weight, np.full(len(ill), beliefs.outside_minutes))


def shared_sources(found: Sources, *, least_cases: int = 2) -> tuple[SharedSource, ...]:
    """Who may have infected several of the cases, the one with most expected infections first?"""
    persons, back = np.unique(found.person, return_inverse=True)
    expected = np.bincount(back, weights=found.probability, minlength=persons.size)
    cases = np.bincount(back, minlength=persons.size)
    rows = np.flatnonzero(cases >= least_cases)
    order = rows[np.lexsort((persons[rows], -expected[rows]))]
    return tuple(
        SharedSource(
            person=int(persons[row]),
            known=bool((found.known[back == row] != NOT_A_CASE).any()),
            cases=tuple(sorted(found.case[back == row].tolist())),
            expected=float(expected[row]),
        )
        for row in order.tolist()
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Meetings:
    """One row per case, source and day."""

    case: Ids
    person: Ids
    known: Ids
    day: Wholes
    minutes: Wholes


def _flat(first: date, length: int) -> InfectionDays:
    return InfectionDays(first.toordinal(), np.full(length, 1.0 / length))


def split_days(who: Cases, spans: Sequence[tuple[int, int]]) -> tuple[Cases, Ids]:
    """Cases of one day each: every day of every span (first and last ordinal, inclusive), and the row of the case that each came from."""
    lengths = np.array([max(last - first + 1, 0) for first, last in spans], dtype=np.int64)
    back = np.repeat(np.arange(len(spans)), lengths)
    firsts = np.array([first for first, _ in spans], dtype=np.int64)
    day = (firsts[back] + np.arange(back.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)).astype(np.int32)
    return Cases(who.person[back], day, day, who.higher_risk[back], who.generation), back


def ask_days(rules: TraceRules, split: Cases, basis: Basis, *, by_place: bool = False) -> Exposures:
    """Whom did these one-day cases meet in kinds of place that count?"""
    found = basis.tracer.exposures(to_question(rules, split, basis.days, as_of=basis.as_of, by_place=by_place))
    return found.take(rules.counts[known_kinds(found.kind)])


def _from_known(rules: TraceRules, ill: Cases, infected: Sequence[InfectionDays], basis: Basis) -> _Meetings:
    """Meetings of cases with known cases, on days on which these could infect."""
    earliest = min((days.first for days in infected), default=OPEN_END)
    latest = max((days.first + days.weights.size - 1 for days in infected), default=0)
    spans = [(max(start, earliest), min(end, latest)) for start, end in zip(ill.start.tolist(), ill.end.tolist(), strict=True)]
    split, back = split_days(ill, spans)
    found = ask_days(rules, split, basis)
    found = found.take(np.isin(found.person, ill.person))
    minutes = np.maximum(found.overlap, 1)
    parts = []
    for case, person in enumerate(ill.person.tolist()):
        mine = np.flatnonzero(found.person == person)
        row = found.case[mine]
        parts.append(_Meetings(np.full(mine.size, case), split.person[row], back[row], split.start[row], minutes[mine]))
    return _join(parts)


def _from_others(rules: TraceRules, ill: Cases, infected: Sequence[InfectionDays], basis: Basis) -> _Meetings:
    """Meetings of cases with everybody who is not a known case, on days on which the case may have been infected."""
    split, back = split_days(ill, [(days.first, days.first + days.weights.size - 1) for days in infected])
    found = ask_days(rules, split, basis)
    found = found.take((found.overlap > 0) & ~np.isin(found.person, ill.person))
    nobody = np.full(len(found), NOT_A_CASE, dtype=np.int64)
    return _Meetings(back[found.case], found.person, nobody, split.start[found.case], found.overlap)


def _join(parts: Sequence[_Meetings]) -> _Meetings:
    ids, wholes = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    kept = [_Meetings(ids, ids, ids, wholes, wholes), *parts]
    return _Meetings(**{column.name: np.concatenate([getattr(part, column.name) for part in kept]) for column in fields(_Meetings)})


def _ranked(rows: _Meetings, weight: Floats, outside: Floats) -> Sources:
    possible = np.flatnonzero(weight > 0)
    order = possible[np.lexsort((rows.known[possible], rows.person[possible], rows.case[possible]))]
    case, person, known = rows.case[order], rows.person[order], rows.known[order]
    new = np.ones(order.size, dtype=np.bool_)
    new[1:] = (np.diff(case) != 0) | (np.diff(person) != 0) | (np.diff(known) != 0)
    starts = np.flatnonzero(new)
    group = np.cumsum(new) - 1
    likelihood = np.bincount(group, weights=weight[order], minlength=starts.size)
    minutes = np.bincount(group, weights=rows.minutes[order], minlength=starts.size).astype(np.int32)
    first = np.minimum.reduceat(rows.day[order], starts) if starts.size else rows.day[:0]
    last = np.maximum.reduceat(rows.day[order], starts) if starts.size else rows.day[:0]
    total = outside + np.bincount(case[starts], weights=likelihood, minlength=outside.size)
    probability = likelihood / total[case[starts]]
    best = np.lexsort((person[starts], -probability, case[starts]))
    chosen = starts[best]
    columns = (case[chosen], person[chosen], known[chosen], probability[best], minutes[best], first[best], last[best])
    return Sources(*columns, outside=outside / total)
