"""`check_analysis`: work kept runs out again and compare byte for byte."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outpace.analysis import api


class Command(BaseCommand):
    """Same inputs, seed and methods must give the same result."""

    help = "Work kept analysis runs out again and compare their results byte for byte; exit 1 when one of the present methods differs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many runs, the newest first? All of them when not given."""
        parser.add_argument("--limit", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each run that differs, and a line of counts; a run of other methods that differs is told, not a fault."""
        same = other = 0
        faults = []
        for found in api.check(limit=options["limit"]):
            same += found.same_result
            other += not found.same_code
            if not found.same_result:
                told = "differs" if found.same_code else "differs, made by other methods"
                self.stdout.write(f"run {found.run_id} ({found.kind}): {told}")
                if found.same_code:
                    faults.append(found.run_id)
        self.stdout.write(f"{same} the same byte for byte, {other} made by other methods, {len(faults)} at fault")
        if faults:
            raise CommandError(f"{len(faults)} runs do not come out again")
