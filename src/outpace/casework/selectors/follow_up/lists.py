"""Lists of people in follow-up: who is owed what today, and who could be released."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from epiworks.protocol import Decision, Place, ReleaseVerdict
from outpace.casework.choices.follow_up import FollowUpState, Half
from outpace.casework.models import FollowUp, FollowUpCheck
from outpace.casework.rules.follow_up_daily import half_of
from outpace.casework.selectors.follow_up.scope import seen
from outpace.casework.selectors.follow_up.verdicts import begins, judged, measured
from outpace.kernel import clock, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.scope import Actor, AreaPath
from outpace.kernel.subtrees import within
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry


class Due(StrEnum):
    """Which part of the people in follow-up is asked for?"""

    EVERYBODY = "everybody"
    CHECKS = "checks"
    TESTS = "tests"
    STAGES = "stages"
    RELEASES = "releases"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One person in follow-up as a list shows them. `day_number` counts from the first day of the schedule; 0 and less is before it."""

    id: int
    person_id: int
    name: str
    phone: str
    masked: bool
    grid: str
    group: str
    place: Place
    next_place: Place | None
    day_number: int
    until: date
    halves: frozenset[Half]
    checks_per_day: int
    test_due: bool
    test_taken: bool
    symptoms: bool
    proposed_class: str


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One person whose last day has come, with what the packs say of their release."""

    row: FollowUpRow
    verdict: Decision[ReleaseVerdict]


def list_follow_ups(
    actor: Actor, due: Due, *, place: Place | None = None, area: AreaPath | None = None, cursor: str | None = None, size: int = 50
) -> Page[FollowUpRow]:
    """Who in the actor's areas is in follow-up and owed this today, grid by grid? Reading names is logged. Raises NotAllowed."""
    rows = narrowed(active(actor), due, place=place, area=area)
    page = keyset(rows, ["area_path", "id"], cursor, size=size)
    shown = rows_of(actor, page.items)
    return Page(items=tuple(shown[row.pk] for row in page.items if row.pk in shown), next_cursor=page.next_cursor)


def count_due(actor: Actor, *, area: AreaPath | None = None) -> Mapping[Due, int]:
    """How many people are owed what today, in the actor's areas? Units: persons. Raises NotAllowed."""
    rows = active(actor)
    return {due: narrowed(rows, due, area=area).count() for due in Due}


def release_desk(actor: Actor, *, cursor: str | None = None, size: int = 100) -> Page[ReleaseRow]:
    """Whose last day has come in the actor's areas, and may they go? One question to screening for the whole page. Raises NotAllowed."""
    page = keyset(narrowed(active(actor), Due.RELEASES), ["area_path", "id"], cursor, size=size)
    shown = rows_of(actor, page.items)
    found = judged(page.items, measured(page.items), local_day())
    ready = [ReleaseRow(shown[row.pk], found[row.pk]) for row in page.items if row.pk in shown]
    return Page(items=tuple(ready), next_cursor=page.next_cursor)


def active(actor: Actor) -> QuerySet[FollowUp]:
    """Who in the actor's areas is in follow-up?"""
    return seen(actor).filter(state=FollowUpState.ACTIVE)


def narrowed(rows: QuerySet[FollowUp], due: Due, *, place: Place | None = None, area: AreaPath | None = None) -> QuerySet[FollowUp]:
    """Which of these are owed this today?"""
    if place is not None:
        rows = rows.filter(place=place)
    if area is not None:
        rows = rows.filter(within([area]))
    return rows.filter(_owed(due, local_day()))


def _owed(due: Due, today: date) -> Q:
    match due:
        case Due.CHECKS:
            half = half_of(timezone.localtime(clock.now()))[1]
            checks = FollowUpCheck.objects.filter(day=today).values("follow_up_id")
            once, twice = Q(checks_per_day=1) & ~Q(pk__in=checks), Q(checks_per_day__gt=1) & ~Q(pk__in=checks.filter(half=half))
            return Q(until__gte=today) & (once | twice)
        case Due.TESTS:
            return Q(test_days__contains=[today])
        case Due.STAGES:
            return Q(stage_until__lt=today, until__gt=today)
        case Due.RELEASES:
            return Q(until__lte=today)
        case Due.PROPOSED:
            return ~Q(proposed_class="")
        case Due.EVERYBODY:
            return Q()


def rows_of(actor: Actor, rows: Sequence[FollowUp]) -> dict[int, FollowUpRow]:
    """How do these rows look to this reader? People outside their sight are left out. One logged read."""
    people = {person.id: person for person in registry.persons_for_ids(actor, [row.person_id for row in rows], purpose="follow_up.list")}
    today = local_day()
    halves = _halves([row.pk for row in rows], today)
    known = measured([row for row in rows if today in row.test_days])
    return {
        row.pk: _row(
            row, people[row.person_id], halves.get(row.pk, frozenset()), taken=any(r.day == today for r in known.own.get(row.pk, ()))
        )
        for row in rows
        if row.person_id in people
    }


def _row(row: FollowUp, person: RosterEntry, halves: frozenset[Half], *, taken: bool) -> FollowUpRow:
    today = local_day()
    return FollowUpRow(
        id=row.pk,
        person_id=row.person_id,
        name=person.name,
        phone=person.phone,
        masked=person.masked,
        grid=places.spoken(person.grid_name, person.grid_name_en),
        group=row.group,
        place=Place(row.place),
        next_place=next_place(row, today),
        day_number=(today - begins(row)).days + 1,
        until=row.until,
        halves=halves,
        checks_per_day=row.checks_per_day,
        test_due=today in row.test_days,
        test_taken=taken,
        symptoms=row.symptoms,
        proposed_class=row.proposed_class,
    )


def next_place(row: FollowUp, today: date) -> Place | None:
    """To which place has the schedule come while the person is still in the one before? None: they are where they should be."""
    if row.stage_until >= today or row.until <= today:
        return None
    return next((Place(part["place"]) for part in row.stages if date.fromisoformat(part["last"]) >= today), None)


def _halves(numbers: Sequence[int], day: date) -> dict[int, frozenset[Half]]:
    found: dict[int, set[Half]] = defaultdict(set)
    for number, half in FollowUpCheck.objects.filter(follow_up_id__in=numbers, day=day).values_list("follow_up_id", "half"):
        found[number].add(Half(half))
    return {number: frozenset(halves) for number, halves in found.items()}


def local_day() -> date:
    """Which local day is it?"""
    return timezone.localtime(clock.now()).date()
