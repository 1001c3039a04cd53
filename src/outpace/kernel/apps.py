"""Django's entry to the kernel app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers outpace.kernel under a label of its own."""

    name = "outpace.kernel"
    label = "outpace_kernel"
    default_auto_field = "django.db.models.BigAutoField"
