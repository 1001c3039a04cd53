"""`load_areas`: load official division files, bad rows into a file that can be mended and loaded again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from outpace.kernel.scope import system_actor
from outpace.registry import api


class Command(BaseCommand):
    """Parents come from the codes, or are named, so the files may be in any order. A file may be loaded again."""

    help = (
        "Load official statistical division files (CSV with code and name, perhaps .gz or .xz), "
        "and areas of one's own such as grids (columns parent and kind as well)"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, a prefix of codes, and where bad rows go."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--prefix", default="", help="only codes that begin so, and what lies above them")
        parser.add_argument("--errors", type=Path, default=Path("area-errors.csv"), help="where rows to mend are written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was loaded; write the bad rows, if any."""
        try:
            load = api.load_divisions(system_actor("load_areas"), options["files"], prefix=options["prefix"])
        except (api.NotDivisions, OSError) as error:
            raise CommandError(_("Not a division file: %(error)s") % {"error": error}) from error
        self.stdout.write(
            _("%(loaded)d areas loaded, %(known)d already there, %(rejected)d rejected.")
            % {"loaded": load.loaded, "known": load.known, "rejected": load.rejected}
        )
        if load.rejected:
            options["errors"].write_text(api.bad_rows_csv(load), encoding="utf-8-sig")
            self.stdout.write(_("Rows to mend: %(file)s") % {"file": options["errors"]})
