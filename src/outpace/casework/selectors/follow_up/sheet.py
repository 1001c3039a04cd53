"""Everything about one person in follow-up: their days, what was measured, why, and what anybody may do now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from epiworks.protocol import Decision, Outcome, Place, ReleaseVerdict
from outpace.casework.choices.follow_up import FactKind, FollowUpState, Half, Symptom
from outpace.casework.data.follow_up import FollowUpBrief, Grounds
from outpace.casework.models import FollowUp, FollowUpCheck, FollowUpFact, FollowUpLink
from outpace.casework.rules.follow_up_daily import CheckPlan, is_ill, missed
from outpace.casework.selectors.follow_up.appeals import AppealView, appeals_of
from outpace.casework.selectors.follow_up.lists import local_day, next_place
from outpace.casework.selectors.follow_up.scope import may_see, one_seen
from outpace.casework.selectors.follow_up.verdicts import begins, judged, measured
from outpace.casework.selectors.follow_up.work import brief_of
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry


@dataclass(frozen=True, slots=True)
class CheckView:
    """The check of one half-day that holds: the one recorded last."""

    half: Half
    temperature: Decimal | None
    symptoms: tuple[Symptom, ...]
    ill: bool
    self_report: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a schedule. `number` counts from 1 at its first day; `said` is what each sample of the day said."""

    day: date
    number: int
    place: Place | None
    test_due: bool
    said: tuple[Outcome, ...]
    checks: Mapping[Half, CheckView]
    missed: frozenset[Half]
    is_today: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """One ground as shown: how, when and through whom; `linked_id` only where the reader may see that person too.

    `may_take_back`: it stands without a case, and this reader may say that it was a mistake.
    """

    id: int
    may_take_back: bool
    group: str
    raised_to: str
    lost_at: datetime | None
    taken_back_at: datetime | None
    situation: str
    anchor: str
    first: date
    last: date
    reason: str
    by: str
    recorded_at: datetime
    case_id: int | None
    linked_id: int | None


@dataclass(frozen=True, slots=True)
class FactView:
    """One line of the history."""

    kind: FactKind
    at: datetime
    by: str
    signed: bool
    group: str
    place: Place
    until: date
    state: FollowUpState
    reason: str
    because: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class FollowUpSheet:
    """The page of one person in follow-up. `verdict` None: not followed any more."""

    brief: FollowUpBrief
    person: RosterEntry
    state: FollowUpState
    anchored: tuple[tuple[str, date], ...]
    pack: str
    pack_version: str
    proposed_class: str
    symptoms: bool
    next_place: Place | None
    days: tuple[DayView, ...]
    links: tuple[LinkView, ...]
    facts: tuple[FactView, ...]
    grounds: tuple[Grounds, ...]
    verdict: Decision[ReleaseVerdict] | None
    appeals: tuple[AppealView, ...]
    may_record: bool
    may_sign: bool
    may_appeal: bool

    @property
    def missed(self) -> int:
        """How many half-days passed without a check?"""
        return sum(len(day.missed) for day in self.days)


def follow_up(actor: Actor, follow_up_id: int) -> FollowUpSheet:
    """What is there to know and to do about this person in follow-up? The read is logged. Raises NotFound outside the actor's scope."""
    row = one_seen(actor, follow_up_id)
    person = registry.person(actor, row.person_id, purpose="follow_up.sheet")
    path, known = AreaPath(row.area_path), measured([row])
    facts = tuple(_fact(found) for found in row.facts.order_by("-pk"))
    links = list(row.links.select_related("linked").order_by("pk"))
    active = row.state == FollowUpState.ACTIVE
    may_judge = actor.kind is ActorKind.USER and actor.may(Permission.CASE_JUDGE, path)
    tellers = (Permission.FOLLOW_UP_RECORD, Permission.CASE_INVESTIGATE)
    return FollowUpSheet(
        brief=brief_of(row, next((link.case_id for link in reversed(links) if link.case_id and _holds(link)), None)),
        person=person,
        state=FollowUpState(row.state),
        anchored=tuple((name, date.fromisoformat(day)) for name, day in row.anchors.items()),
        pack=row.pack,
        pack_version=row.pack_version,
        proposed_class=row.proposed_class,
        symptoms=row.symptoms,
        next_place=next_place(row, local_day()) if active else None,
        days=tuple(_days(row, [(result.day, result.outcome) for result in known.own.get(row.pk, ())])),
        links=tuple(_link(actor, link, may_judge=may_judge) for link in links),
        facts=facts,
        grounds=next((fact.because for fact in facts if fact.kind in RESTS_ON and fact.because), ()),
        verdict=judged([row], known, local_day())[row.pk] if active else None,
        appeals=appeals_of(actor, row),
        may_record=active and actor.may(Permission.FOLLOW_UP_RECORD, path),
        may_sign=actor.kind is ActorKind.USER and actor.may(Permission.RELEASE_SIGN, path),
        may_appeal=any(actor.may(right, path) for right in tellers),
    )


RESTS_ON = {FactKind.STARTED, FactKind.EXPOSED_AGAIN, FactKind.CLASS_CHANGED, FactKind.RECOMPUTED, FactKind.RESTORED}
"""Facts that carry the lines of the schedule in force."""


def _days(row: FollowUp, said: Sequence[tuple[date, Outcome]]) -> Iterator[DayView]:
    first, last = begins(row), max(row.until, date.fromisoformat(row.stages[-1]["last"]))
    checks = _checks(row)
    ended = row.ended_at or clock.now()
    plan = CheckPlan(timezone.localtime(row.started_at), last, row.checks_per_day)
    gone = missed(plan, [(day, half) for day, halves in checks.items() for half in halves], timezone.localtime(ended))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield DayView(
            day=day,
            number=number + 1,
            place=_place(row, day),
            test_due=day in row.test_days,
            said=tuple(outcome for taken, outcome in said if taken == day),
            checks=checks.get(day, {}),
            missed=frozenset(half for missed_on, half in gone if missed_on == day),
            is_today=day == local_day(),
        )


def _place(row: FollowUp, day: date) -> Place | None:
    spans = ((date.fromisoformat(part["first"]), date.fromisoformat(part["last"]), part["place"]) for part in row.stages)
    return next((Place(place) for first, last, place in spans if first <= day <= last), None)


def _checks(row: FollowUp) -> dict[date, dict[Half, CheckView]]:
    found: dict[date, dict[Half, CheckView]] = defaultdict(dict)
    for check in FollowUpCheck.objects.filter(follow_up=row).order_by("at", "recorded_at"):
        symptoms = tuple(Symptom(code) for code in check.symptoms)
        found[check.day][Half(check.half)] = CheckView(
            half=Half(check.half),
            temperature=check.temperature,
            symptoms=symptoms,
            ill=is_ill(check.temperature, symptoms),
            self_report=check.self_report,
            by=check.by,
            at=check.at,
        )
    return found


def _holds(link: FollowUpLink) -> bool:
    return link.lost_at is None and link.taken_back_at is None


def _link(actor: Actor, link: FollowUpLink, *, may_judge: bool) -> LinkView:
    shown = link.linked is not None and may_see(actor, AreaPath(link.linked.area_path))
    stands_alone = link.case_id is None and link.linked_id is None and link.taken_back_at is None
    return LinkView(
        id=link.pk,
        may_take_back=stands_alone and may_judge,
        group=link.group,
        raised_to=link.raised_to,
        lost_at=link.lost_at,
        taken_back_at=link.taken_back_at,
        situation=link.situation,
        anchor=link.anchor,
        first=link.first,
        last=link.last,
        reason=link.reason,
        by=link.by,
        recorded_at=link.recorded_at,
        case_id=link.case_id,
        linked_id=link.linked_id if shown else None,
    )


def _fact(fact: FollowUpFact) -> FactView:
    because = tuple(
        Grounds(line["pack"], line["version"], line["address"], tuple(line["source"]), line["unconfirmed"]) for line in fact.because
    )
    return FactView(
        kind=FactKind(fact.kind),
        at=fact.at,
        by=fact.by,
        signed=fact.signed,
        group=fact.group,
        place=Place(fact.place),
        until=fact.until,
        state=FollowUpState(fact.state),
        reason=fact.reason,
        because=because,
    )
