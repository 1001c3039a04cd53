"""`load_demo`: Hui county (synthetic), three weeks of follow-up and one day of screening that ends now; again: nothing changes."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from outpace.command import api as command
from outpace.config.demo import ARRIVED, Cast, Story
from outpace.isolation import api as isolation
from outpace.kernel import clock
from outpace.kernel.scope import system_actor
from outpace.registry import api as registry
from outpace.screening import api as screening

COUNTY = "621227"


class Command(BaseCommand):
    """Loads the county, furnishes it, and plays what happened."""

    help = "Load Hui county (synthetic), three weeks of follow-up and one day of whole-population screening that ends now"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a county that has been played already is left as it is."""
        call_command("load_county", verbosity=0)
        actor = system_actor("demo")
        try:
            cast = Cast.of(actor)
        except LookupError as error:
            raise CommandError(str(error)) from error
        county = registry.area_by_code(actor, COUNTY)
        now = clock.now()
        isolation.furnish_demo(actor, county.id)
        with clock.at(now - ARRIVED - timedelta(days=1)):  # whoever was asked for something three weeks ago held the post then
            command.furnish_demo(actor, county.path)
        story = Story(cast, county.id, now=now)
        if not story.has_begun():
            story.before_the_day()
        if screening.play_demo(actor, cast.commander, county.id, now=now) is not None:
            story.today()
