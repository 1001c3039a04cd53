"""Django's entry to the registry app. The label is `registry`: tables are registry_area, registry_person..."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from outpace.kernel.crypto import BlindColumn, SealedTable, register

SEALED = (
    SealedTable(
        table="registry_person",
        sealed=("name_sealed", "document_sealed", "phone_sealed"),
        blind=(BlindColumn(index="document_index", source="document_sealed"),),
    ),
    SealedTable(table="registry_household", sealed=("address_sealed",)),
    SealedTable(table="registry_peopleload", sealed=("file_sealed", "errors_sealed")),
)
"""Every table with sealed columns, so that a rotation of keys forgets none."""


class RegistryConfig(AppConfig):
    """Areas and grids, households, people, stations and the posts of their staff."""

    name = "outpace.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have key rotation reach our sealed columns, and the worker know our jobs."""
        for table in SEALED:
            register(table)
        import_module("outpace.registry.jobs")
