"""Follow-ups as they are held during one change: rows, grounds, facts and the events that go with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from epiworks.protocol import Decision, PackLine, Place, Schedule
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.data.news import FollowUpChanged, FollowUpEnded, FollowUpsChanged, FollowUpsEnded, FollowUpStarted
from outpace.casework.models import FollowUp, FollowUpFact
from outpace.casework.rules.follow_up import Standing, must_be_there, order_days, regimen_line, stage_on, stages_of
from outpace.casework.selectors.follow_up.grounds import rules_of
from outpace.casework.selectors.packs import joined
from outpace.casework.services.follow_up.ordering import orders_follow
from outpace.kernel import events
from outpace.kernel.scope import Actor, AreaPath

STRICTNESS: Mapping[Place, int] = {place: rank for rank, place in enumerate(Place)}


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes follow-ups, when it happened, when it is recorded, and why. `signed`: by a named human for this very purpose."""

    actor: Actor
    at: datetime
    now: datetime
    reason: str = ""
    signed: bool = False

    @property
    def day(self) -> date:
        """On which local day does it happen?"""
        return timezone.localtime(self.at).date()


@dataclass(frozen=True, slots=True)
class Before:
    """How a follow-up stood before a change: what its event must tell."""

    group: str
    place: Place
    until: date
    state: str
    test_days: Sequence[date]


def before(row: FollowUp) -> Before:
    """How does it stand now?"""
    return Before(row.group, Place(row.place), row.until, row.state, row.test_days)


@dataclass(frozen=True, slots=True)
class Layout:
    """A schedule as it stands on one day and as it is stored; everybody with the same class and the same days shares one."""

    group: str
    packs: str
    anchors: Mapping[str, str]
    pack: str
    pack_version: str
    stages: list[dict[str, object]]
    test_days: list[date]
    checks_per_day: int
    place: Place
    stage_until: date
    until: date

    def onto(self, row: FollowUp) -> None:
        """Write it onto a row; the caller saves it."""
        row.group, row.packs, row.anchors = self.group, self.packs, self.anchors
        row.pack, row.pack_version, row.stages, row.test_days = self.pack, self.pack_version, self.stages, self.test_days
        row.checks_per_day, row.place, row.stage_until, row.until = self.checks_per_day, self.place, self.stage_until, self.until


def layout(stands: Standing, plan: Decision[Schedule], *, packs: Iterable[str], day: date) -> Layout:
    """How is this schedule stored, as it stands on that day?"""
    stage, line = stage_on(plan.value, day), regimen_line(plan.because)
    return Layout(
        group=stands.group,
        packs=joined(packs),
        anchors={anchor.value: value.isoformat() for anchor, value in sorted(stands.anchors.items())},
        pack=str(line.pack),
        pack_version=line.version,
        stages=stages_of(plan.value),
        test_days=sorted({test for part in plan.value.stages for test in order_days(part)}),
        checks_per_day=stage.checks_per_day,
        place=stage.place,
        stage_until=stage.last,
        until=plan.value.free_on,
    )


def lay_out(row: FollowUp, stands: Standing, plan: Decision[Schedule], *, packs: Iterable[str], day: date) -> None:
    """Write a schedule onto the row, as it stands on that day; the caller saves it."""
    layout(stands, plan, packs=packs, day=day).onto(row)


def lines_of(because: Iterable[PackLine]) -> list[dict[str, object]]:
    """How are pack lines stored with a fact?"""
    return [
        {
            "pack": str(line.pack),
            "version": line.version,
            "address": str(line.address),
            "source": list(line.source),
            "unconfirmed": line.unconfirmed or "",
        }
        for line in because
    ]


def fact(row: FollowUp, kind: FactKind, change: Change, *, because: Iterable[PackLine] = ()) -> FollowUpFact:
    """Which fact says what this change did to the row? Unsaved, so that many can be written at once."""
    return FollowUpFact(
        follow_up=row,
        kind=kind,
        at=change.at,
        recorded_at=change.now,
        by=change.actor.name,
        signed=change.signed,
        group=row.group,
        place=row.place,
        until=row.until,
        state=row.state,
        packs=row.packs,
        because=lines_of(because),
        reason=change.reason[:200],
    )


def publish_start(row: FollowUp, change: Change, *, case_id: int | None) -> None:
    """Tell the apps above that somebody is followed from now on."""
    clock = must_be_there(rules_of(row), row.group, change.at)
    events.publish(
        FollowUpStarted(
            follow_up_id=row.pk,
            person_id=row.person_id,
            area_path=AreaPath(row.area_path),
            group=row.group,
            place=Place(row.place),
            until=row.until,
            case_id=case_id,
            due_at=None if clock is None else clock.due_at,
        )
    )


def publish_changes(moved: Sequence[tuple[FollowUp, Before]], change: Change) -> None:
    """Tell them what changed, of everybody of whom they can see anything. A stricter place starts the pack's clock anew."""
    people = tuple(
        FollowUpChanged(
            follow_up_id=row.pk,
            person_id=row.person_id,
            area_path=AreaPath(row.area_path),
            group=row.group,
            group_before=was.group,
            place=Place(row.place),
            place_before=was.place,
            until=row.until,
            changed_at=change.at,
            due_at=_due_at(row, was, change),
        )
        for row, was in moved
        if (row.group, row.place, row.until) != (was.group, was.place, was.until)
    )
    if people:
        events.publish(FollowUpsChanged(people))
    orders_follow([row for row, was in moved if row.test_days != was.test_days], change.now)


def _due_at(row: FollowUp, was: Before, change: Change) -> datetime | None:
    if STRICTNESS[Place(row.place)] <= STRICTNESS[was.place]:
        return None
    clock = must_be_there(rules_of(row), row.group, change.at)
    return None if clock is None else clock.due_at


def publish_ends(rows: Sequence[FollowUp], change: Change) -> None:
    """Tell them that these are over, and why; what was ordered for them today is not owed any more."""
    people = tuple(
        FollowUpEnded(row.pk, row.person_id, AreaPath(row.area_path), row.group, FollowUpState(row.state).value, change.at) for row in rows
    )
    if people:
        events.publish(FollowUpsEnded(people))
    orders_follow(rows, change.now)
