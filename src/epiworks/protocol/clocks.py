"""By when must what be done, by which post? Clocks and the first actions of an event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.words import Owner, Task, Trigger
from epiworks.units import Minutes


@dataclass(frozen=True, slots=True)
class Clock:
    """One running clock. `owner` None: the pack names no post."""

    name: str
    starts: Trigger
    due_at: datetime
    owner: Owner | None

    def left(self, at: datetime) -> Minutes:
        """How many minutes are left? Negative: overdue by so many."""
        return Minutes((self.due_at - at).total_seconds() / 60)

    def overdue(self, at: datetime) -> bool:
        """Is it late? The deadline itself is still in time."""
        return at > self.due_at


@dataclass(frozen=True, slots=True)
class FirstAction:
    """What, by which post, by when?"""

    name: str
    task: Task
    owner: Owner
    due_at: datetime


def clock(protocol: Protocol, name: str, event_at: datetime) -> Decision[Clock]:
    """By when is this due, the event having happened (or being planned) at this moment?

    due = event + minutes; a rule with `before: true` (room request 24 h ahead) is due that long before the event. `event_at` must be aware.
    Raises `RuleMissing`, and `ValueError` for a naive moment. Source: rule `clocks.<name>`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> found = clock(shipped_library().protocol("cn-covid-9"), "investigation", datetime(2022, 8, 11, 9, 30, tzinfo=timezone.utc))
    >>> found.value.due_at.isoformat()
    '2022-08-12T09:30:00+00:00'
    """
    rule = protocol.get("clocks", name)
    length = timedelta(minutes=rule.whole("minutes"))
    due_at = _aware(event_at) - length if rule.flag("before") else _aware(event_at) + length
    owner = Owner(rule.text("owner")) if rule.has("owner") else None
    return decide(Clock(name, Trigger(rule.text("starts")), due_at, owner), rule.line)


def clocks_started_by(protocol: Protocol, trigger: Trigger, event_at: datetime) -> Decision[tuple[Clock, ...]]:
    """Which clocks does this event start, earliest deadline first? Raises `ValueError` for a naive moment. Source: section `clocks`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> at = datetime(2022, 8, 11, 9, 30, tzinfo=timezone.utc)
    >>> [found.name for found in clocks_started_by(shipped_library().protocol("cn-covid-9"), Trigger.PRELIMINARY_POSITIVE, at).value]
    ['network_report', 'positive_transfer', 'core_trajectory', 'investigation']
    """
    started = [clock(protocol, rule.name, event_at) for rule in protocol.section("clocks") if rule.text("starts") == trigger.value]
    ordered = sorted((decision.value for decision in started), key=lambda found: (found.due_at, found.name))
    lines = [line for decision in started for line in decision.because] or [protocol.absent("clocks", trigger.value)]
    return decide(tuple(ordered), *lines)


def first_actions(protocol: Protocol, trigger: Trigger, event_at: datetime) -> Decision[tuple[FirstAction, ...]]:
    """Who does what by when after this event, in the pack's order? Raises `ValueError` for a naive moment. Source: section `first_actions`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> at = datetime(2022, 8, 11, 9, 30, tzinfo=timezone.utc)
    >>> actions = first_actions(shipped_library().protocol("cn-covid-9"), Trigger.POOL_POSITIVE, at).value
    >>> actions[0].task.value, actions[0].owner.value
    ('recall_samples', 'sampling_team')
    """
    rules = [rule for rule in protocol.section("first_actions") if rule.text("trigger") == trigger.value]
    rules.sort(key=lambda rule: (rule.whole_or("order", 0), rule.name))
    moment = _aware(event_at)
    actions = tuple(
        FirstAction(rule.name, Task(rule.text("task")), Owner(rule.text("owner")), moment + timedelta(minutes=rule.whole("minutes")))
        for rule in rules
    )
    return decide(actions, *([rule.line for rule in rules] or [protocol.absent("first_actions", trigger.value)]))


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        message = "a deadline needs an aware moment"
        raise ValueError(message)
    return moment
