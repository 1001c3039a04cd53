"""The obvious way: every stay of every case against every stay there is. The reference that the index must equal, for small worlds only."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import ArrayLike

from epiworks.trace.question import NO_PLACE, Evidence, Exposures, Question
from epiworks.trace.stays import UNKNOWN_KIND, Ids, Minutes32, Places, Stays

Key = tuple[int, int, int, int]
Stored = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One stay of a case beside one stay of someone it exposed."""

    case: int
    person: int
    place: int
    kind: int
    case_begin: int
    case_end: int
    begin: int
    end: int
    tail: int

    @property
    def together(self) -> range:
        """Which minutes were both there?"""
        return range(max(self.begin, self.case_begin), min(self.end, self.case_end))

    @property
    def exposed(self) -> range:
        """In which minutes was the person exposed, directly or not?"""
        return range(max(self.begin, self.case_begin), min(self.end, self.case_end + self.tail))

    @property
    def gap(self) -> int:
        """How long after the case had left did the person come?"""
        return max(0, self.begin - self.case_end)


@dataclass(frozen=True, slots=True, eq=False)
class BruteForce:
    """The reference over these stays and kinds of places; see `question.Tracer` for what is asked."""

    kept: Stays
    kinds: Places

    def exposures(self, asked: Question) -> Exposures:
        """Whom did these cases expose? One row per case, person and place kind (place, if so asked)."""
        found: dict[Key, list[_Pair]] = defaultdict(list)
        for pair in self._pairs(asked):
            found[pair.case, pair.person, pair.kind, pair.place if asked.by_place else NO_PLACE].append(pair)
        case, person, kind, place, *told = _columns([(*key, *_summary(pairs)) for key, pairs in found.items()], 9)
        return Exposures(case, person, kind.astype(np.uint8), place, *(column.astype(np.int32) for column in told)).ordered()

    def evidence(self, asked: Question, pairs: Sequence[tuple[int, int]]) -> Evidence:
        """Which stays make the exposures of these pairs (case row, person)?"""
        wanted = set(pairs)
        chosen = [pair for pair in self._pairs(asked) if (pair.case, pair.person) in wanted]
        case, person, place, kind, *told = _columns([(*astuple(pair)[:8], len(pair.together), pair.gap) for pair in chosen], 10)
        return Evidence(case, person, place, kind.astype(np.uint8), *(column.astype(np.int32) for column in told)).ordered()

    def presence(self, *, person: ArrayLike, place: ArrayLike, begin: ArrayLike, end: ArrayLike) -> Minutes32:
        """How many different minutes was person i at place i within [begin i, end i)? Minutes of overlapping stays count once."""
        rows = zip(*(np.atleast_1d(np.asarray(column)).tolist() for column in (person, place, begin, end)), strict=True)
        return np.array([len(self._minutes(*row)) for row in rows], dtype=np.int32)

    def _minutes(self, who: int, where: int, start: int, stop: int) -> set[int]:
        there = [(begin, end) for person, place, begin, end in self._stored() if (person, place) == (who, where)]
        return {minute for begin, end in there for minute in range(max(begin, start), min(end, stop))}

    def _stored(self) -> list[Stored]:
        kept = self.kept
        return list(zip(kept.person.tolist(), kept.place.tolist(), kept.begin.tolist(), kept.end.tolist(), strict=True))

    def _pairs(self, asked: Question) -> Iterator[_Pair]:
        stored = self._stored()
        kind_of = dict(zip(self.kinds.place.tolist(), self.kinds.kind.tolist(), strict=True))
        for case, (who, place, start, stop) in _case_stays(stored, asked):
            kind = kind_of.get(place, UNKNOWN_KIND)
            for person, other, begin, end in stored:
                pair = _Pair(case, person, place, kind, start, stop, begin, end, int(asked.tails[kind]))
                if other == place and person != who and start < stop and begin < end and pair.exposed:
                    yield pair


def _summary(pairs: list[_Pair]) -> tuple[int, int, int, int, int]:
    minutes = {minute for pair in pairs for minute in pair.together}
    first, last = min(pair.exposed[0] for pair in pairs), max(pair.exposed[-1] for pair in pairs)
    return len(minutes), first, last, min(pair.gap for pair in pairs), len({pair.place for pair in pairs})


def _case_stays(stored: list[Stored], asked: Question) -> Iterator[tuple[int, Stored]]:
    """The stays of each case, stored and extra, cut to its window."""
    extra = asked.extra
    for case, (who, start, stop) in enumerate(zip(asked.person.tolist(), asked.begin.tolist(), asked.end.tolist(), strict=True)):
        own = [(place, begin, end) for person, place, begin, end in stored if person == who]
        own += [(int(extra.place[i]), int(extra.begin[i]), int(extra.end[i])) for i in np.flatnonzero(extra.case == case)]
        for place, begin, end in own:
            yield case, (who, place, max(begin, start), min(end, stop))


def _columns(rows: Sequence[tuple[int, ...]], number: int) -> list[Ids]:
    return list(np.array(rows, dtype=np.int64).reshape(len(rows), number).T)
