"""Django's entry to the registry app. The label is `registry`: tables are registry_area, registry_person..."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Areas and grids, households, people, stations and the posts of their staff."""

    name = "outpace.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"
