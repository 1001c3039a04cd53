"""The verbs zoning's tests are written in: news of cases as casework tells it, signatures, and days."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from epiworks.protocol import PlaceKind, Setting, Spread
from outpace.casework.data import CaseOpened, CasePlaceFound, CasePlaceWithdrawn, CaseReclassified
from outpace.kernel import clock
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening.tests.world import World, staff
from outpace.zoning import api
from outpace.zoning.choices import ProposalState
from outpace.zoning.data import Signature, ZoneState
from outpace.zoning.models import Proposal
from outpace.zoning.services import news

FIRST = datetime(2022, 8, 11, 2, 0, tzinfo=UTC)
"""A morning on which cn-covid-9 held."""

_cases, _stays = count(1), count(1)


def day(number: int, *, hour: int = 2) -> datetime:
    """So many days after the first morning; the hour is UTC, eight behind Beijing."""
    return FIRST.replace(hour=hour) + timedelta(days=number)


def grid(world: World, number: int) -> AreaPath:
    """Where one of the grids lies."""
    return AreaPath(world.grids[number].path)


def county(world: World) -> AreaPath:
    """Where the county lies."""
    return AreaPath(world.county.path)


def town(world: World, number: int) -> AreaPath:
    """Where one of the townships lies."""
    return AreaPath(world.townships[number].path)


def commander(world: World) -> Actor:
    """Whoever may sign in this county."""
    return staff("commander", world.county.path)


def found(path: AreaPath, at: datetime = FIRST, *, setting: Setting = Setting.COMMUNITY_SCREENING, case_id: int = 0) -> int:
    """A case that lives here is found; returns its id."""
    number = case_id or next(_cases)
    with clock.at(at), transaction.atomic():
        news.follow_case_opened(CaseOpened(number, number, path, "preliminary", at, setting))
    return number


def stayed(case_id: int, path: AreaPath, kind: PlaceKind, spread: Spread, *, at: datetime = FIRST, stay_id: int = 0) -> int:
    """The investigation finds that a case was here; returns the stay's id."""
    number = stay_id or next(_stays)
    with clock.at(at), transaction.atomic():
        news.follow_place_found(CasePlaceFound(case_id, number, path, kind, spread, at, at))
    return number


def taken_back(case_id: int, stay_id: int, path: AreaPath, *, at: datetime = FIRST) -> None:
    """The investigation finds that the case was not here after all."""
    with clock.at(at), transaction.atomic():
        news.follow_place_withdrawn(CasePlaceWithdrawn(case_id, stay_id, path, at))


def reclassified(case_id: int, path: AreaPath, at: datetime, *, before: str = "preliminary", after: str = "excluded") -> None:
    """The case changes its class."""
    with clock.at(at), transaction.atomic():
        news.follow_reclassified(CaseReclassified(case_id, case_id, path, before, after, at))


def waiting(kind: str = "") -> list[Proposal]:
    """Which proposals wait for a signature, in order?"""
    rows = Proposal.objects.filter(state=ProposalState.OPEN).order_by("id")
    return [row for row in rows if not kind or row.kind == kind]


def sign(world: World, proposal: Proposal, at: datetime = FIRST, **given: Any) -> int:
    """The commander signs; returns the zone."""
    with clock.at(at):
        return api.sign_proposal(commander(world), proposal.pk, Signature(**given))


def drawn(world: World, number: int = 0, at: datetime = FIRST) -> int:
    """A case is found in this grid and its zone is signed; returns the zone."""
    found(grid(world, number), at)
    return sign(world, waiting("add")[-1] if len(waiting("add")) == 1 else newest(world, number), at)


def newest(world: World, number: int) -> Proposal:
    """The proposal over exactly this grid."""
    return next(row for row in reversed(waiting("add")) if row.area_paths == [grid(world, number)])


def counts(states: Sequence[ZoneState]) -> dict[str, int]:
    """How many zones of each type?"""
    return {found.zone_type: found.zones for found in api.zone_counts(states)}


__all__ = [
    "FIRST",
    "World",
    "api",
    "clock",
    "commander",
    "counts",
    "county",
    "day",
    "drawn",
    "found",
    "grid",
    "newest",
    "reclassified",
    "sign",
    "staff",
    "stayed",
    "town",
    "waiting",
]
