"""Why is this person proposed for that case, or why not? Stays in local time, verdicts, reasons as keys with parameters, pack lines.

The same functions of `epiworks.protocol` that decide one exposure give the verdict here; text is made above, in the reader's language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from epiworks.protocol import ClassVerdict, Decision, SharedPlace
from epiworks.trace.cases import only, to_question
from epiworks.trace.judging import Judged
from epiworks.trace.question import NO_PLACE
from epiworks.trace.rules import KINDS, NOTHING, explain


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of the person beside one of the case, in local time: what a decision can be checked against in the field."""

    place: int
    case_from: datetime
    case_to: datetime
    person_from: datetime
    person_to: datetime
    minutes: int
    minutes_after_case_left: int


@dataclass(frozen=True, slots=True)
class ExplainedExposure:
    """One kind of place, or one place where the rule is about each: what happened there and what the pack makes of it.

    `place` None: all places of the kind together. `near` False: the seats were far apart. `verdict` carries class, reasons against higher
    classes and pack lines.
    """

    kind: SharedPlace
    place: int | None
    minutes: int
    cumulative_hours: float | None
    near: bool
    first: datetime
    last: datetime
    verdict: Decision[ClassVerdict]
    stays: tuple[Stay, ...]


def explain_pair(judged: Judged, case: int, person: int) -> tuple[ExplainedExposure, ...]:
    """Why is this person proposed for the case in this row, or why not? Every exposure, the strongest class first, with its stays.

    Empty: no stay of the two meets in any kind of place that counts.
    """
    rows = np.flatnonzero((judged.exposures.case == case) & (judged.exposures.person == person))
    order = sorted(rows.tolist(), key=lambda row: (judged.groups[row] == NOTHING, judged.groups[row], -judged.exposures.overlap[row]))
    basis = judged.basis
    alone, extra = only(judged.asked, case, basis.known.extra)
    asking = to_question(judged.rules, alone, basis.days, as_of=basis.as_of, extra=extra)
    evidence = basis.tracer.evidence(asking, [(0, person)]).rows() if order else []
    return tuple(_explained(judged, row, evidence) for row in order)


def _explained(judged: Judged, row: int, evidence: list[dict[str, int]]) -> ExplainedExposure:
    found, facts, moment = judged.exposures, judged.facts, judged.basis.days.moment
    kind, place = int(found.kind[row]), int(found.place[row])
    hours = float(facts.cumulative_hours[row])
    return ExplainedExposure(
        kind=KINDS[kind],
        place=None if place == NO_PLACE else place,
        minutes=int(found.overlap[row]),
        cumulative_hours=None if np.isnan(hours) else hours,
        near=bool(facts.near[row]),
        first=moment(int(found.first[row])),
        last=moment(int(found.last[row])),
        verdict=explain(judged.rules, facts, row),
        stays=tuple(_stays(judged, [stay for stay in evidence if _kind(stay) == kind and place in {NO_PLACE, stay["place"]}])),
    )


def _kind(stay: dict[str, int]) -> int:
    return stay["kind"] if stay["kind"] < len(KINDS) else 0


def _stays(judged: Judged, evidence: list[dict[str, int]]) -> Iterator[Stay]:
    moment = judged.basis.days.moment
    for stay in evidence:
        yield Stay(
            place=stay["place"],
            case_from=moment(stay["case_begin"]),
            case_to=moment(stay["case_end"]),
            person_from=moment(stay["begin"]),
            person_to=moment(stay["end"]),
            minutes=stay["overlap"],
            minutes_after_case_left=stay["gap"],
        )
