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
        self._tell("1/3  Hui county and its 189,888 synthetic residents   徽县与 189888 名虚构居民")
        now = clock.now()
        before = now - ARRIVED - timedelta(days=1)
        with clock.at(before):  # whoever was asked for something three weeks ago held role and post then
            call_command("load_county", verbosity=0)
        actor = system_actor("demo")
        try:
            cast = Cast.of(actor)
        except LookupError as error:
            raise CommandError(str(error)) from error
        county = registry.area_by_code(actor, COUNTY)
        isolation.furnish_demo(actor, county.id)
        with clock.at(before):
            command.furnish_demo(actor, county.path)
        self._tell("2/3  three weeks of follow-up                         三周随访")
        story = Story(cast, county.id, now=now)
        if not story.has_begun():
            story.before_the_day()
        self._tell("3/3  a day of screening that ends now                 到此刻为止的一天全员核酸")
        if screening.play_demo(actor, cast.commander, county.id, now=now) is not None:
            story.today()

    def _tell(self, step: str) -> None:
        """Say at once which step begins: somebody waits for it, and nobody knows yet which language they read."""
        self.stdout.write(step)
        self.stdout.flush()
