"""The JSON API of analysis, mounted by config at /api/v1/analysis/: every figure with everything it must carry."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from epiworks.epi.curve import Basis
from outpace.analysis import api
from outpace.analysis.data import Answer, Ask, Assumed, ChainsFound, CurveFound, DelaysFound, EndingFound, PlacesFound, RtFound
from outpace.analysis.rest.chains import PlacesOut
from outpace.analysis.rest.schemas import ChainsAnswer, CurveAnswer, DelaysAnswer, EndingAnswer, RtAnswer, RunOut
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.restauth import Problem, caller
from outpace.kernel.restforms import REFUSED, Id
from outpace.kernel.scope import Actor
from outpace.registry.data import AreaNode

router = Router(tags=["analysis"])

Day = Annotated[date, Field(ge=api.EARLIEST, le=api.LATEST)]


class WindowIn(Schema):
    """Which days, both within, as known at the end of which day? Left out: sixty days until today."""

    first: Day | None = None
    last: Day | None = None
    as_of: Day | None = None

    def asked(self, area: AreaNode) -> Ask:
        """What is asked for? Raises Refusal for a window that cannot be shown."""
        as_of = self.as_of or api.today()
        last = self.last or as_of
        ask = Ask(area.path, self.first or last - api.USUAL, last, as_of)
        try:
            return api.asked_window(ask, today=api.today())
        except api.WindowRefused as refused:
            raise Refusal("window", _("No such window can be shown."), field=str(refused)) from refused


class CurveIn(WindowIn):
    """By which day the cases are counted."""

    basis: Basis = Basis.ONSET


class AssumedIn(Schema):
    """What to assume of a zone; left out, what the page assumes."""

    reproduction: float = Field(3.0, ge=0.1, le=20)
    dispersion: float = Field(0.3, ge=0.01, le=50)
    controlled: float = Field(0.8, ge=0.05, le=10)
    hidden: float = Field(0.5, ge=0, le=20)
    sensitivity: float = Field(0.75, ge=0.01, le=1)
    never_reached: float = Field(0.02, ge=0, le=0.9)


def reader(request: HttpRequest) -> Actor:
    """Who asks? Raises NotAllowed for a role that does not read analysis, or not through the API."""
    actor = caller(request)
    actor.require_anywhere(Permission.API_READ)
    actor.require_anywhere(Permission.ANALYSIS_READ)
    return actor


@router.get("/areas/{area_id}/curve", response={200: CurveAnswer, REFUSED: Problem}, summary="The epidemic curve of an area")
def curve(request: HttpRequest, area_id: Id, wanted: Query[CurveIn]) -> Answer[CurveFound]:
    """Counts, what is missing of the last days, growth, a short forecast and how such forecasts did."""
    actor = reader(request)
    return api.curve(actor, wanted.asked(api.area_for(actor, area_id)), basis=wanted.basis)


@router.get("/areas/{area_id}/rt", response={200: RtAnswer, REFUSED: Problem}, summary="How many one case infects in an area")
def reproduction(request: HttpRequest, area_id: Id, wanted: Query[WindowIn]) -> Answer[RtFound]:
    """R by windows of seven complete days, the doubt of the serial interval included; never across a break."""
    actor = reader(request)
    return api.reproduction(actor, wanted.asked(api.area_for(actor, area_id)))


@router.get("/areas/{area_id}/delays", response={200: DelaysAnswer, REFUSED: Problem}, summary="Delays and progress in an area")
def delays(request: HttpRequest, area_id: Id, wanted: Query[WindowIn]) -> Answer[DelaysFound]:
    """From onset to isolation, investigations in time, found under control, social face, 7-1-7."""
    actor = reader(request)
    return api.delays(actor, wanted.asked(api.area_for(actor, area_id)))


@router.get("/areas/{area_id}/chains", response={200: ChainsAnswer, REFUSED: Problem}, summary="R, k and the serial interval of an area")
def chains(request: HttpRequest, area_id: Id, wanted: Query[WindowIn]) -> Answer[ChainsFound]:
    """By the links that people judged: offspring, serial interval of the outbreak's own pairs, what is left out."""
    actor = reader(request)
    return api.chains(actor, wanted.asked(api.area_for(actor, area_id)))


@router.get("/areas/{area_id}/places", response={200: PlacesOut, REFUSED: Problem}, summary="Where many were infected in an area")
def places(request: HttpRequest, area_id: Id, wanted: Query[WindowIn]) -> PlacesFound:
    """Places by cases infected there, with the chance of so many by the law of secondary cases. Homes have no name."""
    actor = reader(request)
    actor.require_anywhere(Permission.CASE_READ)
    ask = wanted.asked(api.area_for(actor, area_id))
    return api.infection_places(actor, ask, api.chains(actor, ask))


@router.get("/zones/{zone_id}/ending", response={200: EndingAnswer, REFUSED: Problem}, summary="How likely is it over in a zone")
def ending(request: HttpRequest, zone_id: Id, wanted: Query[AssumedIn]) -> Answer[EndingFound]:
    """Known cases and hidden chains together, by day; advice for whoever signs. 404 outside the caller's zones."""
    actor = reader(request)
    actor.require_anywhere(Permission.ZONE_READ)
    return api.ending(actor, zone_id, assumed=Assumed(**wanted.dict()))


@router.get("/runs/{analysis_run_id}", response={200: RunOut, REFUSED: Problem}, summary="A kept run with its inputs")
def run(request: HttpRequest, analysis_run_id: Id) -> api.KeptRun:
    """404 outside the caller's areas. The inputs are counts; of a run about chains a list of cases by their days, for who reads cases."""
    return api.kept_run(reader(request), analysis_run_id)
