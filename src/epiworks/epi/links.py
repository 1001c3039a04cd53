"""Who infected whom, as far as the records can be believed? Reads pairs of any quality: doubtful ones go into a report, never into a link.

Real tracing data name infectors who are not in the line list, cases that infected themselves, circles, two infectors for one case. Such a
pair proves that something is wrong, not which half of it: all pairs of a circle and all pairs of a case with two infectors are set aside.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from epiworks.epi.special import Counts


class Problem(StrEnum):
    """Why was a pair set aside, or what is odd about it?"""

    EMPTY = "empty"
    SELF = "self"
    UNKNOWN_INFECTOR = "unknown_infector"
    UNKNOWN_CASE = "unknown_case"
    REPEATED = "repeated"
    SECOND_INFECTOR = "second_infector"
    LOOP = "loop"
    UNDATED = "undated"
    BACKWARDS = "backwards"


@dataclass(frozen=True, slots=True)
class Link:
    """This case was infected by that one. `days`: from onset to onset; None where an onset is not known, negative where it comes first."""

    infector: str
    case: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Which pair, by its row from 0, is doubtful, and why? `kept`: it is a link all the same (its dates are odd, the pair is not)."""

    row: int
    infector: str
    case: str
    problem: Problem
    kept: bool = False


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The links that can be believed, the cases they stand among, and every doubt."""

    cases: tuple[str, ...]
    links: tuple[Link, ...]
    doubts: tuple[Doubt, ...]

    @property
    def offspring(self) -> Counts:
        """How many did each case infect, in the order of `cases`, zeros included? A case whose infector is in doubt adds to nobody."""
        infected = Counter(link.infector for link in self.links)
        return np.array([infected[case] for case in self.cases], dtype=np.int64)

    @property
    def intervals(self) -> Counts:
        """Which serial intervals in whole days do the links show, negative ones included, undated links left out?"""
        return np.array([link.days for link in self.links if link.days is not None], dtype=np.int64)

    def count(self, problem: Problem) -> int:
        """How many pairs have this problem?"""
        return sum(doubt.problem is problem for doubt in self.doubts)


@dataclass(frozen=True, slots=True)
class _Pair:
    row: int
    infector: str
    case: str

    def doubt(self, problem: Problem, *, kept: bool = False) -> Doubt:
        return Doubt(self.row, self.infector, self.case, problem, kept)


def read_links(onsets: Mapping[str, date | None], pairs: Iterable[tuple[str, str]]) -> LinkReport:
    """Which links follow from these (infector, case) pairs, among cases with these days of onset? Never raises for what the data hold.

    >>> onsets = {"a": date(2022, 8, 7), "b": date(2022, 8, 10), "c": None}
    >>> found = read_links(onsets, [("a", "b"), ("b", "b"), ("x", "c")])
    >>> [(link.infector, link.case, link.days) for link in found.links], [doubt.problem.value for doubt in found.doubts]
    ([('a', 'b', 3)], ['self', 'unknown_infector'])
    """
    doubts: list[Doubt] = []
    known = []
    seen: set[tuple[str, str]] = set()
    for row, (infector, case) in enumerate(pairs):
        pair = _Pair(row, infector.strip(), case.strip())
        problem = _problem(pair, onsets, seen)
        seen.add((pair.infector, pair.case))
        if problem is None:
            known.append(pair)
        else:
            doubts.append(pair.doubt(problem))
    named = Counter(pair.case for pair in known)
    doubts += [pair.doubt(Problem.SECOND_INFECTOR) for pair in known if named[pair.case] > 1]
    single = [pair for pair in known if named[pair.case] == 1]
    circle = _on_a_loop({pair.case: pair.infector for pair in single})
    doubts += [pair.doubt(Problem.LOOP) for pair in single if pair.case in circle]
    links = []
    for pair in single:
        if pair.case not in circle:
            link = Link(pair.infector, pair.case, _days(onsets[pair.infector], onsets[pair.case]))
            links.append(link)
            doubts += _odd_dates(pair, link)
    return LinkReport(tuple(onsets), tuple(links), tuple(sorted(doubts, key=lambda doubt: doubt.row)))


def chains(report: LinkReport) -> Sequence[frozenset[str]]:
    """Which cases hang together, largest chain first? Cases without a link are chains of one.

    >>> onsets = dict.fromkeys("abcd")
    >>> [sorted(chain) for chain in chains(read_links(onsets, [("a", "b"), ("b", "c")]))]
    [['a', 'b', 'c'], ['d']]
    """
    parent = {link.case: link.infector for link in report.links}
    members: dict[str, set[str]] = {}
    for case in report.cases:
        root = case
        while root in parent:
            root = parent[root]
        members.setdefault(root, set()).add(case)
    return sorted((frozenset(chain) for chain in members.values()), key=lambda chain: (-len(chain), min(chain)))


def _problem(pair: _Pair, onsets: Mapping[str, date | None], seen: set[tuple[str, str]]) -> Problem | None:
    """What is wrong with this pair by itself?"""
    checks = (
        (not pair.infector or not pair.case, Problem.EMPTY),
        (pair.infector == pair.case, Problem.SELF),
        (pair.case not in onsets, Problem.UNKNOWN_CASE),
        (pair.infector not in onsets, Problem.UNKNOWN_INFECTOR),
        ((pair.infector, pair.case) in seen, Problem.REPEATED),
    )
    return next((problem for failed, problem in checks if failed), None)


def _on_a_loop(parent: Mapping[str, str]) -> set[str]:
    """Which cases are their own ancestors? Each is walked once."""
    circle: set[str] = set()
    done: set[str] = set()
    for start in parent:
        path: dict[str, None] = {}
        case = start
        while case in parent and case not in done and case not in path:
            path[case] = None
            case = parent[case]
        if case in path:
            walked = list(path)
            circle.update(walked[walked.index(case) :])
        done.update(path)
    return circle


def _days(first: date | None, second: date | None) -> int | None:
    return None if first is None or second is None else (second - first).days


def _odd_dates(pair: _Pair, link: Link) -> list[Doubt]:
    if link.days is None:
        return [pair.doubt(Problem.UNDATED, kept=True)]
    return [pair.doubt(Problem.BACKWARDS, kept=True)] if link.days < 0 else []
