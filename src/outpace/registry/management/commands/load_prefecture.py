"""`load_prefecture`: a synthetic prefecture for benchmarks, county by county in bounded memory (default: Baise, 3.57 M in 24,411 grids)."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotFound, system_actor
from outpace.registry import api, generator
from outpace.registry.data import AreaNode
from outpace.registry.management.commands.load_county import DIVISIONS


class Command(BaseCommand):
    """Counties share people and grids by their number of villages. One that has people is passed over, so the command can be resumed."""

    help = "Load a synthetic prefecture for benchmarks"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which prefecture, how many people and grids, from which seed."""
        parser.add_argument("--prefecture", default="4510")
        parser.add_argument("--people", type=int, default=3_571_505)
        parser.add_argument("--grids", type=int, default=24_411)
        parser.add_argument("--seed", type=int, default=20_220_212)
        parser.add_argument("--as-of", type=date.fromisoformat, default=date(2022, 2, 12))
        parser.add_argument("--divisions", type=Path, default=DIVISIONS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill every county and print each."""
        actor = system_actor("load_prefecture")
        try:
            api.refuse_beside_real_people()
            api.load_divisions(actor, [options["divisions"]], prefix=options["prefecture"])
            top = api.area_by_code(actor, options["prefecture"])
        except (NotFound, api.NotDivisions, OSError) as error:
            raise CommandError(_("The prefecture is not in the division file.")) from error
        except api.NotSynthetic as refusal:
            raise CommandError(str(refusal.message)) from refusal
        counties = [row.node for row in api.children(actor, top.id).items]
        villages = np.array([float(_villages(county)) for county in counties])
        people = generator.apportion(options["people"], villages)
        grids = np.maximum(generator.apportion(options["grids"], villages), villages.astype(np.int64))
        for county, residents, cells in zip(counties, people.tolist(), grids.tolist(), strict=True):
            if api.counts_under(county.path).residents:
                continue
            order = api.Order(people=residents, grids=cells, seed=options["seed"], as_of=options["as_of"])
            try:
                made = api.fill_county(actor, county.id, order)
            except Refusal as refusal:
                raise CommandError(str(refusal.message)) from refusal
            except ValueError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{county.code} {county.name}: {made.people} / {made.grids}")
        api.tidy()


def _villages(county: AreaNode) -> int:
    """How many villages and communities has a county?"""
    return sum(api.count_of_kind(county.path, kind) for kind in ("village", "community"))
