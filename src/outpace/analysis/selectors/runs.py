"""Runs that were kept."""

from outpace.analysis.choices import Kind, Standing
from outpace.analysis.data.answers import KeptRun, RunFrame
from outpace.analysis.data.inputs import EndingInputs
from outpace.analysis.models import AnalysisRun
from outpace.analysis.rules.papers import read
from outpace.analysis.selectors.areas import require_fineness, require_fineness_over
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry


def kept_run(actor: Actor, run_id: int) -> KeptRun:
    """Which run is this, with its inputs? Raises NotFound outside the areas over which the actor holds ANALYSIS_READ.

    Raises NotAllowed without CASE_READ there for a run about less than a township, also about a zone of less, and for one about chains,
    whose inputs are a list of cases by their days and not counts.
    """
    row = AnalysisRun.objects.filter(pk=run_id).first()
    if row is None or not actor.may(Permission.ANALYSIS_READ, AreaPath(row.area_path)):
        raise NotFound(f"run {run_id}")
    node = registry.areas_at([AreaPath(row.area_path)]).get(AreaPath(row.area_path))
    if node is not None:
        require_fineness(actor, node)
    if row.kind == Kind.ENDING:
        require_fineness_over(actor, read(row.inputs, EndingInputs).areas)
    if row.kind == Kind.CHAINS:
        actor.require(Permission.CASE_READ, AreaPath(row.area_path))
    return KeptRun(run_frame(row), row.inputs, row.result, row.result_hash)


def run_frame(row: AnalysisRun) -> RunFrame:
    """What was this run about?"""
    return RunFrame(
        run_id=row.pk,
        kind=Kind(row.kind),
        path=AreaPath(row.area_path),
        first=row.first_on,
        last=row.last_on,
        as_of=row.as_of,
        standing=Standing(row.standing),
        packs=tuple(row.packs.split(", ")),
        inputs_hash=row.inputs_hash,
        seed=row.seed,
        code=row.code,
        made_by=row.made_by,
        made_at=row.made_at,
    )
