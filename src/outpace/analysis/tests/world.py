"""A county with an outbreak in it, made as rows: what analysis reads, without playing every day through the services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from epiworks.protocol import Setting
from outpace.analysis.data import Ask
from outpace.casework.models import Case
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening.tests.world import World, build, staff

TODAY = date(2021, 12, 20)
NOW = datetime(2021, 12, 20, 8, tzinfo=UTC)
"""Four in the afternoon of that day in the incident's zone."""


@dataclass(slots=True)
class County:
    """The county, and its commander."""

    world: World
    commander: Actor

    @property
    def path(self) -> AreaPath:
        """Which area is it?"""
        return AreaPath(self.world.county.path)

    def ask(self, *, days: int = 60, last: date = TODAY) -> Ask:
        """The usual question: so many days until today."""
        return Ask(self.path, last - timedelta(days=days - 1), last, last)

    def cases(self, onsets: Iterable[date], *, wait: int = 2, setting: Setting = Setting.COMMUNITY_SCREENING, **more: object) -> list[Case]:
        """Confirmed cases that fell ill on these days, each found `wait` days later at noon; persons of their own."""
        grid = self.world.grids[0].path
        rows = []
        for number, onset in enumerate(onsets, start=Case.objects.count()):
            found = datetime.combine(onset + timedelta(days=wait), datetime.min.time(), UTC) + timedelta(hours=4)
            fields = {
                "person_id": 500_000 + number,
                "area_path": grid,
                "report_path": grid,
                "case_class": "confirmed",
                "setting": setting,
                "found_at": found,
                "onset_on": onset,
                "sampled_at": found,
                "reported_at": found,
                "opened_by": "test",
                "packs": "",
            }
            rows.append(Case(**{**fields, **more}))
        return Case.objects.bulk_create(rows)


def county() -> County:
    """Build it."""
    world = build(grids=2, people_per_grid=1)
    return County(world, staff("commander", world.county.path, name="Commander Bai"))


def growing(*, days: int = 35, last: date = TODAY - timedelta(days=2), rate: float = 0.1) -> list[date]:
    """Days of onset of an outbreak that grows by `rate` a day, on the logarithmic scale, until `last`."""
    counts = [round(2 * (1 + rate) ** number) for number in range(days)]
    return [last - timedelta(days=days - 1 - number) for number, count in enumerate(counts) for _ in range(count)]
