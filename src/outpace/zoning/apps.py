"""Django's registration of the zoning app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ZoningConfig(AppConfig):
    """Control zones and static management: proposed by rule, signed by a human, released as early as the rules allow."""

    name = "outpace.zoning"
    label = "zoning"
    verbose_name = _("Zoning")
    default_auto_field = "django.db.models.BigAutoField"
