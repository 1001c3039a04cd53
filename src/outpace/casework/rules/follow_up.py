"""What the grounds of a follow-up come to: which class, counted from which days, where on which day. No rule of a pack is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from epiworks.protocol import (
    NO_CLASS,
    Anchor,
    Clock,
    Decision,
    News,
    PackLine,
    Protocol,
    RuleMissing,
    Schedule,
    StageDates,
    Trigger,
    clocks_started_by,
    decide,
    follow_up,
    reclassify,
)
from epiworks.protocol.words import Condition
from outpace.casework.choices.follow_up import FollowUpState

ISOLATED_BY = "isolation_team"
FOUND: Mapping[str, Trigger] = {"close": Trigger.CLOSE_CONTACT_FOUND, "secondary": Trigger.SECONDARY_CONTACT_FOUND}
"""Which event starts the clock under which a person of this class must be where the pack wants them."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why somebody is followed: the class it was judged to, what news has made of it since, and its days."""

    group: str
    anchor: Anchor
    first: date
    last: date
    raised_to: str = ""
    lost: bool = False

    @property
    def stands_for(self) -> str:
        """Which class does this ground come to now?"""
        return self.raised_to or self.group


@dataclass(frozen=True, slots=True)
class Standing:
    """The class of a person and the days their schedule counts from."""

    group: str
    anchors: Mapping[Anchor, date]


def standing(protocol: Protocol, grounds: Iterable[Ground]) -> Standing | None:
    """Which class do these grounds give together, counted from which days? None: none of them holds.

    The class that the pack ranks highest wins. Repeated exposure: the latest day of each anchor wins, of whichever ground; the first
    exposure is the earliest. The order of the grounds does not matter. Source: `contact_classes.<group>.rank`.
    """
    held = [ground for ground in grounds if not ground.lost]
    if not held:
        return None
    strongest = max(held, key=lambda ground: (_rank(protocol, ground.stands_for), ground.last, ground.stands_for))
    anchors: dict[Anchor, date] = {}
    for ground in held:
        anchors[ground.anchor] = max(ground.last, anchors.get(ground.anchor, ground.last))
        if ground.anchor is Anchor.LAST_EXPOSURE:
            anchors[Anchor.FIRST_EXPOSURE] = min(ground.first, anchors.get(Anchor.FIRST_EXPOSURE, ground.first))
    return Standing(strongest.stands_for, anchors)


def hear(protocol: Protocol, ground: Ground, news: News) -> Decision[Ground]:
    """What does this ground come to on news of whoever it hangs on? Source: section `reclassify`.

    News that takes the class away makes the ground lost, and news that lifts the class raises it; other news changes nothing.
    """
    found = reclassify(protocol, ground.group, news)
    if found.value is None:
        return decide(ground, *found.because)
    if found.value.becomes == NO_CLASS:
        return decide(replace(ground, lost=True), *found.because)
    return decide(replace(ground, raised_to=found.value.becomes) if found.value.upgrade else ground, *found.because)


def heard_of(protocol: Protocol, ground: Ground, news: News | None) -> tuple[Ground, tuple[PackLine, ...]]:
    """What does this ground come to, and by which lines, worked out anew from what whoever it hangs on says now? `news` None: nothing.

    Where the rules of today say nothing of this class and news, what the rules of its day had raised it to stays while the reason does.
    Whoever was judged close through a contact who is none any more loses the ground by the line for contacts of a case that is none.
    """
    plain = replace(ground, raised_to="", lost=False)
    if news is None:
        return plain, ()
    found = hear(protocol, plain, news)
    if news is News.LINKED_CLOSE_EXCLUDED and not found.value.lost:
        found = hear(protocol, plain, News.LINKED_CASE_EXCLUDED)
    if news is News.LINKED_CLOSE_POSITIVE and found.value == plain and ground.raised_to:
        return replace(plain, raised_to=ground.raised_to), found.because
    return found.value, found.because


def without_case(protocol: Protocol, ground: Ground) -> Ground:
    """What does this ground come to when the case it hangs on is excluded?

    The pack words it differently for a contact of the case and for a contact of a contact whose close contact nobody linked.
    """
    heard = hear(protocol, ground, News.LINKED_CASE_EXCLUDED).value
    return heard if heard.lost else hear(protocol, ground, News.LINKED_CLOSE_EXCLUDED).value


def signal(state: FollowUpState, *, grounded: bool) -> News | None:
    """What do those who hang on somebody hear of them? None: nothing."""
    if state is FollowUpState.BECAME_CASE:
        return News.LINKED_CLOSE_POSITIVE
    return None if grounded else News.LINKED_CLOSE_EXCLUDED


def carried(rests: Mapping[int, Collection[int | None]]) -> frozenset[int]:
    """Which follow-ups does a chain of grounds lead to from one that stands by itself, when these are what the grounds of each rest on?

    None: a ground that stands by itself; a number: one that holds while that follow-up is carried. Whoever only vouch for each other,
    in however large a ring, are carried by nothing.

    >>> sorted(carried({1: [None], 2: [1], 3: [4], 4: [3]}))
    [1, 2]
    """
    onward: dict[int, list[int]] = defaultdict(list)
    for number, grounds in rests.items():
        for rest in grounds:
            if rest is not None:
                onward[rest].append(number)
    found = {number for number, grounds in rests.items() if None in grounds}
    edge = list(found)
    while edge:
        new = [number for number in onward[edge.pop()] if number not in found]
        found.update(new)
        edge.extend(new)
    return frozenset(found)


def scheduled(protocol: Protocol, stands: Standing) -> Decision[Schedule] | None:
    """Which days does the pack order for this standing? None when it orders nothing for the class. Raises `AnchorMissing`."""
    try:
        return follow_up(protocol, stands.group, stands.anchors)
    except RuleMissing:
        return None


def without_a_case(protocol: Protocol) -> tuple[tuple[str, Anchor], ...]:
    """As which classes may somebody be followed who is no contact of a case here, and from which day is each counted? By name.

    Every class with a regimen, but those that begin with a discharge, and those whose release asks for the contact in between.
    Source: sections `regimen` and `release`.
    """
    found = [(rule.name, Anchor(rule.text("anchor"))) for rule in protocol.section("regimen")]
    return tuple((group, anchor) for group, anchor in found if anchor is not Anchor.DISCHARGE and not _hangs_on_another(protocol, group))


def _hangs_on_another(protocol: Protocol, group: str) -> bool:
    rule = protocol.find("release", group)
    return rule is not None and Condition.LINKED_CLOSE_FIRST_TWO_NEGATIVE in rule.texts("conditions")


def stage_on(schedule: Schedule, day: date) -> StageDates:
    """Which stage is this day in? The first one before the schedule begins, the last one when it is over: nobody drops out by a date."""
    return next((stage for stage in schedule.stages if day <= stage.last), schedule.stages[-1])


def stages_of(plan: Schedule) -> list[dict[str, object]]:
    """How is a schedule written down, stage by stage?"""
    return [
        {
            "place": stage.place.value,
            "first": stage.first.isoformat(),
            "last": stage.last.isoformat(),
            "tests": [day.isoformat() for day in order_days(stage)],
            "checks": stage.checks_per_day,
            "outing": stage.outing,
        }
        for stage in plan.stages
    ]


def regimen_line(because: Sequence[PackLine]) -> PackLine:
    """Which line ordered the regimen: the one that a dispute about the last day is about?"""
    return next((line for line in because if str(line.address).startswith("regimen.")), because[0])


def must_be_there(protocol: Protocol, group: str, at: datetime) -> Clock | None:
    """By when must somebody of this class be where the pack wants them, found at this moment? None: the pack starts no clock.

    Source: section `clocks`.
    """
    trigger = FOUND.get(group)
    if trigger is None:
        return None
    started = clocks_started_by(protocol, trigger, at)
    return next((clock for clock in started.value if clock.owner is not None and clock.owner.value == ISOLATED_BY), None)


def order_days(stage: StageDates) -> tuple[date, ...]:
    """On which days is a test ordered in this stage? The pack's test days; where it only asks for a number of tests, as early as the gap
    between them allows, so that a missed one can still be made up.
    """
    if stage.test_dates or not stage.tests_needed:
        return stage.test_dates
    step = max(1, ceil(stage.gap_hours / 24))
    return tuple(stage.first + timedelta(days=step * number) for number in range(stage.tests_needed))


def _rank(protocol: Protocol, group: str) -> int:
    """How hard does a class bind? Classes that the pack does not rank (travellers, the discharged) bind less than any contact."""
    rule = protocol.find("contact_classes", group)
    return -1 if rule is None else rule.whole("rank")
