"""Whom do the records propose as contacts of a case, of which class, and why? The tracer answers; nothing is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime

import numpy as np
from django.utils import timezone

from epiworks.protocol import PackLine, Situation
from epiworks.trace.cases import Cases, Known, cases, to_question
from epiworks.trace.days import LocalDays
from epiworks.trace.in_memory import InMemoryTracer
from epiworks.trace.judging import Basis, Judged, judge
from epiworks.trace.proposals import Proposals, proposals
from epiworks.trace.rules import KINDS, NOTHING, Ids, TraceRules, explain
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case
from outpace.casework.selectors.tracing.around import Around, Orders, around, minute
from outpace.casework.selectors.tracing.planning import Plan, Search
from outpace.kernel import clock

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Beside:
    """One stay of the person beside one of the case; moments UTC, minutes together, minutes after the case had left.

    `kind`: the kind of place, as the tracer codes it. `kept_until`: the last day of the order on which either stay rests.
    """

    place_id: int
    kind: int
    case_from: datetime
    case_until: datetime
    person_from: datetime
    person_until: datetime
    minutes: int
    gap: int
    kept_until: date | None


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


def find(case: Case, planned: Plan, *, progress: Progress) -> Findings:
    """Whom do the records propose for this case? Whoever is found by several searches is proposed as by the first."""
    found: dict[int, FoundContact] = {}
    for search in planned.searches:
        for one in _searched(case, planned.rules, search, told=found, progress=progress):
            found.setdefault(one.number, one)
    person = case.person_id
    others = set(Case.objects.filter(person_id__any=sorted(found), closed_at=None).values_list("person_id", flat=True))
    kept = tuple(one for number, one in sorted(found.items()) if number not in others and number != person)
    return Findings(kept, planned.stays, len(others - {person}), planned.because)


def _searched(
    case: Case, rules: TraceRules, search: Search, *, told: Mapping[int, FoundContact], progress: Progress
) -> Iterator[FoundContact]:
    """Whom does this search propose? A second one without whoever is a contact of no lower class by what was found before (`told`)."""
    met = around(search.people, search.spans, search.told, window=search.between)
    asked = replace(
        cases(search.people, search.windows),
        higher_risk=np.isin(search.people, sorted(search.risky)),
        generation=2 if search.group else 1,
    )
    judged = judge(rules, asked, _basis(met))
    if not search.group:
        return _Listing(search, judged, met.orders).people(progress)
    code = rules.classes.index(search.group)
    nearer = {number for number, one in told.items() if rules.classes.index(one.group) <= code} | {case.person_id, *search.people}
    fits = (judged.groups == code) & ~np.isin(judged.exposures.person, sorted(nearer))
    judged = replace(judged, groups=np.where(fits, code, NOTHING))
    return _Listing(search, judged, met.orders).people(lambda _done, _all: None)


def _basis(met: Around) -> Basis:
    present = np.isin(np.arange(len(KINDS)), met.places.kind)
    known = Known(seats=met.seats, extra=met.extra if met.extra.case.size else None)
    days = LocalDays(timezone.get_current_timezone())
    return Basis(InMemoryTracer(met.stays, met.places), days, minute(clock.now()), known, present)


@dataclass(slots=True)
class _Listing:
    """Everybody whom one search proposes, written down one by one: whom, of which class, beside whom, on which lines and stays."""

    search: Search
    judged: Judged
    orders: Orders
    lines: dict[tuple[int, int, bool], tuple[dict[str, object], ...]] = field(default_factory=dict)

    def people(self, progress: Progress) -> Iterator[FoundContact]:
        """One row per person: of those met through several contacts, the first of the highest class."""
        listed, rows = proposals(self.judged), _leading(self.judged)
        evidence = _evidence(self.judged, self.orders, list(zip(listed.case.tolist(), listed.person.tolist(), strict=True)))
        firsts = np.unique(listed.person, return_index=True)[1]
        for at in sorted(firsts.tolist()):
            if at % 200 == 0:
                progress(at, len(listed))
            yield self._contact(listed, at, row=int(rows[at]), beside=evidence[int(listed.case[at]), int(listed.person[at])])

    def _contact(self, listed: Proposals, at: int, *, row: int, beside: tuple[Beside, ...]) -> FoundContact:
        verdict = explain(self.judged.rules, self.judged.facts, row)
        rules, code, kind = self.judged.rules, int(self.judged.groups[row]), int(listed.kind[at])
        place, case = _longest(beside, kind), int(listed.case[at])
        return FoundContact(
            number=int(listed.person[at]),
            group=rules.classes[code],
            generation=listed.generation,
            through_id=self.search.links[case],
            place_id=place,
            stay_id={one.place_id: one.stay_id for one in self.search.told}.get(place),
            situation=self._situation(row, kind),
            minutes=int(listed.overlap[at]),
            first_at=_moment(int(listed.first[at])),
            last_at=_moment(int(listed.last[at])),
            first_on=date.fromordinal(int(listed.first_day[at])),
            last_on=date.fromordinal(int(listed.last_day[at])),
            is_higher_risk=bool(listed.higher_risk[at] or self.judged.asked.higher_risk[case]),
            needs_field_judgement=bool(rules.field_judgement[code]),
            because=self._grounds((code, kind, bool(self.judged.facts.near[row])), verdict.because),
            against=tuple(
                (name, why.key.value, tuple((key, str(value)) for key, value in why.params)) for name, why in verdict.value.against
            ),
            evidence=beside,
        )

    def _situation(self, row: int, kind: int) -> Situation:
        """As what does it count that they were at a place of this kind, in this seat?"""
        meetings = self.judged.rules.near if self.judged.facts.near[row] else self.judged.rules.far
        return meetings[kind].situation or Situation.DATA_SUGGESTED

    def _grounds(self, of: tuple[int, int, bool], because: Iterable[PackLine]) -> tuple[dict[str, object], ...]:
        """The lines on which a class, a kind of place and near or far rest; the same for many people, and written down once."""
        if of not in self.lines:
            self.lines[of] = tuple(asdict(Grounds.of(line)) for line in because)
        return self.lines[of]


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


def _evidence(judged: Judged, orders: Orders, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], tuple[Beside, ...]]:
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
                    kept_until=_kept_until(orders, row["place"], (row["person"], int(asked.person[row["case"]]))),
                )
            )
    return {pair: tuple(rows) for pair, rows in found.items()}


def _kept_until(orders: Orders, place: int, people: Iterable[int]) -> date | None:
    """With which day does the first order end on which a stay of these people at this place rests? None without an order."""
    return min((orders[person, place] for person in people if (person, place) in orders), default=None)


def _longest(beside: Sequence[Beside], kind: int) -> int:
    """At which place of this kind were they together longest? The first of several."""
    minutes: dict[int, int] = defaultdict(int)
    for one in beside:
        minutes[one.place_id] += one.minutes if one.kind == kind else -1
    return max(minutes, key=lambda place: (minutes[place], -place))


def _moment(number: int) -> datetime:
    return datetime.fromtimestamp(number * 60, tz=UTC)
