"""Django's entry to the kernel app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import Field, ForeignObject
from django.utils.module_loading import import_string

from outpace.kernel import crypto, lookups
from outpace.kernel.database import check_connection


class KernelConfig(AppConfig):
    """Registers outpace.kernel under a label of its own."""

    name = "outpace.kernel"
    label = "outpace_kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse database servers that are too old, name the kernel's own sealed column, and log every sign-in."""
        import_string("outpace.kernel.identity.listen")()
        Field.register_lookup(lookups.AnyOf)
        ForeignObject.register_lookup(lookups.AnyOf)  # which has a list of its own
        crypto.register(crypto.SealedTable(table="outpace_kernel_user", sealed=("phone",)))
        connection_created.connect(check_connection, dispatch_uid="outpace.kernel.database")
