"""Questions to screening; each answers as far as the caller's role and area reach, and 404 beyond."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from outpace.kernel.paging import Page
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id, Number, Paging
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.screening import api
from outpace.screening.api import PoolSheet, PoolState, TubeSheet
from outpace.screening.choices import Stage
from outpace.screening.data import PassInfo, PoolSummary, WaitingTube
from outpace.screening.rest.schemas import Code
from outpace.screening.rest.schemas_out import (
    CoverageOut,
    LedgerOut,
    MissingListOut,
    PassesOut,
    PassOut,
    PoolsOut,
    RecallOut,
    TubeOut,
    TurnaroundOut,
    WaitingPageOut,
)

router = Router()


class WaitingIn(Paging):
    """Tubes at which stage (1 sampled, 2 handed over, 3 received, 4 tested, 5 uploaded, 6 notified), perhaps of one site only?"""

    stage: Stage
    site_id: Number | None = None


class PoolsIn(Paging):
    """Which positive pools: those with somebody still open, the resolved or the withdrawn ones?"""

    state: PoolState = PoolState.OPEN


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read screening, or not through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    actor.require_anywhere(Permission.SCREENING_READ)
    return actor


@router.get("/passes", response={200: PassesOut, REFUSED: Problem}, summary="Passes, newest first")
def passes(request: HttpRequest, paging: Query[Paging]) -> Page[PassInfo]:
    """Every pass that touches the caller's area."""
    return api.list_passes(reader(request), cursor=paging.cursor or None, size=paging.size)


@router.get("/passes/{pass_id}", response={200: PassOut, REFUSED: Problem}, summary="One pass")
def one_pass(request: HttpRequest, pass_id: Id) -> PassInfo:
    """Its scope, target, pool sizes and times."""
    return api.get_pass(reader(request), pass_id)


@router.get("/passes/{pass_id}/ledger", response={200: LedgerOut, REFUSED: Problem}, summary="The six-stage ledger of a pass")
def ledger(request: HttpRequest, pass_id: Id) -> object:
    """Tubes and person-times that reached each stage, went on, wait or ended."""
    return api.pass_ledger(reader(request), pass_id)


@router.get("/passes/{pass_id}/turnaround", response={200: TurnaroundOut, REFUSED: Problem}, summary="Turnaround by stage")
def turnaround(request: HttpRequest, pass_id: Id) -> dict[str, Any]:
    """Minutes from the stage before: half of the tubes, nine tenths of the tubes."""
    return {"stages": api.stage_quantiles(reader(request), pass_id)}


@router.get("/passes/{pass_id}/coverage/{area_id}", response={200: CoverageOut, REFUSED: Problem}, summary="Coverage of an area")
def coverage(request: HttpRequest, pass_id: Id, area_id: Id) -> dict[str, Any]:
    """Persons due, exempt, done and missing, here and directly below."""
    actor = reader(request)
    info, area = api.get_pass(actor, pass_id), registry.area(actor, area_id)
    count = api.area_count(actor, info.id, area.path)
    return {"area_id": area.id, "count": count, "below": api.coverage_below(actor, info.id, area)}


@router.get("/passes/{pass_id}/grids/{grid_id}/missing", response={200: MissingListOut, REFUSED: Problem}, summary="Who is missing")
def missing(request: HttpRequest, pass_id: Id, grid_id: Id) -> dict[str, Any]:
    """People of a grid who are due and have no valid sample, and why. The read is logged."""
    return {"items": api.missing_in_grid(reader(request), pass_id, grid_id)}


@router.get("/passes/{pass_id}/waiting", response={200: WaitingPageOut, REFUSED: Problem}, summary="Tubes that have not gone on")
def waiting(request: HttpRequest, pass_id: Id, wanted: Query[WaitingIn]) -> Page[WaitingTube]:
    """Tubes that reached a stage and wait there, the longest first."""
    return api.waiting_tubes(reader(request), pass_id, wanted.stage, site_id=wanted.site_id, cursor=wanted.cursor or None, size=wanted.size)


@router.get("/stations/{station_id}/tubes", response={200: WaitingPageOut, REFUSED: Problem}, summary="Tubes a station holds")
def held(request: HttpRequest, station_id: Id, paging: Query[Paging]) -> Page[WaitingTube]:
    """Tubes without a result in this station's custody."""
    actor = reader(request)
    return api.held_by(actor, registry.station(actor, station_id).id, cursor=paging.cursor or None, size=paging.size)


@router.get("/tubes/{code}", response={200: TubeOut, REFUSED: Problem}, summary="One tube")
def one_tube(request: HttpRequest, code: Path[Code]) -> TubeSheet:
    """Where it is, how far it has come and what was read in it. 404 when no station that had it lies in the caller's areas."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    return api.get_tube(actor, code)


@router.get("/pools", response={200: PoolsOut, REFUSED: Problem}, summary="Positive pools, newest first")
def pools(request: HttpRequest, wanted: Query[PoolsIn]) -> Page[PoolSummary]:
    """Those whose site, or a member's home, lies in the caller's areas."""
    return api.list_pools(positives_reader(request), wanted.state, cursor=wanted.cursor or None, size=wanted.size)


@router.get("/pools/{pool_id}", response={200: RecallOut, REFUSED: Problem}, summary="The recall list of a positive pool")
def one_pool(request: HttpRequest, pool_id: Id) -> PoolSheet:
    """Whom to reach, who reaches them, and the pack lines that ask for it. Masked or in full as the role allows; the read is logged."""
    return api.get_pool(positives_reader(request), pool_id)


def positives_reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read positives, or not through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    actor.require_anywhere(Permission.POSITIVE_READ)
    return actor
