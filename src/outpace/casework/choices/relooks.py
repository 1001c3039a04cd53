"""The closed lists of the re-look at finished investigations."""

from django.db import models
from django.utils.translation import pgettext_lazy


class RelookOutcome(models.TextChoices):
    """What does the second person say of an investigation?"""

    AGREED = "agreed", pgettext_lazy("re-look", "agreed: nothing is missing")
    GAPS = "gaps", pgettext_lazy("re-look", "gaps found")


class Gap(models.TextChoices):
    """What is missing or wrong in an investigation?"""

    ITINERARY = "itinerary", pgettext_lazy("gap", "the itinerary has holes")
    CONTACTS = "contacts", pgettext_lazy("gap", "contacts are missing")
    JUDGEMENT = "judgement", pgettext_lazy("gap", "a contact was judged wrongly")
    SOURCE = "source", pgettext_lazy("gap", "the source was not followed up")
    EVIDENCE = "evidence", pgettext_lazy("gap", "what it rests on is not written down")
    DATES = "dates", pgettext_lazy("gap", "onset, sample or exposure days are wrong")
    OTHER = "other", pgettext_lazy("gap", "something else, told in the note")
