"""`outpace manage work`: do background work until told to stop."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from outpace.kernel import jobs


class Command(BaseCommand):
    """Runs a worker in the foreground."""

    help = "Do background work until told to stop by SIGTERM or SIGINT."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing waits any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the worker."""
        jobs.work(until_empty=options["until_empty"], concurrency=settings.JOB_CONCURRENCY)
