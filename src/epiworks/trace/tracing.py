"""The one door for a headquarters: whom did these cases expose, whom did those meet, where did the cases get it, and what is new since?

`ContactTracer` holds what does not change from question to question: the packs in force, who answers for the stays (the reference for a
handful, the index for hundreds of millions), the incident's zone, the kinds of places, what is known beside the stays. Asking changes
nothing, reads no clock and gives the same answer every time.

>>> from datetime import date
>>> from zoneinfo import ZoneInfo
>>> from epiworks.protocol import Anchor, SharedPlace, shipped_library
>>> from epiworks.trace.brute_force import BruteForce
>>> from epiworks.trace.rules import kind_code
>>> from epiworks.trace.stays import places, stays
>>> days = LocalDays(ZoneInfo("Asia/Shanghai"))
>>> noon = days.begins(date(2022, 8, 10)) + 720
>>> named = places({70: kind_code(SharedPlace.HOUSEHOLD), 71: kind_code(SharedPlace.VENUE)})
>>> kept = stays(person=[1, 2, 1, 3, 2, 4], place=[70, 70, 71, 71, 70, 70], begin=[noon] * 4 + [noon + 60] * 2, end=[noon + 120] * 6)
>>> tracer = ContactTracer(shipped_library().protocol("cn-covid-9"), BruteForce(kept, named), days, places=named)
>>> ill = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 11)}, ended=date(2022, 8, 12))
>>> traced = tracer.trace([(1, ill)], as_of=datetime(2022, 8, 12, 8, tzinfo=days.zone))
>>> [(person, traced.people.classes[group]) for person, group in zip(traced.people.person.tolist(), traced.people.group)]
[(2, 'close'), (3, 'venue_exposed'), (4, 'close')]
>>> (exposure,) = traced.explain(case=1, person=3)
>>> exposure.kind.value, exposure.minutes, [line.address for line in exposure.verdict.because]
('venue', 120, ['shared_places.venue', 'contact_classes.venue_exposed'])
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from epiworks.epi.interval import DayDistribution
from epiworks.protocol import CaseAnchors, PackLine, Protocol
from epiworks.protocol.lines import distinct
from epiworks.trace.backward import BELIEFS, SharedSource, SourceBeliefs, Sources, infection_days, shared_sources, sources
from epiworks.trace.cases import NOTHING_KNOWN, Known, cases_from_anchors
from epiworks.trace.days import LocalDays
from epiworks.trace.explaining import ExplainedExposure, explain_pair
from epiworks.trace.grouping import PlaceGroup, by_place
from epiworks.trace.hops import NO_FACTS, ContactFacts, Hop, second_generation
from epiworks.trace.judging import ALL_KINDS, Basis, Judged, judge
from epiworks.trace.people import People, by_person
from epiworks.trace.proposals import Proposals, proposals
from epiworks.trace.question import Tracer
from epiworks.trace.rules import KINDS, Flags, Ids, TraceRules, compile_rules
from epiworks.trace.stays import Places
from epiworks.trace.venues import SourceVenue, source_venues

Anchored = Sequence[tuple[int, CaseAnchors]]
"""Cases: the person's number in the store, and the days that its window hangs on."""


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """Whom to propose for these cases. `first`: pairs of case and contact; `hops`: contacts of contacts, rule by rule; `people`: each once.

    `because`: the pack lines of windows and second hops; the lines of a pair's class come with `explain`.
    """

    judged: Judged
    first: Proposals
    hops: tuple[Hop, ...]
    people: People
    because: tuple[PackLine, ...]

    def explain(self, *, case: int, person: int) -> tuple[ExplainedExposure, ...]:
        """Why is this person proposed for this case (both by their numbers in the store), or why not? All rows of the case together."""
        return self._explain(self.judged, case, person)

    def explain_second(self, *, contact: int, person: int) -> tuple[ExplainedExposure, ...]:
        """Why is this person proposed as met by this contact?"""
        return tuple(exposure for hop in self.hops for exposure in self._explain(hop.judged, contact, person))

    def by_place(self, *, case: int) -> tuple[PlaceGroup, ...]:
        """Whom to propose for this case (by its number in the store), place by place, the place with most persons first?"""
        rows = np.flatnonzero(self.judged.asked.person == case).tolist()
        return tuple(group for row in rows for group in by_place(self.judged, self.first, row))

    @staticmethod
    def _explain(judged: Judged, case: int, person: int) -> tuple[ExplainedExposure, ...]:
        rows = np.flatnonzero(judged.asked.person == case).tolist()
        return tuple(exposure for row in rows for exposure in explain_pair(judged, row, person))


@dataclass(frozen=True, slots=True, eq=False)
class Traceback:
    """Where did these cases get it? People, shared sources and venues, likeliest first, and the pack lines behind it."""

    sources: Sources
    shared: tuple[SharedSource, ...]
    venues: tuple[SourceVenue, ...]
    because: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What a re-look changes: persons new, no longer proposed, of a higher or a lower class, of the same class with a later exposure."""

    new: Ids
    gone: Ids
    raised: Ids
    lowered: Ids
    later: Ids


@dataclass(frozen=True, slots=True, eq=False)
class ContactTracer:
    """Who answers, under which packs, in whose days? `places`: the kinds of the store's places, so that absent kinds are not searched."""

    protocol: Protocol
    tracer: Tracer
    days: LocalDays
    places: Places | None = None
    known: Known = NOTHING_KNOWN

    def trace(self, anchored: Anchored, *, as_of: datetime, facts: ContactFacts = NO_FACTS) -> Traced:
        """Whom did these cases expose until this moment, and whom did those meet?

        Raises `RuleMissing` and `AnchorMissing` as `infectious_window` does.
        """
        asked = cases_from_anchors(self.protocol, anchored)
        judged = judge(self._rules(), asked.value, self._basis(as_of))
        first = proposals(judged)
        second = second_generation(judged, first, facts=facts)
        people = by_person([first, *(hop.found for hop in second.value)])
        return Traced(judged, first, second.value, people, distinct([*asked.because, *second.because]))

    def traceback(
        self, anchored: Anchored, *, as_of: datetime, incubations: DayDistribution | None = None, beliefs: SourceBeliefs = BELIEFS
    ) -> Traceback:
        """Where did these cases get it? Raises as `infection_days` and `trace` do."""
        asked = cases_from_anchors(self.protocol, anchored)
        infected = [infection_days(self.protocol, anchors, incubations=incubations) for _, anchors in anchored]
        days, basis = [found.value for found in infected], self._basis(as_of)
        found = sources(self._rules(), asked.value, days, basis=basis, beliefs=beliefs)
        venues = source_venues(self._rules(), asked.value, days, basis=basis, beliefs=beliefs)
        lines = distinct([*asked.because, *(line for one in infected for line in one.because)])
        return Traceback(found, shared_sources(found), venues, lines)

    def _rules(self) -> TraceRules:
        return compile_rules(self.protocol)

    def _basis(self, as_of: datetime) -> Basis:
        return Basis(self.tracer, self.days, self.days.minute(as_of), self.known, self._kinds())

    def _kinds(self) -> Flags:
        if self.places is None:
            return ALL_KINDS
        present = np.isin(np.arange(len(KINDS)), self.places.kind)
        present[0] = True  # stays may be at places that the table does not name
        return present


def compare_people(before: People, after: People) -> Difference:
    """What has changed between two looks at the same cases? Raises `ValueError` for looks under packs with different classes.

    >>> from epiworks.trace.people import People
    >>> def look(person, group, last):
    ...     columns = [np.array(column, dtype=np.int32) for column in (group, [1] * len(person), last, last)]
    ...     return People(np.array(person), columns[0].astype(np.int8), *columns[1:], classes=("close", "general"))
    >>> changed = compare_people(look([1, 2, 3], [1, 0, 0], [10, 10, 10]), look([1, 3, 4], [0, 0, 1], [10, 12, 12]))
    >>> changed.new.tolist(), changed.gone.tolist(), changed.raised.tolist(), changed.later.tolist()
    ([4], [2], [1], [3])
    """
    if before.classes != after.classes:
        message = "two looks are compared under packs with the same classes"
        raise ValueError(message)
    both, was, now = np.intersect1d(before.person, after.person, return_indices=True)
    was_group, now_group = before.group[was], after.group[now]
    return Difference(
        new=np.setdiff1d(after.person, before.person),
        gone=np.setdiff1d(before.person, after.person),
        raised=both[now_group < was_group],
        lowered=both[now_group > was_group],
        later=both[(now_group == was_group) & (after.last_day[now] > before.last_day[was])],
    )
