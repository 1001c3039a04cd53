"""Choices of the kernel's tables and forms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages the program speaks."""

    CHINESE = "zh-hans", _("Simplified Chinese")
    ENGLISH = "en", _("English")
