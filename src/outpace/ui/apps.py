"""Django's entry to the ui app: templates, template tags and static files, no models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers outpace.ui under a label of its own."""

    name = "outpace.ui"
    label = "outpace_ui"
