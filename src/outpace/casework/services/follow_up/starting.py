"""Somebody is to be followed: one follow-up per person, whatever the reasons, each of them a ground of it."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from epiworks.protocol import Anchor, Decision, Schedule
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.data.follow_up import NewFollowUp
from outpace.casework.models import Case, FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import Standing, scheduled, standing
from outpace.casework.selectors.follow_up.grounds import ground_of
from outpace.casework.selectors.packs import joined, packs_for, protocol_of, split
from outpace.casework.selectors.people import home_of
from outpace.casework.services.follow_up.cascade import Held, hold, spread
from outpace.casework.services.follow_up.rows import Change, fact, lay_out, publish_start
from outpace.kernel import audit, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import advisory, taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath

OPEN = Q(state__in=[FollowUpState.ACTIVE, FollowUpState.WITHDRAWN]) | Q(state=FollowUpState.BECAME_CASE, case__closed_at=None)
"""Follow-ups that another ground is added to: a contact who is a case meanwhile is not followed twice, but the ground is kept."""


class NotFollowed(Refusal):
    """The packs in force order nothing for this class, so nobody may be kept or watched because of it."""

    def __init__(self, group: str) -> None:
        message = _("The protocol packs in force order no follow-up for the class “%(group)s”.") % {"group": group}
        super().__init__("not_followed", message, field="group")


@taken_again
def start_follow_up(actor: Actor, new: NewFollowUp) -> int:
    """Follow somebody, or add another ground to the follow-up they are already in; returns its id. Saying it again changes nothing.

    A second exposure moves the days counted from, the stronger class by the pack's rank wins. Publishes FollowUpStarted or
    FollowUpsChanged. Raises NotAllowed without CASE_JUDGE, NotFound for an unknown person, NotFollowed when the packs order nothing for
    the class, `AnchorMissing` when the day that the class counts from is not given.
    """
    actor.require_anywhere(Permission.CASE_JUDGE)
    path = home_of(new.person_id)
    now = clock.now()
    with transaction.atomic():
        advisory(f"follow-up of {new.person_id}")
        change = Change(actor, now, now, new.reason)
        row = FollowUp.objects.filter(OPEN, person_id=new.person_id).order_by("state", "-pk").first()
        return _begin(new, path, change) if row is None else _add(row.pk, new, change)


def _begin(new: NewFollowUp, path: AreaPath, change: Change) -> int:
    packs = packs_for(path, change.at).packs
    links = _links(new, change)
    stands, plan = _planned(packs, links, new.group)
    row = FollowUp(person_id=new.person_id, area_path=path, started_at=change.at)
    lay_out(row, stands, plan, packs=packs, day=change.day)
    case_id = Case.objects.filter(person_id=new.person_id, closed_at=None).values_list("pk", flat=True).first()
    if case_id is not None:  # followed as a case already: the ground is kept for the day on which they turn out to be none
        row.state, row.case_id, row.ended_at = FollowUpState.BECAME_CASE, case_id, change.at
    row.save()
    for link in links:
        link.follow_up = row
    FollowUpLink.objects.bulk_create(links)
    fact(row, FactKind.STARTED, change, because=plan.because).save()
    if case_id is None:
        publish_start(row, change, case_id=new.case_id)
    details = {"group": row.group, "until": row.until.isoformat(), "case": new.case_id}
    audit.record(change.actor, "follow_up.started", subject=f"person:{row.person_id}", path=path, details=details)
    if new.linked_follow_up is not None:
        held = hold([row.pk])
        spread(held, [row.pk], change)
    return int(row.pk)


def _add(number: int, new: NewFollowUp, change: Change) -> int:
    held = hold([number])
    row = held.rows[number]
    known = {_key(link) for link in held.links[number]}
    fresh = [link for link in _links(new, change) if _key(link) not in known]
    if not fresh:
        return number
    _take_in(held, row, [*_judged_again(number, fresh), *_kept(row, fresh)], change)
    spread(held, [number], change)
    return number


def _judged_again(number: int, fresh: list[FollowUpLink]) -> list[FollowUpLink]:
    """Which of these grounds were there and taken back? They hold again as they are judged now, and are taken off the list of new ones."""
    known = {_key(link): link for link in FollowUpLink.objects.filter(follow_up_id=number).exclude(taken_back_at=None)}
    again = []
    for link in [link for link in fresh if _key(link) in known]:
        fresh.remove(link)
        old = known[_key(link)]
        old.taken_back_at, old.lost_at, old.raised_to = None, None, ""
        old.reason, old.by, old.recorded_at = link.reason, link.by, link.recorded_at
        old.save()
        again.append(old)
    return again


def _kept(row: FollowUp, fresh: list[FollowUpLink]) -> list[FollowUpLink]:
    for link in fresh:
        link.follow_up = row
    return FollowUpLink.objects.bulk_create(fresh)


def _take_in(held: Held, row: FollowUp, fresh: list[FollowUpLink], change: Change) -> None:
    """A new exposure is judged by the packs that hold now, so they hold for the whole person from here on."""
    held.links[row.pk].extend(fresh)
    row.packs = joined(packs_for(AreaPath(row.area_path), change.at).packs)
    _planned(split(row.packs), held.links[row.pk], fresh[0].group)
    row.save(update_fields=["packs"])


def _planned(packs: tuple[str, ...], links: list[FollowUpLink], group: str) -> tuple[Standing, Decision[Schedule]]:
    rules = protocol_of(packs)
    stands = standing(rules, [ground_of(link) for link in links])
    plan = None if stands is None else scheduled(rules, stands)
    if stands is None or plan is None:
        raise NotFollowed(group)
    return stands, plan


def _links(new: NewFollowUp, change: Change) -> list[FollowUpLink]:
    common = {
        "case_id": new.case_id,
        "linked_id": new.linked_follow_up,
        "group": new.group,
        "reason": new.reason[:200],
        "by": change.actor.name,
        "recorded_at": change.now,
    }
    exposed = [
        FollowUpLink(
            situation=exposure.situation.value,
            generation=exposure.generation,
            anchor=Anchor.LAST_EXPOSURE.value,
            first=exposure.first,
            last=exposure.last,
            **common,
        )
        for exposure in new.exposures
    ]
    dated = [FollowUpLink(anchor=anchor.value, first=day, last=day, **common) for anchor, day in sorted(new.anchors.items())]
    return exposed + dated


def _key(link: FollowUpLink) -> tuple[int | None, int | None, str, str, str, date, date]:
    return (link.case_id, link.linked_id, link.group, link.situation, link.anchor, link.first, link.last)
