"""Contacts that the records of stays propose for a case, look by look, each with what it rests on; a person decides."""

from django.db import models

from epiworks.protocol import SharedPlace, Situation
from outpace.casework.choices.tracing import ProposalChange, ProposalState
from outpace.casework.models.cases import Case
from outpace.casework.models.cases_contacts import ContactJudgement, ContactLink
from outpace.casework.models.cases_places import Stay
from outpace.casework.models.held_stays import TracedPlace, UnknownPerson

KINDS = [(kind.value, kind.value) for kind in SharedPlace]


class ContactLook(models.Model):
    """Somebody had the records of stays searched for contacts of a case: when, under which packs, in how many stays, and what changed.

    Counts are persons of this case. `cases_met`: other cases among those who were there, who are no contacts to be judged.

    Personal data: the name of the account that asked.
    Retired: with the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    packs = models.CharField(max_length=200)
    because = models.JSONField(default=list)
    stays = models.PositiveIntegerField()
    cases_met = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)
    lowered = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "casework_contact_look"
        indexes = [models.Index(fields=["case", "id"], name="casework_contact_look_case")]


class ContactProposal(models.Model):
    """One person whom the records propose as a contact of one case, as of the last look; what a person judged of it stays.

    `person_path`: where they live, or for somebody on no roster where the list came from. `place` is where they were together longest,
    `minutes` there and at places that give the same class. `through`: the judged contact whom a contact of a contact met. `against`: the
    higher classes that it is not, with the reason for each. `change`: what the last look changed; `group_before`, `last_before`: from what.
    `is_covered`: judged because another judgement of the person says as much; open again when none does any more. `decided`: what was
    decided last, made of look, class and protection, by which the same decision sent twice is known.

    Personal data: that a person was where a case was, and when; the name of the account that judged; free text about why.
    Retired: with the case; what was proposed of somebody on no roster 30 days after the case is closed. Falls away undecided with the
    last stay that it rests on.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contact_proposals")
    person_id = models.BigIntegerField(null=True, db_index=True)
    unknown = models.ForeignKey(UnknownPerson, on_delete=models.PROTECT, null=True, related_name="proposals")
    person_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    group = models.CharField(max_length=24)
    generation = models.PositiveSmallIntegerField(default=1)
    through = models.ForeignKey(ContactLink, on_delete=models.PROTECT, null=True, related_name="proposals")
    place = models.ForeignKey(TracedPlace, on_delete=models.PROTECT, related_name="proposals")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, null=True, related_name="proposals")
    situation = models.CharField(max_length=32, choices=[(situation.value, situation.value) for situation in Situation])
    minutes = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    first_on = models.DateField()
    last_on = models.DateField()
    is_higher_risk = models.BooleanField(default=False)
    needs_field_judgement = models.BooleanField(default=False)
    because = models.JSONField(default=list)
    against = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    change = models.CharField(max_length=8, choices=ProposalChange, default=ProposalChange.NEW)
    group_before = models.CharField(max_length=24, blank=True)
    last_before = models.DateField(null=True)
    first_look = models.ForeignKey(ContactLook, on_delete=models.PROTECT, related_name="+")
    last_look = models.ForeignKey(ContactLook, on_delete=models.PROTECT, related_name="proposals")
    is_covered = models.BooleanField(default=False)
    judgement = models.ForeignKey(ContactJudgement, on_delete=models.PROTECT, null=True, related_name="+")
    decided = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_contact_proposal"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=False) | models.Q(unknown__isnull=False), name="casework_contact_proposal_somebody"
            ),
            models.UniqueConstraint(fields=["case", "person_id"], name="casework_contact_proposal_person"),
            models.UniqueConstraint(fields=["case", "unknown"], name="casework_contact_proposal_unknown"),
        ]
        indexes = [models.Index(fields=["case", "state", "id"], name="casework_contact_proposal_case")]


class ProposalStay(models.Model):
    """One stay of a person beside one stay of the case (or of the contact in between) at one place: what a proposal rests on.

    `minutes`: together; `gap`: minutes after the other had left, 0 where they met. `kept_until`: the last day of the order on which the
    stay of either rests, None without one.

    Personal data: where two people were and when.
    Retired: when the proposal falls away; with the order of either stay; of a proposal that nobody decided when the stay itself is too
    old to be held (OUTPACE_STAY_DAYS); of one that was decided 30 days after the case is closed.
    """

    proposal = models.ForeignKey(ContactProposal, on_delete=models.CASCADE, related_name="evidence")
    place = models.ForeignKey(TracedPlace, on_delete=models.PROTECT, related_name="evidence")
    case_from = models.DateTimeField()
    case_until = models.DateTimeField()
    person_from = models.DateTimeField()
    person_until = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    gap = models.PositiveIntegerField(default=0)
    kept_until = models.DateField(null=True)

    class Meta:
        db_table = "casework_proposal_stay"
        indexes = [
            models.Index(fields=["kept_until"], name="casework_proposal_stay_until", condition=models.Q(kept_until__isnull=False)),
        ]
