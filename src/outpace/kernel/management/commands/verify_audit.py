"""`verify_audit`: re-compute the audit log's hash chain and name everything that is wrong."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from outpace.kernel import audit, clock
from outpace.kernel.scope import system_actor


class Command(BaseCommand):
    """Ends with an error when an entry was edited, deleted, inserted, reordered or cut off."""

    help = "Verify the audit log's hash chain"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--days", type=int, help="read strands only from the last anchor this many days ago")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the head to keep on paper, or every finding."""
        since = clock.now() - timedelta(days=options["days"]) if options["days"] else None
        report = audit.verify_and_record(system_actor("verify_audit"), since=since)
        for finding in report.findings:
            self.stderr.write(
                _("Strand %(strand)d, entry %(seq)d: %(kind)s") % {"strand": finding.strand, "seq": finding.seq, "kind": finding.kind}
            )
        if not report.whole:
            raise CommandError(_("The audit log is not what was written."))
        self.stdout.write(
            _("%(entries)d entries, whole. Master head %(seq)d: %(hash)s")
            % {"entries": report.entries, "seq": report.master.seq, "hash": report.master.hash.hex()}
        )
