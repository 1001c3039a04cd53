"""What happens to the people already in follow-up when the rules change under them? Both ways are counted, a human decides."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from epiworks.protocol.facts import FollowedPerson
from epiworks.protocol.lines import Decision, PackLine, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.regimen import Schedule, Schedules, regimen_for, schedule
from epiworks.protocol.words import Place


class Effect(StrEnum):
    """What would the new rules do to one person's last day?"""

    EARLIER = "earlier"
    LATER = "later"
    UNCHANGED = "unchanged"
    NO_LONGER_FOLLOWED = "no_longer_followed"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person under the old and under the new rules. `new` None: the new rules order nothing for this group."""

    ref: int
    group: str
    effect: Effect
    old_free_on: date
    new_free_on: date | None
    old_place: Place | None
    new_place: Place | None
    tests_added: tuple[date, ...]
    tests_dropped: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How many people are where on the day of the change, and how many tests are still to come, under one set of rules?"""

    by_place: Mapping[Place, int]
    free: int
    tests_to_come: int


@dataclass(frozen=True, slots=True)
class TransitionPreview:
    """Both ways, counted. `suggested` is what the new pack says; `decided_by` is always a human."""

    suggested: str
    decided_by: str
    effects: Mapping[Effect, int]
    keep: Held
    recompute: Held
    people: tuple[PersonChange, ...]


def preview_transition(old: Protocol, new: Protocol, people: Iterable[FollowedPerson], *, as_of: date) -> Decision[TransitionPreview]:
    """What would keeping the old rules, and what would recomputing under the new ones, mean for these people on this day?

    A group for which the new protocol has no regimen (secondary contacts from 11 November 2022) is no longer followed. Only tests due
    after `as_of` count as added or dropped. Raises `RuleMissing` when the old protocol does not know a person's group, and
    `AnchorMissing`. Source: rules `transition.default`, `regimen.<group>` of both.

    >>> from epiworks.protocol.library import shipped_library
    >>> from epiworks.protocol.words import Anchor
    >>> packs = shipped_library()
    >>> exposed = {Anchor.LAST_EXPOSURE: date(2022, 11, 5)}
    >>> people = [FollowedPerson(1, "close", exposed), FollowedPerson(2, "secondary", exposed)]
    >>> found = preview_transition(packs.protocol("cn-covid-9"), packs.protocol("cn-covid-9+20"), people, as_of=date(2022, 11, 11)).value
    >>> {effect.value: count for effect, count in found.effects.items()}
    {'earlier': 1, 'no_longer_followed': 1}
    """
    rule = new.get("transition", "default")
    before, after = _Regimens(old), _Regimens(new)
    keep, recompute = _Tally(as_of), _Tally(as_of)
    changes = []
    for person in people:
        was, will = before.required(person), after.find(person)
        keep.add(was)
        recompute.add(will)
        changes.append(_person(person, was, will, as_of))
    effects = Counter(change.effect for change in changes)
    preview = TransitionPreview(
        suggested=rule.text("ongoing_persons"),
        decided_by=rule.text("decided_by"),
        effects={effect: effects[effect] for effect in Effect if effects[effect]},
        keep=keep.held(),
        recompute=recompute.held(),
        people=tuple(changes),
    )
    return decide(preview, rule.line, *before.lines(), *after.lines())


class _Regimens:
    """Regimens of one protocol and the schedules under them, each worked out once."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._schedules: dict[str, Schedules | None] = {}
        self._lines: list[PackLine] = []

    def find(self, person: FollowedPerson) -> Schedule | None:
        if person.group not in self._schedules:
            self._schedules[person.group] = self._open(person.group)
        found = self._schedules[person.group]
        return None if found is None else found.of(person.anchors)

    def required(self, person: FollowedPerson) -> Schedule:
        return self.find(person) or schedule(regimen_for(self._protocol, person.group).value, person.anchors)

    def lines(self) -> list[PackLine]:
        return self._lines

    def _open(self, group: str) -> Schedules | None:
        if self._protocol.find("regimen", group) is None:
            self._lines.append(self._protocol.absent("regimen", group))
            return None
        found = regimen_for(self._protocol, group)
        self._lines.extend(found.because)
        return Schedules(found.value)


class _Tally:
    """Where people are on one day, and what is still to be sampled."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._places: Counter[Place | None] = Counter()
        self._tests = 0

    def add(self, plan: Schedule | None) -> None:
        self._places[None if plan is None else plan.place_on(self._as_of)] += 1
        self._tests += 0 if plan is None else len(_to_come(plan.test_dates, self._as_of))

    def held(self) -> Held:
        by_place = {place: self._places[place] for place in Place if self._places[place]}
        return Held(by_place, self._places[None], self._tests)


def _to_come(days: Sequence[date], as_of: date) -> set[date]:
    return {day for day in days if day > as_of}


def _person(person: FollowedPerson, was: Schedule, will: Schedule | None, as_of: date) -> PersonChange:
    old_tests = _to_come(was.test_dates, as_of)
    new_tests = set() if will is None else _to_come(will.test_dates, as_of)
    return PersonChange(
        ref=person.ref,
        group=person.group,
        effect=_effect(was, will),
        old_free_on=was.free_on,
        new_free_on=None if will is None else will.free_on,
        old_place=was.place_on(as_of),
        new_place=None if will is None else will.place_on(as_of),
        tests_added=tuple(sorted(new_tests - old_tests)),
        tests_dropped=tuple(sorted(old_tests - new_tests)),
    )


def _effect(was: Schedule, will: Schedule | None) -> Effect:
    if will is None:
        return Effect.NO_LONGER_FOLLOWED
    if will.free_on == was.free_on:
        return Effect.UNCHANGED
    return Effect.EARLIER if will.free_on < was.free_on else Effect.LATER
