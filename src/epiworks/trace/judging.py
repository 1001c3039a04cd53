"""Of which class is every exposure that these cases caused? Asks the stays, adds what else is known, and classifies every row."""

from dataclasses import dataclass, fields, replace

import numpy as np

from epiworks.trace.cases import Cases, Known, to_question
from epiworks.trace.days import LocalDays
from epiworks.trace.question import NO_PLACE, Exposures, Tracer
from epiworks.trace.rules import (
    KINDS,
    UNKNOWN,
    Codes,
    ExposureFacts,
    Flags,
    Floats,
    Ids,
    TraceRules,
    Wholes,
    classify,
    exposure_facts,
    known_kinds,
)
from epiworks.trace.seats import near_seats
from epiworks.trace.stays import MINUTES_PER_DAY

ALL_KINDS: Flags = np.ones(len(KINDS), dtype=np.bool_)
"""Every kind of place may be among the stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Where and when is asked: who answers, in whose days, as of which UTC minute, what else is known, which kinds of place there are."""

    tracer: Tracer
    days: LocalDays
    as_of: int
    known: Known
    kinds: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Every exposure of these cases, its facts and its class (position in `rules.classes`, `NOTHING` for none), row by row."""

    rules: TraceRules
    asked: Cases
    basis: Basis
    exposures: Exposures
    facts: ExposureFacts
    groups: Codes


def judge(rules: TraceRules, asked: Cases, basis: Basis) -> Judged:
    """Of which class is every exposure that these cases caused? Sources: sections `shared_places`, `contact_classes`, `vehicles`."""
    by_place = (rules.each_place | (rules.seated if basis.known.seats is not None else False)) & rules.counts
    parts = []
    for wanted, each in ((rules.counts & ~by_place, False), (by_place, True)):
        if (wanted & basis.kinds).any():
            asking = to_question(rules, asked, basis.days, as_of=basis.as_of, extra=basis.known.extra, by_place=each)
            found = basis.tracer.exposures(asking)
            found = replace(found, kind=known_kinds(found.kind))
            parts.append(found.take(wanted[found.kind]))
    rows = _join(parts)
    facts = _facts(rules, asked, basis, rows)
    return Judged(rules, asked, basis, rows, facts, classify(rules, facts))


def _facts(rules: TraceRules, asked: Cases, basis: Basis, rows: Exposures) -> ExposureFacts:
    days, known = basis.days, basis.known
    ends = asked.end[rows.case]
    facts = exposure_facts(
        rows.kind,
        # Air that the case left behind on its last day exposes after midnight too.
        first=np.minimum(days.ordinals(rows.first), ends),
        last=days.ordinals(rows.last),
        window_start=asked.start[rows.case],
        window_end=ends,
        generation=asked.generation,
    )
    met = rows.overlap > 0
    return replace(
        facts,
        minutes=np.where(met, rows.overlap, UNKNOWN).astype(np.int32),
        after_left=np.where(met, 0, np.maximum(rows.gap, 1)).astype(np.int32),
        near=_near(rules, asked, basis, rows),
        cumulative_hours=_hours(rules, asked, basis, rows),
        protected=known.is_protected(rows.person),
        immunity=known.immunity(rows.person),
        higher_risk_link=asked.higher_risk[rows.case],
    )


def _near(rules: TraceRules, asked: Cases, basis: Basis, rows: Exposures) -> Flags:
    seats = basis.known.seats
    if seats is None:
        return np.ones(len(rows), dtype=np.bool_)
    return near_seats(rules.protocol, seats, rows.kind, place=rows.place, case=asked.person[rows.case], person=rows.person)


def _hours(rules: TraceRules, asked: Cases, basis: Basis, rows: Exposures) -> Floats:
    """Cumulative hours in the place in the last days, the case's or the person's, whichever are more."""
    hours = np.full(len(rows), np.nan)
    wanted = np.flatnonzero(rules.needs_hours[rows.kind] & (rows.place != NO_PLACE))
    if wanted.size:
        person, place = rows.person[wanted], rows.place[wanted]
        # Many persons share a place with one case: the case's own hours there are asked for once.
        places, at = np.unique(place, return_inverse=True)
        own, back = np.unique(rows.case[wanted] * places.size + at, return_inverse=True)
        cases = _minutes(rules, basis, asked.person[own // places.size], places[own % places.size])
        hours[wanted] = np.maximum(_minutes(rules, basis, person, place), cases[back]) / 60
    return hours


def _minutes(rules: TraceRules, basis: Basis, person: Ids, place: Ids) -> Wholes:
    """Minutes of each person at each place in the days over which hours add up."""
    begin = max(basis.as_of - rules.hours_within_days * MINUTES_PER_DAY, 0)
    span = {"begin": np.full(person.size, begin), "end": np.full(person.size, basis.as_of)}
    return basis.tracer.presence(person=person, place=place, **span)


def _join(parts: list[Exposures]) -> Exposures:
    joined = {column.name: np.concatenate([getattr(part, column.name) for part in (_none(), *parts)]) for column in fields(Exposures)}
    return Exposures(**joined)


def _none() -> Exposures:
    ids, minutes = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    return Exposures(ids, ids, np.zeros(0, dtype=np.uint8), ids, minutes, minutes, minutes, minutes, minutes)
