"""The timetable of the synthetic day: which site fills which tubes when, and when couriers come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from outpace.screening.data import FillRecord, Swab

POOL = 10
DAY = timedelta(hours=13)
"""How long the day has been running when the demo opens."""
FIRST_SWAB, LAST_SWAB = timedelta(minutes=40), timedelta(hours=12, minutes=50)
PICKUPS = tuple(timedelta(hours=hour) for hour in (3, 5.5, 8, 10.5))
ROAD = timedelta(minutes=70)
SAMPLED_SHARE = 0.78
"""Share of a grid's people sampled by now; a few grids lag far behind so that the missing list has work in it."""
LAGGING_SHARE = 0.31
LAGGING_GRIDS = 0.02
BATCH = 40


@dataclass(frozen=True, slots=True)
class SiteDay:
    """One site's day: its tubes in the order they were filled."""

    site_id: int
    town: str
    tubes: tuple[FillRecord, ...]

    def ready_by(self, moment: datetime, earlier: datetime) -> list[str]:
        """Which tubes were sealed between two pick-ups?"""
        return [record.tube for record in self.tubes if record.sealed_at is not None and earlier < record.sealed_at <= moment]


def identity(random: Random) -> UUID:
    """A client-made id, from the seed: playing the same day twice changes nothing."""
    return UUID(int=random.getrandbits(128), version=4)


def site_day(random: Random, *, site_id: int, code: str, town: str, grids: Mapping[int, Sequence[int]], opened: datetime) -> SiteDay:
    """Fill a site's tubes grid by grid, evenly over the day."""
    people = list(_attending(random, grids))
    pools = [people[start : start + POOL] for start in range(0, len(people), POOL)]
    span = LAST_SWAB - FIRST_SWAB
    tubes = []
    for number, pool in enumerate(pools):
        start = opened + FIRST_SWAB + span * (number / max(1, len(pools)))
        swabs = tuple(Swab(person, start + timedelta(seconds=20 * place)) for place, person in enumerate(pool))
        tubes.append(FillRecord(identity(random), f"{code}-{number + 1:04}", swabs, start + timedelta(minutes=5)))
    return SiteDay(site_id, town, tuple(tubes))


def _attending(random: Random, grids: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Who came: most of each grid, household by household, less in the few grids that lag."""
    for people in grids.values():
        share = LAGGING_SHARE if random.random() < LAGGING_GRIDS else min(0.97, random.gauss(SAMPLED_SHARE, 0.07))
        yield from people[: round(len(people) * share)]


def batches(records: Sequence[FillRecord]) -> Iterator[tuple[datetime, tuple[FillRecord, ...]]]:
    """The day's tubes in the batches a device sends, each when its last tube was sealed."""
    for start in range(0, len(records), BATCH):
        part = tuple(records[start : start + BATCH])
        last = part[-1].sealed_at
        if last is not None:
            yield last + timedelta(minutes=2), part
