"""Everybody who is followed, whatever the reason: one table for contacts, the exposed, travellers and discharged cases."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from epiworks.protocol import Place, Situation
from outpace.casework.choices.follow_up import FactKind, FollowUpState

PLACES = [(place.value, place.value) for place in Place]
SITUATIONS = [(situation.value, situation.value) for situation in Situation]
ACTIVE = models.Q(state=FollowUpState.ACTIVE)


class FollowUp(models.Model):
    """One person under one class of the pack: the schedule that follows from the grounds below it, and how it stands now.

    `group`, `anchors` and the schedule repeat what the grounds (`FollowUpLink`) come to under `packs`; `place` is where the person is
    ordered to be now, `stage_until` the last day of that stage, `until` the day on which the schedule sets them free. `grounded`: at least
    one ground still holds, whatever the state. `isolated_at`: since when they have been kept apart and expose nobody.

    Personal data: that a person is followed, since when, where they are kept, whether they have symptoms.
    Retired: with the incident's retention period, the person's id is emptied; class, dates and township stay for the counts.
    """

    person_id = models.BigIntegerField(db_index=True)
    area_path = models.CharField(max_length=400, db_collation="C")
    group = models.CharField(max_length=40)
    anchors = models.JSONField()
    packs = models.CharField(max_length=200)
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=20)
    stages = models.JSONField()
    test_days = ArrayField(models.DateField())
    checks_per_day = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(max_length=20, choices=PLACES)
    stage_until = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=12, choices=FollowUpState, default=FollowUpState.ACTIVE)
    grounded = models.BooleanField(default=True)
    symptoms = models.BooleanField(default=False)
    proposed_class = models.CharField(max_length=24, blank=True)
    case = models.ForeignKey("Case", on_delete=models.PROTECT, null=True, related_name="was_followed")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    isolated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_follow_up"
        constraints = [models.UniqueConstraint(fields=["person_id"], condition=ACTIVE, name="casework_one_follow_up")]
        indexes = [
            models.Index(fields=["area_path", "id"], name="casework_follow_up_area", condition=ACTIVE),
            models.Index(fields=["until", "id"], name="casework_follow_up_until", condition=ACTIVE),
            models.Index(fields=["stage_until", "id"], name="casework_follow_up_stage", condition=ACTIVE),
        ]


class FollowUpLink(models.Model):
    """One ground of a follow-up: an exposure to a case, or to somebody else in follow-up, or a journey with neither.

    `group` is the class this exposure was judged to; `raised_to` the class it has come to since by news of whoever it hangs on; `lost_at`
    says that the ground is gone. Both can be taken back. `anchor` names the day counted from. `taken_back_at`: the judgement behind it was
    wrong, so that it is no ground at all, until somebody judges so again.

    Personal data: how and on which days a person was exposed.
    Retired: with the follow-up.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="links")
    case = models.ForeignKey("Case", on_delete=models.PROTECT, null=True, related_name="follow_up_links")
    linked = models.ForeignKey(FollowUp, on_delete=models.PROTECT, null=True, related_name="onward")
    group = models.CharField(max_length=40)
    raised_to = models.CharField(max_length=40, blank=True)
    lost_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    situation = models.CharField(max_length=32, choices=SITUATIONS, blank=True)
    generation = models.PositiveSmallIntegerField(default=1)
    anchor = models.CharField(max_length=24)
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "casework_follow_up_link"
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "case", "linked", "group", "situation", "anchor", "first", "last"],
                nulls_distinct=False,
                name="casework_link_once",
            )
        ]


class FollowUpFact(models.Model):
    """What happened to a follow-up, when, by whom, and on which pack lines. Append-only; the follow-up repeats the latest.

    Personal data: the name of the account behind it; where a person was kept and until when.
    Retired: with the follow-up.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=14, choices=FactKind)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    signed = models.BooleanField(default=False)
    group = models.CharField(max_length=40)
    place = models.CharField(max_length=20, choices=PLACES)
    until = models.DateField()
    state = models.CharField(max_length=12, choices=FollowUpState)
    packs = models.CharField(max_length=200)
    because = models.JSONField(default=list)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "casework_follow_up_fact"
        indexes = [models.Index(fields=["follow_up", "id"], name="casework_follow_up_fact_of")]
