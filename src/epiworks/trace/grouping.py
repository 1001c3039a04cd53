"""The proposals of one case place by place, so that one decision can be taken for all who were at a table, in a ward or on a flight."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from epiworks.protocol import SharedPlace
from epiworks.trace.cases import only, to_question
from epiworks.trace.judging import Judged
from epiworks.trace.proposals import Proposals
from epiworks.trace.question import Exposures
from epiworks.trace.rules import KINDS, Codes, Ids, Wholes, known_kinds


@dataclass(frozen=True, slots=True, eq=False)
class PlaceGroup:
    """Everybody proposed for the case who was at this place with it, the longest together first.

    `group`: each person's class by all its exposures to the case, as a position in `classes`, so that a person has one class at all places.
    `minutes`: together at this place. `first`, `last`: of the exposures here, in local time.
    """

    place: int
    kind: SharedPlace
    person: Ids
    group: Codes
    minutes: Wholes
    first: datetime
    last: datetime
    classes: tuple[str, ...]

    def __len__(self) -> int:
        """How many persons?"""
        return int(self.person.size)

    def count(self) -> dict[str, int]:
        """How many persons of which class? Classes that nobody here has are left out."""
        numbers = np.bincount(self.group, minlength=len(self.classes)).tolist()
        return {name: number for name, number in zip(self.classes, numbers, strict=True) if number}


def by_place(judged: Judged, found: Proposals, case: int) -> tuple[PlaceGroup, ...]:
    """At which places were those proposed for the case in this row, the place with most persons first?

    A person proposed for several places stands in each of them. Only kinds of place that the pack counts are named.
    """
    basis = judged.basis
    alone, extra = only(judged.asked, case, basis.known.extra)
    rows = basis.tracer.exposures(to_question(judged.rules, alone, basis.days, as_of=basis.as_of, extra=extra, by_place=True))
    chosen = np.flatnonzero(found.case == case)
    person, group = found.person[chosen], found.group[chosen]
    rows = rows.take(np.isin(rows.person, person) & judged.rules.counts[known_kinds(rows.kind)])
    place_of, starts = np.unique(rows.place, return_inverse=True)
    groups = [
        _group(judged, rows.take(starts == number), dict(zip(person.tolist(), group.tolist(), strict=True)))
        for number in range(place_of.size)
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one), one.place)))


def _group(judged: Judged, rows: Exposures, class_of: dict[int, int]) -> PlaceGroup:
    rows = rows.take(np.lexsort((rows.person, -rows.overlap)))
    moment = judged.basis.days.moment
    return PlaceGroup(
        place=int(rows.place[0]),
        kind=KINDS[int(known_kinds(rows.kind)[0])],
        person=rows.person,
        group=np.array([class_of[person] for person in rows.person.tolist()], dtype=np.int8),
        minutes=rows.overlap,
        first=moment(int(rows.first.min())),
        last=moment(int(rows.last.max())),
        classes=judged.rules.classes,
    )
