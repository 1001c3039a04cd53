"""Follow-ups as they are held during one change: rows, grounds, facts and the events that go with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from epiworks.protocol import Anchor, Decision, PackLine, Place, Protocol, Schedule
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.data.news import FollowUpChanged, FollowUpEnded, FollowUpStarted
from outpace.casework.models import FollowUp, FollowUpFact, FollowUpLink
from outpace.casework.rules.follow_up import Ground, Standing, must_be_there, order_days, regimen_line, stage_on
from outpace.casework.selectors.packs import joined, protocol_of, split
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


def before(row: FollowUp) -> Before:
    """How does it stand now?"""
    return Before(row.group, Place(row.place), row.until, row.state)


def rules_of(row: FollowUp) -> Protocol:
    """Under which rules is this person followed? Those of their own packs, which a human may have kept when the area's changed."""
    return protocol_of(split(row.packs))


def ground_of(link: FollowUpLink) -> Ground:
    """Which ground is this link?"""
    return Ground(link.group, Anchor(link.anchor), link.first, link.last, link.raised_to, link.lost_at is not None)


def lay_out(row: FollowUp, stands: Standing, plan: Decision[Schedule], *, packs: Iterable[str], day: date) -> None:
    """Write a schedule onto the row, as it stands on that day; the caller saves it."""
    stage, line = stage_on(plan.value, day), regimen_line(plan.because)
    row.group, row.packs = stands.group, joined(packs)
    row.anchors = {anchor.value: value.isoformat() for anchor, value in sorted(stands.anchors.items())}
    row.pack, row.pack_version = str(line.pack), line.version
    row.stages = stages_of(plan.value)
    row.test_days = sorted({test for part in plan.value.stages for test in order_days(part)})
    row.checks_per_day, row.place, row.stage_until = stage.checks_per_day, stage.place, stage.last
    row.until = plan.value.free_on


def stages_of(plan: Schedule) -> list[dict[str, object]]:
    """How is a schedule stored?"""
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


def publish_change(row: FollowUp, was: Before, change: Change) -> None:
    """Tell them what changed, if anything did that they can see. A stricter place starts the pack's clock anew."""
    if (row.group, row.place, row.until) == (was.group, was.place, was.until):
        return
    place = Place(row.place)
    clock = must_be_there(rules_of(row), row.group, change.at) if STRICTNESS[place] > STRICTNESS[was.place] else None
    events.publish(
        FollowUpChanged(
            follow_up_id=row.pk,
            person_id=row.person_id,
            area_path=AreaPath(row.area_path),
            group=row.group,
            group_before=was.group,
            place=place,
            place_before=was.place,
            until=row.until,
            changed_at=change.at,
            due_at=None if clock is None else clock.due_at,
        )
    )


def publish_end(row: FollowUp, change: Change) -> None:
    """Tell them that it is over, and why."""
    events.publish(FollowUpEnded(row.pk, row.person_id, AreaPath(row.area_path), row.group, FollowUpState(row.state).value, change.at))
