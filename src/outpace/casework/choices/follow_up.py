"""The closed lists of follow-up: states, facts, half-days, symptoms and appeals, with their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FollowUpState(models.TextChoices):
    """Where a follow-up stands."""

    ACTIVE = "active", pgettext_lazy("follow-up", "in follow-up")
    RELEASED = "released", pgettext_lazy("follow-up", "released")
    WITHDRAWN = "withdrawn", pgettext_lazy("follow-up", "withdrawn: the ground is gone")
    BECAME_CASE = "became_case", pgettext_lazy("follow-up", "became a case")
    HANDED_OVER = "handed_over", pgettext_lazy("follow-up", "handed over to another jurisdiction")
    DIED = "died", pgettext_lazy("follow-up", "died")


class FactKind(models.TextChoices):
    """What happened to a follow-up."""

    STARTED = "started", pgettext_lazy("follow-up", "follow-up began")
    EXPOSED_AGAIN = "exposed_again", pgettext_lazy("follow-up", "another exposure")
    CLASS_CHANGED = "class_changed", pgettext_lazy("follow-up", "class changed")
    MOVED_ON = "moved_on", pgettext_lazy("follow-up", "next stage began")
    RECOMPUTED = "recomputed", pgettext_lazy("follow-up", "recomputed under new packs")
    CASE_PROPOSED = "case_proposed", pgettext_lazy("follow-up", "proposed as a case")
    ENDED = "ended", pgettext_lazy("follow-up", "follow-up ended")
    RESTORED = "restored", pgettext_lazy("follow-up", "follow-up taken up again")


class Half(models.TextChoices):
    """Which half of a day does a check belong to?"""

    MORNING = "am", pgettext_lazy("half of a day", "morning")
    AFTERNOON = "pm", pgettext_lazy("half of a day", "afternoon")


class Symptom(models.TextChoices):
    """What a person in follow-up may report at a check."""

    FEVER = "fever", pgettext_lazy("symptom", "fever")
    COUGH = "cough", pgettext_lazy("symptom", "cough")
    SORE_THROAT = "sore_throat", pgettext_lazy("symptom", "sore throat")
    SMELL_OR_TASTE = "smell_or_taste", pgettext_lazy("symptom", "loss of smell or taste")
    RUNNY_NOSE = "runny_nose", pgettext_lazy("symptom", "blocked or runny nose")
    RED_EYES = "red_eyes", pgettext_lazy("symptom", "red eyes")
    MUSCLE_PAIN = "muscle_pain", pgettext_lazy("symptom", "muscle pain")
    DIARRHOEA = "diarrhoea", pgettext_lazy("symptom", "diarrhoea")
    VOMITING = "vomiting", pgettext_lazy("symptom", "vomiting")
    RASH = "rash", pgettext_lazy("symptom", "rash")
    BREATHLESS = "breathless", pgettext_lazy("symptom", "shortness of breath")


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    OPEN = "open", pgettext_lazy("appeal", "waiting for an answer")
    UPHELD = "upheld", pgettext_lazy("appeal", "upheld")
    DISMISSED = "dismissed", pgettext_lazy("appeal", "dismissed")


class Ongoing(models.TextChoices):
    """What becomes of the people already in follow-up when the packs change?"""

    RECOMPUTE = "recompute", _("recompute under the new packs")
    KEEP_OLD = "keep_old", _("keep the old packs until the follow-up ends")
