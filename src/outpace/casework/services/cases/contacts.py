"""Contacts of a case, judged by a person one by one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from epiworks.protocol import NO_CLASS, ClassVerdict, Decision, Exposure, Protocol, Window
from outpace.casework.choices.cases import ContactState
from outpace.casework.data.cases import Judgement, NewJudgement
from outpace.casework.data.follow_up import NewFollowUp
from outpace.casework.models import Case, ContactJudgement, ContactLink, Stay
from outpace.casework.rules.cases import EXCLUDED, CaseDates, window
from outpace.casework.rules.cases_contacts import is_judged, judges_second_hop, needs_reason, proposal, standing
from outpace.casework.selectors.cases.windows import dates_of, link_window_of
from outpace.casework.selectors.people import home_of
from outpace.casework.services.cases.ground import judged_of, stand_again, standing_fields
from outpace.casework.services.cases.held import grounds, hold_case, packs_of, require_person, rules_of
from outpace.casework.services.follow_up import start_follow_up
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry

MAX_JUDGED = 500


@locks.taken_again
def judge_contacts(actor: Actor, case_id: int, judgements: Sequence[NewJudgement]) -> tuple[Judgement, ...]:
    """A named human judges these exposures to a case, all or none; every contact whom the pack keeps enters follow-up at once.

    The same record sent again changes nothing. Raises NotFound for a case or person out of scope, NotAllowed without CASE_JUDGE or for
    anybody but a named human, Refusal (with `row`) for a class that the pack does not know, for days that cannot be, and for a judgement
    that departs from the proposal without a reason, or for a case that was excluded.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        if case.case_class == EXCLUDED:
            raise Refusal("case_excluded", _("This case was excluded: nobody is a contact of it."))
        _check(actor, case, judgements)
        known = {row.record_id: row for row in ContactJudgement.objects.filter(record_id__in=[one.record_id for one in judgements])}
        judge = _Judge(actor, case)
        answers = [
            judge.replayed(known[one.record_id]) if one.record_id in known else judge.judge(one, row)
            for row, one in enumerate(judgements, start=1)
        ]
        stand_again(case, now=judge.now)
        details = {"judged": len(judgements) - len(known), "contacts": sum(answer.is_contact for answer in answers)}
        audit.record(actor, "case.contacts_judged", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
    return tuple(answers)


def _check(actor: Actor, case: Case, judgements: Sequence[NewJudgement]) -> None:
    """Everybody must be somebody the judge may see, and not the case itself; no more at once than a person can answer for."""
    if len(judgements) > MAX_JUDGED:
        raise Refusal("too_many", _("At most %(count)d judgements at once.") % {"count": MAX_JUDGED})
    homes = registry.homes_of(sorted({one.person_id for one in judgements}))
    today = timezone.localtime(clock.now()).date()
    for row, one in enumerate(judgements, start=1):
        home = homes.get(one.person_id)
        if home is None or not actor.may(Permission.PERSON_READ, home):
            raise NotFound(f"person {one.person_id}")
        if one.person_id == case.person_id:
            raise Refusal("case_itself", _("Nobody is a contact of themself."), row=row)
        if one.last_on < one.first_on or one.last_on > today:
            raise Refusal("bad_days", _("The exposure ends before it begins, or lies in the future."), field="first_on", row=row)


class _Judge:
    """One judge over one locked case: what the pack proposes, what the person says, and what follows."""

    def __init__(self, actor: Actor, case: Case) -> None:
        self.actor, self.case, self.now = actor, case, clock.now()
        self.protocol: Protocol = rules_of(case)
        self.packs = packs_of(case)
        self.dates: CaseDates = dates_of(case)
        self.stays = set(Stay.objects.filter(case=case, corrected_by=None, is_void=False).values_list("pk", flat=True))
        self.links: Mapping[int, ContactLink] = {link.pk: link for link in case.contacts.all()}

    def replayed(self, row: ContactJudgement) -> Judgement:
        """What was answered when this record came first."""
        if row.case_id != self.case.pk:
            raise NotFound(f"judgement {row.record_id}")
        return Judgement(row.person_id, row.proposed, row.group, row.link_id, row.link.follow_up_id if row.link else None)

    def judge(self, one: NewJudgement, row: int) -> Judgement:
        """Keep one judgement and bring the contact's standing up to date."""
        exposure = self._exposure(one)
        verdict = proposal(self.protocol, exposure, self._window(one, row))
        proposed = verdict.value.group or NO_CLASS
        group = proposed if one.group is None else one.group
        self._require_sound(one, row, proposed=proposed, group=group)
        fact = self._fact(one, exposure, verdict, group=group)
        fact.save()
        link = self._link(one.person_id)
        if link is not None:
            fact.link = link
            fact.save(update_fields=["link"])
            if group != NO_CLASS:
                self._follow(link, one, replace(exposure, first=fact.first_on, last=fact.last_on), group=group)
        return Judgement(one.person_id, proposed, group, link.pk if link else None, link.follow_up_id if link else None)

    def _require_sound(self, one: NewJudgement, row: int, *, proposed: str, group: str) -> None:
        if group != NO_CLASS and self.protocol.find("contact_classes", group) is None:
            raise Refusal("no_such_class", _("The packs in force know no such class."), field="group", row=row)
        if one.stay_id is not None and one.stay_id not in self.stays:
            raise Refusal("no_such_stay", _("This stay is not in the itinerary, or was corrected meanwhile."), field="stay_id", row=row)
        if group != NO_CLASS and not is_judged(self.protocol, group):
            raise Refusal("class_not_judged", _("The packs in force do not judge this class."), field="group", row=row)
        if needs_reason(proposed, group) and not one.reason.strip():
            raise Refusal("reason_missing", _("Say why you judge otherwise than the pack proposes."), field="reason", row=row)

    def _exposure(self, one: NewJudgement) -> Exposure:
        return Exposure(
            situation=one.situation,
            first=one.first_on,
            last=one.last_on,
            generation=1 if one.through_id is None else 2,
            protected=one.is_protected,
            minutes=one.minutes,
            higher_risk_link=one.is_higher_risk,
        )

    def _window(self, one: NewJudgement, row: int) -> Window:
        """The days that count: the case's own, or those of the contact through whom this person was exposed."""
        if one.through_id is None:
            return window(self.protocol, self.case.case_class, self.dates, zone=timezone.get_current_timezone()).value
        through = self.links.get(one.through_id)
        if through is None or through.state == ContactState.GROUND_GONE:
            raise Refusal("no_such_link", _("That person is not a contact of this case."), field="through_id", row=row)
        if one.person_id == through.person_id:
            raise Refusal("case_itself", _("Nobody is a contact of themself."), row=row)
        if judges_second_hop(self.protocol).value != through.group:
            raise Refusal("hop_not_judged", _("The packs in force do not judge the contacts of this person."), field="through_id", row=row)
        return link_window_of(self.protocol, through).value

    def _fact(self, one: NewJudgement, exposure: Exposure, verdict: Decision[ClassVerdict], *, group: str) -> ContactJudgement:
        inside = verdict.value.infected_between
        return ContactJudgement(
            case=self.case,
            person_id=one.person_id,
            through_id=one.through_id,
            stay_id=one.stay_id,
            source=one.source,
            situation=one.situation.value,
            generation=exposure.generation,
            first_on=inside.start if inside else one.first_on,
            last_on=inside.end if inside and inside.end else one.last_on,
            is_protected=one.is_protected,
            minutes=one.minutes,
            is_higher_risk=one.is_higher_risk,
            proposed=verdict.value.group or NO_CLASS,
            group=group,
            reason=one.reason,
            packs=self.packs,
            because=grounds(verdict.because),
            record_id=one.record_id,
            judged_by=self.actor.name,
            judged_at=self.now,
        )

    def _link(self, person_id: int) -> ContactLink | None:
        """The contact as all judgements that were not taken back make them; None when none of them makes a contact."""
        stands = standing(self.protocol, judged_of(self.case, person_id))
        if stands is None:
            return None
        values = {**standing_fields(stands, self.links.values()), "judged_at": self.now}
        made = {
            **values,
            "person_path": home_of(person_id),
            "state": ContactState.TO_FIND,
            "state_at": self.now,
            "next_at": self.now,
        }
        link, _made = ContactLink.objects.update_or_create(case=self.case, person_id=person_id, defaults=values, create_defaults=made)
        return link

    def _follow(self, link: ContactLink, one: NewJudgement, exposure: Exposure, *, group: str) -> None:
        """Start the follow-up that the pack orders for this class, or add this exposure to the one that runs."""
        if self.protocol.find("regimen", group) is None:
            return
        through = self.links.get(one.through_id or 0)
        link.follow_up_id = start_follow_up(
            self.actor,
            NewFollowUp(
                person_id=one.person_id,
                group=group,
                case_id=self.case.pk,
                exposures=(exposure,),
                reason=one.reason or str(one.source),
                linked_follow_up=through.follow_up_id if through else None,
            ),
        )
        link.save(update_fields=["follow_up_id"])
