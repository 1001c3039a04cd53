"""`load_posts`: the posts of the demonstration county, held by the demo users; again: nothing changes."""

from typing import Any

from django.core.management.base import BaseCommand

from outpace.command import api
from outpace.kernel.scope import system_actor
from outpace.registry import api as registry

COUNTY = "621227"


class Command(BaseCommand):
    """Opens posts and appoints the demo users; tasks that wait for a post go to it at once."""

    help = "Open the posts of Hui county (synthetic) and appoint the demo users to them"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many posts stand."""
        actor = system_actor("demo")
        county = registry.area_by_code(actor, COUNTY)
        posts = api.furnish_demo(actor, county.path)
        self.stdout.write(f"{posts} posts")
