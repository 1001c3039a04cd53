"""Django's registration of the command app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommandConfig(AppConfig):
    """Tasks: instructions with a subject, an owner post and a deadline, from first action to evidence."""

    name = "outpace.command"
    label = "command"
    verbose_name = _("Command")
    default_auto_field = "django.db.models.BigAutoField"
