"""What is observed day by day of people in follow-up, and what they object to."""

from django.db import models

from outpace.casework.choices.follow_up import AppealState, Half
from outpace.casework.models.follow_up import FollowUp


class FollowUpCheck(models.Model):
    """One reading of temperature and symptoms, by staff or by the person; a later one of the same half-day corrects it.

    The id is made by whoever took it, so that sending it again changes nothing. Temperature in degrees Celsius.

    Personal data: a person's temperature and symptoms; the name of the account that recorded them.
    Retired: 30 days after the follow-up ends.
    """

    id = models.UUIDField(primary_key=True)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="checks")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    symptoms = models.JSONField(default=list)
    self_report = models.BooleanField(default=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        db_table = "casework_follow_up_check"
        indexes = [models.Index(fields=["follow_up", "day", "half"], name="casework_check_day")]


class Appeal(models.Model):
    """Somebody objects to being followed, or to where and until when; a named human answers. Both texts are sealed.

    Personal data: what the person wrote, and the answer, sealed; the name of the account that answered.
    Retired: one year after the answer.
    """

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="appeals")
    text_sealed = models.BinaryField()
    answer_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.OPEN)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "casework_appeal"
        indexes = [models.Index(fields=["made_at", "id"], name="casework_appeal_open", condition=models.Q(state=AppealState.OPEN))]
