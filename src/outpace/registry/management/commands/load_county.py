"""`load_county`: a synthetic county from the shipped divisions, ready to be screened. Defaults to Hui county as its report has it."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor, NotFound, system_actor
from outpace.registry import api

DATA: Final = Path(__file__).resolve().parents[5] / "data"
DIVISIONS: Final = DATA / "areas" / "report_jurisdictions.csv.gz"
BORDERS: Final = DATA / "boundaries"


class Command(BaseCommand):
    """Loads divisions, makes grids and synthetic residents, stations and demo users. A county already filled is only equipped."""

    help = "Load a synthetic county (default: Hui county, 189,888 residents, 1,046 grids, 175 sampling sites)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which county, how many people and grids, from which seed."""
        parser.add_argument("--county", default="621227")
        parser.add_argument("--people", type=int, default=189_888)
        parser.add_argument("--grids", type=int, default=1_046)
        parser.add_argument("--seed", type=int, default=20_211_108)
        parser.add_argument("--as-of", type=date.fromisoformat, default=date(2021, 11, 8), help="the day ages are counted for")
        parser.add_argument("--divisions", type=Path, default=DIVISIONS)
        parser.add_argument("--borders", type=Path, default=BORDERS, help="a folder of GeoJSON files with county borders")
        parser.add_argument("--bare", action="store_true", help="no stations and no demo users")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, put it on the map, and print what there is now."""
        self.is_silent = options["verbosity"] == 0
        actor = system_actor("load_county")
        order = api.Order(people=options["people"], grids=options["grids"], seed=options["seed"], as_of=options["as_of"])
        try:
            api.refuse_beside_real_people()
            api.load_divisions(actor, [options["divisions"]], prefix=options["county"])
            county = api.area_by_code(actor, options["county"])
            if api.counts_under(county.path).residents == 0:
                made = api.fill_county(actor, county.id, order)
                api.tidy()
                self._say(
                    _("%(people)d synthetic residents in %(households)d households and %(grids)d grids")
                    % {"people": made.people, "households": made.households, "grids": made.grids}
                )
            if not options["bare"]:
                self._equip(api.equip_county(actor, county.id))
            api.load_outlines(actor, sorted(options["borders"].glob("*.geojson")))
            self._place(actor, county.id, options["seed"])
        except NotFound as error:
            raise CommandError(_("The county is not in the division file.")) from error
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _place(self, actor: Actor, county_id: int, seed: int) -> None:
        """Put the county on the map, where a border of it is known."""
        try:
            placed = api.place_county(actor, county_id, seed=seed)
        except api.GroundRefused as refusal:
            self._say(str(refusal.message))
            return
        self._say(
            _("%(areas)d areas, %(stations)d stations and %(homes)d homes have schematic positions")
            % {"areas": placed.areas, "stations": placed.stations, "homes": placed.homes}
        )

    def _equip(self, equipment: api.Equipment) -> None:
        self._say(_("%(sites)d sampling sites among %(stations)d stations") % {"sites": equipment.sites, "stations": equipment.stations})
        names = ", ".join(user.username for user in equipment.users)
        self._say(_("Demo users: %(names)s; password: %(password)s") % {"names": names, "password": api.DEMO_SIGN_IN})

    def _say(self, line: str) -> None:
        """Print what there is now, unless whoever calls says it in words of their own (``--verbosity 0``)."""
        if not self.is_silent:
            self.stdout.write(line)
