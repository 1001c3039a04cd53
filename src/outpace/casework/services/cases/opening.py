"""A case is opened: inside the transaction of a person's positive result, or by a person who reports one."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from epiworks.protocol import Place, Protocol, Setting, Trigger
from outpace.casework.choices.cases import CaseEnd, ClassGround
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data.cases import NewCase
from outpace.casework.data.news import CaseOpened
from outpace.casework.models import Case, CaseEvidence, ClassFact, FollowUp
from outpace.casework.rules.cases import PRELIMINARY, RE_POSITIVE, setting_found_in
from outpace.casework.selectors.packs import joined, packs_for, protocol_of
from outpace.casework.selectors.people import home_of
from outpace.casework.services.cases.classes import reinstate
from outpace.casework.services.cases.clocks import start_clocks
from outpace.casework.services.cases.held import grounds, require_person
from outpace.casework.services.follow_up import person_became_case
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, system_actor
from outpace.screening.data import PersonFoundPositive

PROGRAM = "casework"


@dataclass(frozen=True, slots=True)
class _Opening:
    """What is known when a case is opened, however it was found."""

    person_id: int
    ground: ClassGround
    found_at: datetime
    setting: Setting | None
    report_path: AreaPath | None = None
    sampled_at: datetime | None = None
    onset_on: date | None = None
    pool_id: int | None = None
    tube_id: int | None = None
    targeted: bool = False
    note: str = field(default="")


def open_case_for_positive(event: PersonFoundPositive) -> None:
    """Open the case of a person found positive; an open one gets the tube as further evidence. Hearing it again changes nothing.

    An excluded case that rested on this very tube is taken up again. Inside the publisher's transaction.
    """
    actor = system_actor(PROGRAM)
    _one_at_a_time(event.person_id)
    known = _known(event.person_id, event.tube_id)
    if known is None:
        found = _Opening(
            event.person_id,
            ClassGround.SCREENING,
            event.found_at,
            None,
            report_path=event.site_path,
            sampled_at=event.sampled_at,
            pool_id=event.pool_id,
            tube_id=event.tube_id,
            targeted=event.targeted,
        )
        known = _open(actor, found)
    _attach(known, event, now=clock.now())
    if known.closed_as == CaseEnd.EXCLUDED:
        reinstate(actor, known, tube_id=event.tube_id)


def open_case(actor: Actor, new: NewCase) -> int:
    """Open a case that a person reports; returns its id, or that of the case the person already has open.

    Raises NotFound for a person out of scope, NotAllowed without CASE_INVESTIGATE where they live or for anybody but a named human.
    """
    require_person(actor)
    path = home_of(new.person_id)
    if not actor.may(Permission.CASE_READ, path):
        raise NotFound(f"person {new.person_id}")
    actor.require(Permission.CASE_INVESTIGATE, path)
    with transaction.atomic():
        _one_at_a_time(new.person_id)
        held = Case.objects.filter(person_id=new.person_id, closed_at=None).first()
        if held is not None:
            return int(held.pk)
        found = _Opening(
            new.person_id,
            ClassGround.REPORTED,
            new.found_at,
            new.setting,
            report_path=new.report_path,
            sampled_at=new.sampled_at,
            onset_on=new.onset_on,
            note=new.note,
        )
        return int(_open(actor, found).pk)


def _one_at_a_time(person_id: int) -> None:
    """Two results of one person that arrive together make one case."""
    locks.advisory(f"case of {person_id}")


def _known(person_id: int, tube_id: int) -> Case | None:
    """Which case does this tube belong to: the one that is open, or an excluded one that rested on this tube?"""
    held = Case.objects.filter(person_id=person_id, closed_at=None).first()
    if held is not None:
        return held
    rested = Case.objects.filter(person_id=person_id, closed_as=CaseEnd.EXCLUDED, evidence__tube_id=tube_id)
    return rested.order_by("-pk").first()


def _attach(case: Case, event: PersonFoundPositive, *, now: datetime) -> None:
    """Keep the tube as evidence of this case; a tube that had been taken back stands again."""
    CaseEvidence.objects.update_or_create(
        case=case,
        tube_id=event.tube_id,
        defaults={"withdrawn_at": None},
        create_defaults={"pool_id": event.pool_id, "found_at": now},
    )


def _open(actor: Actor, found: _Opening) -> Case:
    """Make the case with its first fact, start its clocks, end the person's follow-up as a contact, and tell everybody above."""
    path = home_of(found.person_id)
    packs = packs_for(path).packs
    protocol = protocol_of(packs)
    earlier = Case.objects.filter(person_id=found.person_id).exclude(closed_as=CaseEnd.EXCLUDED).order_by("-pk").first()
    case = Case.objects.create(
        person_id=found.person_id,
        area_path=path,
        case_class=_first_class(protocol, earlier),
        setting=_setting(found, was_discharged=earlier is not None).value,
        setting_settled=found.setting is not None,
        found_at=found.found_at,
        onset_on=found.onset_on,
        sampled_at=found.sampled_at,
        report_path=found.report_path or path,
        pool_id=found.pool_id,
        earlier=earlier,
        opened_by=actor.name,
        packs=joined(packs),
    )
    _first_fact(actor, case, protocol, found)
    start_clocks(case, protocol, Trigger.PRELIMINARY_POSITIVE, at=found.found_at)
    person_became_case(actor, found.person_id, case.pk, at=found.found_at)
    events.publish(
        CaseOpened(
            case_id=case.pk,
            person_id=found.person_id,
            area_path=path,
            case_class=case.case_class,
            found_at=found.found_at,
            setting=Setting(case.setting),
            pool_id=found.pool_id,
        )
    )
    details = {"class": case.case_class, "setting": case.setting, "tube": found.tube_id}
    audit.record(actor, "case.opened", subject=f"case:{case.pk}", path=path, details=details)
    return case


def _first_class(protocol: Protocol, earlier: Case | None) -> str:
    """Preliminary, unless the person had been discharged before and the pack knows re-positives."""
    re_positive = earlier is not None and protocol.find("case_classes", RE_POSITIVE) is not None
    return RE_POSITIVE if re_positive else PRELIMINARY


def _first_fact(actor: Actor, case: Case, protocol: Protocol, found: _Opening) -> None:
    rule = protocol.find("case_classes", case.case_class)
    line = protocol.absent("case_classes", case.case_class) if rule is None else rule.line
    ClassFact.objects.create(
        case=case,
        after=case.case_class,
        ground=found.ground,
        note=found.note,
        because=grounds([line]),
        tube_id=found.tube_id,
        by=actor.name,
        at=found.found_at,
        recorded_at=clock.now(),
    )


def _setting(found: _Opening, *, was_discharged: bool) -> Setting:
    if found.setting is not None:
        return found.setting
    followed = FollowUp.objects.filter(person_id=found.person_id, state=FollowUpState.ACTIVE).values_list("place", "group").first()
    place, group = (Place(followed[0]), followed[1]) if followed else (None, "")
    return setting_found_in(place=place, group=group, targeted=found.targeted, was_discharged=was_discharged)
