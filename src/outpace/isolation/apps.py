"""Django's registration of the isolation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IsolationConfig(AppConfig):
    """Rooms and beds, who is placed where, and closed-loop transfers between them."""

    name = "outpace.isolation"
    label = "isolation"
    verbose_name = _("Isolation")
    default_auto_field = "django.db.models.BigAutoField"
