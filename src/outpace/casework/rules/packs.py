"""A change of packs counted over any number of people, a batch at a time: what keeping and what recomputing would mean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from epiworks.protocol import (
    Anchor,
    Effect,
    FollowedPerson,
    Held,
    PackLine,
    PersonChange,
    Place,
    Protocol,
    Regimen,
    preview_transition,
    regimen_for,
)
from epiworks.units import PersonCount, PersonTimes


@dataclass(frozen=True, slots=True)
class Side:
    """Where people are on the day of the change, and how many tests are still to come, under one set of packs."""

    by_place: Mapping[Place, int]
    free: PersonCount
    tests_to_come: PersonTimes


@dataclass(frozen=True, slots=True)
class PackPreview:
    """Both ways of a change of packs, counted; a human decides.

    `free_now`: people whose last day has come under the new packs and not under the old ones; they still need a release. `stuck`: people
    whose day that the new packs count from is not known; they keep their old packs either way. `unread`: people whose old packs do not come
    with this release any more; their days cannot be compared, recomputing gives them those of the new ones.
    """

    people: PersonCount
    suggested: str
    effects: Mapping[Effect, int]
    free_now: PersonCount
    more_tests: PersonCount
    tests_added: PersonTimes
    tests_dropped: PersonTimes
    stuck: PersonCount
    unread: PersonCount
    keep: Side
    recompute: Side
    because: tuple[PackLine, ...]


@dataclass(slots=True)
class _Half:
    by_place: Counter[Place] = field(default_factory=Counter)
    free: int = 0
    tests: int = 0

    def add(self, held: Held) -> None:
        self.by_place.update(held.by_place)
        self.free += held.free
        self.tests += held.tests_to_come

    def side(self) -> Side:
        by_place = {place: self.by_place[place] for place in Place if self.by_place[place]}
        return Side(by_place, PersonCount(self.free), PersonTimes(self.tests))


class Tally:
    """Counts a change of packs batch by batch, so that memory does not grow with the number of people."""

    def __init__(self, new: Protocol, as_of: date) -> None:
        self._new, self._as_of = new, as_of
        self._counts: Counter[str] = Counter()
        self._effects: Counter[Effect] = Counter()
        self._keep, self._recompute = _Half(), _Half()
        self._lines: dict[PackLine, None] = {}
        self._needed: dict[str, frozenset[Anchor]] = {}
        rule = new.get("transition", "default")
        self._suggested = rule.text("ongoing_persons")
        self._lines[rule.line] = None

    def add(self, old: Protocol, people: Iterable[FollowedPerson]) -> None:
        """Count these people, who are followed under the old packs now. Raises `RuleMissing` and `AnchorMissing` for those of the old."""
        ready = [person for person in people if self._takes(person)]
        found = preview_transition(old, self._new, ready, as_of=self._as_of)
        self._lines.update(dict.fromkeys(found.because))
        self._effects.update(found.value.effects)
        self._keep.add(found.value.keep)
        self._recompute.add(found.value.recompute)
        for change in found.value.people:
            self._count(change)

    def unreadable(self, people: int) -> None:
        """Count so many people whose old packs cannot be read any more."""
        self._counts["people"] += people
        self._counts["unread"] += people

    def preview(self) -> PackPreview:
        """What have they come to?"""
        counts = self._counts
        return PackPreview(
            people=PersonCount(counts["people"]),
            suggested=self._suggested,
            effects={effect: self._effects[effect] for effect in Effect},
            free_now=PersonCount(counts["free_now"]),
            more_tests=PersonCount(counts["more_tests"]),
            tests_added=PersonTimes(counts["added"]),
            tests_dropped=PersonTimes(counts["dropped"]),
            stuck=PersonCount(counts["stuck"]),
            unread=PersonCount(counts["unread"]),
            keep=self._keep.side(),
            recompute=self._recompute.side(),
            because=tuple(self._lines),
        )

    def _takes(self, person: FollowedPerson) -> bool:
        self._counts["people"] += 1
        if person.group not in self._needed:
            self._needed[person.group] = counts_from(self._new, person.group)
        known = self._needed[person.group] <= person.anchors.keys()
        self._counts["stuck"] += not known
        return known

    def _count(self, change: PersonChange) -> None:
        added, dropped = len(change.tests_added), len(change.tests_dropped)
        self._counts["added"] += added
        self._counts["dropped"] += dropped
        self._counts["more_tests"] += added > dropped
        ends = change.new_free_on is None or change.new_free_on <= self._as_of
        self._counts["free_now"] += ends and change.old_free_on > self._as_of


def counts_from(protocol: Protocol, group: str) -> frozenset[Anchor]:
    """Which days must be known of somebody of this class? None for a class that the packs do not follow."""
    if protocol.find("regimen", group) is None:
        return frozenset()
    regimen: Regimen = regimen_for(protocol, group).value
    points = {point.anchor for stage in regimen.stages for point in stage.span or ()}
    return frozenset({regimen.anchor, *points})
