"""The closed lists of analysis, with their labels."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What was worked out?"""

    CURVE = "curve", pgettext_lazy("analysis", "epidemic curve")
    RT = "rt", pgettext_lazy("analysis", "reproduction number")
    DELAYS = "delays", pgettext_lazy("analysis", "delays")
    ENDING = "ending", pgettext_lazy("analysis", "end of the outbreak")
    CHAINS = "chains", pgettext_lazy("analysis", "chains of infection")
    SOURCES = "sources", pgettext_lazy("analysis", "possible sources")


class Standing(models.TextChoices):
    """May the figures still change because of what is already in the past?"""

    PRELIMINARY = "preliminary", pgettext_lazy("figures", "preliminary")
    FINAL = "final", pgettext_lazy("figures", "final")
