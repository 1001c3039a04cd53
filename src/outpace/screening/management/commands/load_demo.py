"""`load_demo`: Hui county with its synthetic residents, and one synthetic day of screening that ends now; again: nothing changes."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from outpace.kernel import clock
from outpace.kernel.accounts import actor_for_username
from outpace.kernel.scope import system_actor
from outpace.registry import api as registry
from outpace.screening import api

COUNTY = "621227"


class Command(BaseCommand):
    """Loads the county, then plays the day."""

    help = "Load Hui county (synthetic) and play one day of whole-population screening that ends now"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what there is to see."""
        call_command("load_county", verbosity=0)
        actor = system_actor("demo")
        signer = actor_for_username("commander")
        if signer is None:
            raise CommandError("the demo user 'commander' is missing")
        county = registry.area_by_code(actor, COUNTY)
        api.play_demo(actor, signer, county.id, now=clock.now())
