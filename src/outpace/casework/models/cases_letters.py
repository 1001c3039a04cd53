"""Assistance letters: people whom another jurisdiction asks us to check, or we them."""

from django.db import models

from outpace.casework.choices.cases import Checked, LetterWay
from outpace.casework.models.cases import Case


class Letter(models.Model):
    """One assistance letter, in or out, with the clock by which every person in it must be checked.

    One letter may name people of several areas: each writes down its own part once (areas may be merged, so no constraint says so).
    `escalated_at`: when its lateness was told.

    Personal data: none; its people are in LetterPerson.
    Retired: with the incident.
    """

    way = models.CharField(max_length=4, choices=LetterWay)
    number = models.CharField(max_length=60)
    other = models.CharField(max_length=120)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="letters")
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    came_at = models.DateTimeField()
    due_at = models.DateTimeField()
    because = models.JSONField(default=list)
    people = models.PositiveIntegerField()
    open_people = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        db_table = "casework_letter"
        indexes = [
            models.Index(fields=["due_at", "id"], name="casework_letter_due"),
            models.Index(fields=["way", "other", "number"], name="casework_letter_number"),
        ]


class LetterPerson(models.Model):
    """One person of a letter, and what became of them.

    Personal data: how the letter names the person (sealed), and their id once found.
    Retired: 30 days after the letter is answered; its counts stay.
    """

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="persons")
    reference_sealed = models.BinaryField()
    person_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=Checked, default=Checked.PENDING)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "casework_letter_person"
