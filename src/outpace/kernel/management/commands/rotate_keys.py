"""`rotate_keys`: put new keys in force and seal everything anew; run it again to go on after an interruption."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from outpace.kernel import audit
from outpace.kernel.crypto import KeysUnreadable
from outpace.kernel.crypto.rotation import BATCH, StillInUse, add_keys, reseal, retire_old_keys
from outpace.kernel.scope import ROOT, system_actor


class Command(BaseCommand):
    """Without options: goes on with a rotation. `--new` starts one; `--retire` ends it by dropping the old keys."""

    help = "Rotate the keys that seal personal data"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--new", action="store_true", help="put a new field key in force first")
        parser.add_argument("--blind", action="store_true", help="with --new: a new blind-index key too")
        parser.add_argument("--retire", action="store_true", help="drop the old keys once nothing needs them")
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the steps asked for, and log them."""
        try:
            if options["new"]:
                add_keys(blind=options["blind"])
            changed = reseal(batch=options["batch"], progress=self._say)
            if options["retire"]:
                retire_old_keys()
        except KeysUnreadable as error:
            raise CommandError(str(error)) from error
        except StillInUse as error:
            raise CommandError(_("Old keys are still needed by: %(tables)s") % {"tables": error}) from error
        details = {"new": options["new"], "blind": options["blind"], "retired": options["retire"], "rows": changed}
        with transaction.atomic():
            audit.record(system_actor("rotate_keys"), "keys.rotate", subject="keys", path=ROOT, details=details)
        self.stdout.write(_("%(rows)d rows sealed anew.") % {"rows": changed})

    def _say(self, table: str, rows: int) -> None:
        self.stdout.write(f"{table}: {rows}")
