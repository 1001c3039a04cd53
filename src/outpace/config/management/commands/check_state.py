"""Counts everything again from the facts and names each difference, app by app. `outpace check` runs it; see docs/runbook/check.md."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outpace.config.checks import CHECKS, differences

SHOWN = 50
"""Differences of one app that are printed; the rest are counted."""


class Command(BaseCommand):
    """Print what differs; end with an error when anything does."""

    help = "compare what is stored (counters, states, tasks, rooms, zones) with the facts, and print each difference"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which apps, and how many lines of each."""
        parser.add_argument("apps", nargs="*", metavar="app", help=f"only these: {', '.join(CHECKS)}")
        parser.add_argument("--all", action="store_true", help=f"print every difference, not only the first {SHOWN} of an app")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, and say what was found."""
        apps = tuple(options["apps"])
        unknown = sorted(set(apps) - set(CHECKS))
        if unknown:
            raise CommandError(f"no such app: {', '.join(unknown)} (there are {', '.join(CHECKS)})")
        found = differences(apps=apps)
        for app, wrong in found.items():
            for difference in wrong if options["all"] else wrong[:SHOWN]:
                self.stdout.write(f"{app}: {difference}")
            if not options["all"] and len(wrong) > SHOWN:
                self.stdout.write(f"{app}: and {len(wrong) - SHOWN} more (--all prints them)")
        total = sum(map(len, found.values()))
        if total:
            raise CommandError(f"{total} differences; see docs/runbook/check.md")
        self.stdout.write(f"{', '.join(found)}: everything stored says what the facts say")
