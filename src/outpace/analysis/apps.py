"""Django's registration of the analysis app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    """What the curve is doing: figures worked out from counts, kept with everything they follow from."""

    name = "outpace.analysis"
    label = "analysis"
    verbose_name = _("Analysis")
    default_auto_field = "django.db.models.BigAutoField"
