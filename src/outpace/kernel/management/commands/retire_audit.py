"""`retire_audit`: delete the old end of the audit log, leaving a cut on record (docs/adr/0004)."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from outpace.kernel import audit, clock
from outpace.kernel.scope import system_actor

LEAST_DAYS = 183  # the Cybersecurity Law of the PRC, article 21 (3): network logs are kept for at least six months


class Command(BaseCommand):
    """Verifies first: a log that is not whole is evidence, and none of it is deleted."""

    help = "Retire old entries of the audit log"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--keep-days", type=int, required=True, help=f"how many days stay, at least {LEAST_DAYS}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Retire what is older, and anchor what stays."""
        days = options["keep_days"]
        if days < LEAST_DAYS:
            raise CommandError(_("At least %(days)d days stay.") % {"days": LEAST_DAYS})
        if not audit.verify().whole:
            raise CommandError(_("The audit log is not what was written."))
        gone = audit.retire(system_actor("retire_audit"), before=clock.now() - timedelta(days=days))
        audit.anchor()
        self.stdout.write(_("%(entries)d entries retired.") % {"entries": gone})
