"""Whom do the records propose as contacts of a case, of which class, and why? The tracer answers; nothing is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
from django.utils import timezone

from epiworks.protocol import Decision, PackLine, SecondHop, Situation, Window, second_hops
from epiworks.protocol.lines import distinct
from epiworks.trace.cases import Cases, Known, cases, to_question
from epiworks.trace.days import LocalDays
from epiworks.trace.in_memory import InMemoryTracer
from epiworks.trace.judging import Basis, Judged, judge
from epiworks.trace.proposals import proposals
from epiworks.trace.rules import KINDS, NOTHING, Ids, TraceRules, compile_rules, explain
from outpace.casework.choices.cases import ContactState
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case, ContactJudgement
from outpace.casework.selectors.cases.windows import link_window_of, window_of
from outpace.casework.selectors.packs import protocol_for
from outpace.casework.selectors.tracing.around import Around, Span, Told, around, count_around, itinerary, minute, spans_of
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Beside:
    """One stay of the person beside one of the case; moments UTC, minutes together, minutes after the case had left.

    `kind`: the kind of place, as the tracer codes it.
    """

    place_id: int
    kind: int
    case_from: datetime
    case_until: datetime
    person_from: datetime
    person_until: datetime
    minutes: int
    gap: int


@dataclass(frozen=True, slots=True)
class FoundContact:
    """One person whom the records propose, by their number in the records; see `ContactProposal` for the fields."""

    number: int
    group: str
    generation: int
    through_id: int | None
    place_id: int
    stay_id: int | None
    situation: Situation
    minutes: int
    first_at: datetime
    last_at: datetime
    first_on: date
    last_on: date
    is_higher_risk: bool
    needs_field_judgement: bool
    because: tuple[dict[str, object], ...]
    against: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    evidence: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look found: people, each once; in how many stays; under which lines; how many other cases were there."""

    people: tuple[FoundContact, ...]
    stays: int
    cases_met: int
    because: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be looked at for a case: its window and itinerary, where it was, and how many stays there are."""

    rules: TraceRules
    window: Decision[Window]
    between: tuple[datetime, datetime]
    told: tuple[Told, ...]
    spans: tuple[Span, ...]
    stays: int


def plan(case: Case) -> Plan:
    """What is to be looked at? Raises `RuleMissing` where the packs have no window."""
    rules, found = compile_rules(protocol_for(AreaPath(case.area_path))), window_of(case)
    between, told = _between(found.value), itinerary(case)
    spans = tuple(spans_of(rules, [case.person_id], told, window=between, generation=1))
    return Plan(rules, found, between, told, spans, count_around(spans))


def find(case: Case, planned: Plan, *, progress: Progress) -> Findings:
    """Whom do the records propose for this case? Contacts of contacts are looked for around those whom a person has judged."""
    rules, person = planned.rules, case.person_id
    met = around([person], planned.spans, planned.told, window=planned.between)
    judged = judge(rules, cases([person], [planned.window.value]), _basis(met))
    stay_of = {one.place_id: one.stay_id for one in planned.told}
    found = {one.number: one for one in _people(judged, [None], stay_of, progress=progress)}
    hops = second_hops(rules.protocol)
    for hop in hops.value:
        for one in _second(case, rules, hop, told=found):
            found.setdefault(one.number, one)
    others = set(Case.objects.filter(person_id__any=sorted(found), closed_at=None).values_list("person_id", flat=True))
    kept = tuple(one for number, one in sorted(found.items()) if number not in others and number != person)
    return Findings(kept, planned.stays, len(others - {person}), distinct([*planned.window.because, *hops.because]))


def _second(case: Case, rules: TraceRules, hop: SecondHop, *, told: Mapping[int, FoundContact]) -> Iterable[FoundContact]:
    """Whom did the judged contacts of this class meet, in the packs' own window? Without whoever is a contact of no lower class."""
    links = list(case.contacts.filter(group=hop.contacts_of).exclude(state=ContactState.GROUND_GONE).order_by("pk"))
    risky = _higher_risk(case, rules)
    if hop.only_higher_risk:
        links = [link for link in links if link.person_id in risky]
    if not links:
        return ()
    windows = [link_window_of(rules.protocol, link).value for link in links]
    people = [link.person_id for link in links]
    between = (min(_between(window)[0] for window in windows), max(_between(window)[1] for window in windows))
    spans = spans_of(rules, people, (), window=between, generation=2)
    asked = replace(cases(people, windows), higher_risk=np.isin(people, sorted(risky)), generation=2)
    judged = judge(rules, asked, _basis(around(people, spans, (), window=between)))
    code = rules.classes.index(hop.group)
    nearer = {number for number, one in told.items() if rules.classes.index(one.group) <= code} | {case.person_id, *people}
    fits = (judged.groups == code) & ~np.isin(judged.exposures.person, sorted(nearer))
    return _people(
        replace(judged, groups=np.where(fits, code, NOTHING)), [link.pk for link in links], {}, progress=lambda _done, _all: None
    )


def _higher_risk(case: Case, rules: TraceRules) -> set[int]:
    """Which contacts of this case are of higher risk: judged so, or exposed as the packs say that people of higher risk are?"""
    places = zip(rules.near, rules.higher_risk.tolist(), strict=True)
    situations = {meeting.situation.value for meeting, higher in places if higher and meeting.situation is not None}
    rows = ContactJudgement.objects.filter(case=case, taken_back=None).values_list(
        "generation", "person_id", "through__person_id", "is_higher_risk", "situation"
    )
    own = {person for generation, person, _via, higher, how in rows if generation == 1 and (higher or how in situations)}
    return own | {via for _generation, _person, via, higher, _how in rows if higher and via is not None}


def _between(window: Window) -> tuple[datetime, datetime]:
    """From which moment to which is this window, as far as it has come?"""
    days, now = LocalDays(timezone.get_current_timezone()), clock.now()
    ends = now if window.end is None else min(now, days.moment(days.begins(date.fromordinal(window.end.toordinal() + 1))))
    return min(days.moment(days.begins(window.start)), now), ends


def _basis(met: Around) -> Basis:
    present = np.isin(np.arange(len(KINDS)), met.places.kind)
    known = Known(seats=met.seats, extra=met.extra if met.extra.case.size else None)
    days = LocalDays(timezone.get_current_timezone())
    return Basis(InMemoryTracer(met.stays, met.places), days, minute(clock.now()), known, present)


def _people(judged: Judged, through: Sequence[int | None], stay_of: Mapping[int, int], *, progress: Progress) -> Iterable[FoundContact]:
    """One row per person: of those met through several contacts, the first of the highest class."""
    listed = proposals(judged)
    rows = _leading(judged)
    evidence = _evidence(judged, list(zip(listed.case.tolist(), listed.person.tolist(), strict=True)))
    because: dict[tuple[int, int, bool], tuple[dict[str, object], ...]] = {}
    seen: set[int] = set()
    for at, row in enumerate(rows.tolist()):
        number = int(listed.person[at])
        if number in seen:
            continue
        seen.add(number)
        if at % 200 == 0:
            progress(at, len(listed))
        verdict = explain(judged.rules, judged.facts, row)
        code, kind = int(judged.groups[row]), int(listed.kind[at])
        near = bool(judged.facts.near[row])
        if (code, kind, near) not in because:
            because[code, kind, near] = tuple(asdict(Grounds.of(line)) for line in verdict.because)
        meeting = (judged.rules.near if near else judged.rules.far)[kind]
        beside = evidence[int(listed.case[at]), number]
        place = _longest(beside, kind)
        yield FoundContact(
            number=number,
            group=judged.rules.classes[code],
            generation=listed.generation,
            through_id=through[int(listed.case[at])],
            place_id=place,
            stay_id=stay_of.get(place),
            situation=meeting.situation or Situation.DATA_SUGGESTED,
            minutes=int(listed.overlap[at]),
            first_at=_moment(int(listed.first[at])),
            last_at=_moment(int(listed.last[at])),
            first_on=date.fromordinal(int(listed.first_day[at])),
            last_on=date.fromordinal(int(listed.last_day[at])),
            is_higher_risk=bool(listed.higher_risk[at] or judged.asked.higher_risk[listed.case[at]]),
            needs_field_judgement=bool(judged.rules.field_judgement[code]),
            because=because[code, kind, near],
            against=tuple(
                (name, why.key.value, tuple((key, str(value)) for key, value in why.params)) for name, why in verdict.value.against
            ),
            evidence=beside,
        )


def _leading(judged: Judged) -> Ids:
    """The exposure that gives each proposal its class and has most minutes, in the order of `proposals`."""
    rows = np.flatnonzero(judged.groups != NOTHING)
    found, groups = judged.exposures.take(rows), judged.groups[rows]
    order = np.lexsort((-found.overlap, groups, found.person, found.case))
    case, person, rows = found.case[order], found.person[order], rows[order]
    new = np.ones(rows.size, dtype=np.bool_)
    new[1:] = (case[1:] != case[:-1]) | (person[1:] != person[:-1])
    leading: Ids = rows[new]
    return leading


def _evidence(judged: Judged, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], tuple[Beside, ...]]:
    """The stays that make the exposures of these pairs (case row, person), at kinds of place that count."""
    basis: Basis = judged.basis
    asked: Cases = judged.asked
    asking = to_question(judged.rules, asked, basis.days, as_of=basis.as_of, extra=basis.known.extra)
    found: dict[tuple[int, int], list[Beside]] = defaultdict(list)
    for row in basis.tracer.evidence(asking, pairs).rows():
        if judged.rules.counts[row["kind"]]:
            found[row["case"], row["person"]].append(
                Beside(
                    place_id=row["place"],
                    kind=row["kind"],
                    case_from=_moment(row["case_begin"]),
                    case_until=_moment(row["case_end"]),
                    person_from=_moment(row["begin"]),
                    person_until=_moment(row["end"]),
                    minutes=row["overlap"],
                    gap=row["gap"],
                )
            )
    return {pair: tuple(rows) for pair, rows in found.items()}


def _longest(beside: Sequence[Beside], kind: int) -> int:
    """At which place of this kind were they together longest? The first of several."""
    minutes: dict[int, int] = defaultdict(int)
    for one in beside:
        minutes[one.place_id] += one.minutes if one.kind == kind else -1
    return max(minutes, key=lambda place: (minutes[place], -place))


def _moment(number: int) -> datetime:
    return datetime.fromtimestamp(number * 60, tz=UTC)
