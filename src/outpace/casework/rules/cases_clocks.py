"""Which deliverables a case owes by when, who may sign them off, and how timely a day's investigations were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from epiworks.protocol import Owner, PackLine, Protocol, Task, Trigger, clocks_started_by, first_actions
from epiworks.units import PersonCount

REPORT, TRAJECTORY, INVESTIGATION, REVIEW, REPORT_CHECK = (
    "network_report",
    "core_trajectory",
    "investigation",
    "review_by_second_person",
    "report_check",
)
RELOOK_GAPS = "relook_gaps"
"""What an investigation owes when whoever read it again found gaps: that they are closed."""

OTHERS = frozenset({Owner.TRANSFER_TEAM, Owner.ISOLATION_TEAM})
"""Posts whose clocks run where people are moved and housed, not in the investigation."""

SECOND_PERSON: dict[str, str] = {REVIEW: INVESTIGATION, REPORT_CHECK: REPORT}
"""What must be done by somebody other than whoever did that: the re-look, and the check of the report."""

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Owed:
    """One deliverable that an event asks for, with the pack line it rests on."""

    name: str
    owner: str
    due_at: datetime
    because: PackLine


@dataclass(frozen=True, slots=True)
class Done:
    """When was the investigation of one case started and ended? `done_at` None: it is running."""

    started_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How timely were the investigations of a day's cases? Units: persons (one investigation per case). They add up to `started`."""

    started: PersonCount
    in_time: PersonCount
    late: PersonCount
    running: PersonCount
    running_late: PersonCount


def owed(protocol: Protocol, trigger: Trigger, at: datetime) -> tuple[Owed, ...]:
    """What does a case owe because of this event, earliest first? Clocks of the pack, and the re-look by a second person.

    Source: section `clocks` for the trigger, and the first action `review_by_second_person`. Raises `ValueError` for a naive moment.
    """
    clocks = clocks_started_by(protocol, trigger, at)
    lines = {str(line.address).partition(".")[2]: line for line in clocks.because}
    found = [
        Owed(clock.name, clock.owner.value if clock.owner else "", clock.due_at, lines[clock.name])
        for clock in clocks.value
        if clock.owner not in OTHERS
    ]
    actions = first_actions(protocol, trigger, at)
    for action, line in zip(actions.value, actions.because, strict=False):
        if action.task is Task.REVIEW_BY_SECOND_PERSON:
            found.append(Owed(REVIEW, action.owner.value, action.due_at, line))
    return tuple(sorted(found, key=lambda one: (one.due_at, one.name)))


def needs_other_person(name: str) -> str | None:
    """Which deliverable must somebody else have done before this one can be signed off? None: no such rule."""
    return SECOND_PERSON.get(name)


def timeliness(investigations: Iterable[Done], *, now: datetime, within: timedelta = DAY) -> Timeliness:
    """How many were done within this time, done late, still running, and running late? The limit itself is in time.

    >>> from datetime import UTC
    >>> found = datetime(2022, 2, 5, tzinfo=UTC)
    >>> timeliness([Done(found, found + DAY), Done(found, None)], now=found + DAY)
    Timeliness(started=2, in_time=1, late=0, running=1, running_late=0)
    """
    rows = list(investigations)
    ended = [row.done_at - row.started_at for row in rows if row.done_at is not None]
    running = [now - row.started_at for row in rows if row.done_at is None]
    in_time = sum(took <= within for took in ended)
    return Timeliness(
        started=PersonCount(len(rows)),
        in_time=PersonCount(in_time),
        late=PersonCount(len(ended) - in_time),
        running=PersonCount(len(running)),
        running_late=PersonCount(sum(waited > within for waited in running)),
    )
