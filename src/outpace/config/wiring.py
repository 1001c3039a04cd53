"""Who listens to whom: the only place where an upper app is told of a lower app's events (docs/guide/events.md)."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from outpace.kernel import places
from outpace.kernel.events import subscribe
from outpace.ui.navigation import register
from outpace.ui.rule_text import name_rules


class WiringConfig(AppConfig):
    """Subscribes handlers once all apps are loaded."""

    name = "outpace.config"
    label = "outpace_config"

    def ready(self) -> None:
        """Connect publishers with subscribers and fill the navigation; what needs the app registry is named, not imported."""
        for event_type, handler in import_string("outpace.config.subscriptions.SUBSCRIPTIONS"):
            subscribe(event_type, handler)
        register(*import_string("outpace.config.navigation.ITEMS"))
        name_actions = import_string("outpace.kernel.audit.name_actions")
        name_actions(import_string("outpace.config.actions.ACTIONS"))
        name_details = import_string("outpace.kernel.audit.name_details")
        name_details(import_string("outpace.config.details.DETAILS"))
        name_choices = import_string("outpace.kernel.audit.name_choices")
        name_choices(import_string("outpace.config.detail_words.DETAIL_WORDS"))
        name_rules(import_string("outpace.config.rule_words.NAMES"), import_string("outpace.config.rule_words.CHOICES"))
        places.use(*(import_string(f"outpace.config.gazetteer.{name}") for name in ("names", "find", "station")))
