"""The closed lists of analysis, with their labels."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What was worked out?"""

    CURVE = "curve", pgettext_lazy("analysis", "epidemic curve")


class Standing(models.TextChoices):
    """May the figures still change because of what is already in the past?"""

    PRELIMINARY = "preliminary", pgettext_lazy("figures", "preliminary")
    FINAL = "final", pgettext_lazy("figures", "final")
