"""Says where the clock of a demonstration stands, and lets days pass. `outpace clock` runs it; see docs/runbook/days.md."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from outpace.config.days import let_days_pass
from outpace.kernel import clock, days
from outpace.kernel.errors import Refusal
from outpace.ui.text import duration_text

_SPAN = re.compile(r"(\d{1,3})([dh])")


def span(text: str) -> timedelta:
    """How long is this, written as days or hours ("7d", "12h")? Raises ArgumentTypeError for anything else."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not a number of days or hours, as 7d or 12h")
    return timedelta(days=int(found[1])) if found[2] == "d" else timedelta(hours=int(found[1]))


class Command(BaseCommand):
    """Let time pass, or say where the clock stands."""

    help = "in an installation whose people are all made up: say where the clock stands, or let days pass"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long, and whether people work meanwhile."""
        parser.add_argument("by", nargs="?", type=span, metavar="7d", help="days (d) or hours (h) to let pass; left out: only say the time")
        parser.add_argument("--work", action="store_true", help="people in follow-up are checked and tested meanwhile, and are well")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, six hours at a time, and say where the clock stands."""
        days.follow()
        with translation.override("en"):  # as the command line speaks
            self._pass(options["by"], working=options["work"])

    def _pass(self, by: timedelta | None, *, working: bool) -> None:
        try:
            if by is not None:
                let_days_pass(by, working=working, stopped=self._say)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"clock: {self._local(clock.now())}, ahead by {duration_text(clock.ahead())}")

    def _say(self, moment: datetime) -> None:
        self.stdout.write(f"  {self._local(moment)}")

    def _local(self, moment: datetime) -> str:
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
