"""The round at one glance: headline, what needs attention, six stages, ledger, coverage, forecast, comparison."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening import api
from outpace.screening.api import Overview
from outpace.screening.choices import Outcome, PassState, Stage
from outpace.screening.data import AreaCoverage, PassInfo
from outpace.screening.web.attention_words import Here, notices
from outpace.screening.web.ground import coverage_ground
from outpace.screening.web.links import area_link, link, named
from outpace.screening.web.outlook_words import outlook_lines
from outpace.screening.web.round_words import headline, lead, pass_name
from outpace.ui import charts
from outpace.ui.charts import Tone
from outpace.ui.htmx import render_page
from outpace.ui.text import duration_text, number_text

OUTCOME_TONES: Mapping[Outcome, Tone] = {
    Outcome.NEGATIVE: Tone.OK,
    Outcome.PRELIMINARY_POSITIVE: Tone.DANGER,
    Outcome.INCONCLUSIVE: Tone.WARN,
    Outcome.INVALID: Tone.WARN,
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is happening now? The running pass, or what to do when there is none."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_READ)
    current = api.current_pass(actor)
    if current is None:
        context = {"may_plan": actor.holds(Permission.SCREENING_PLAN), "plan_url": link("campaign_new")}
        return render_page(request, "screening/round/none.html", "screening/round/none.html", context=context)
    return _show(request, current.id)


@require_safe
def one_pass(request: HttpRequest, pass_id: int) -> HttpResponse:
    """What happened in this pass?"""
    return _show(request, pass_id)


def _show(request: HttpRequest, pass_id: int) -> HttpResponse:
    view = api.overview(actor_of(request), pass_id)
    area_name = named(view.area.name, view.area.name_en)
    context = {
        "view": view,
        "headline": gettext("%(area)s: %(headline)s") % {"area": area_name, "headline": headline(view)},
        "lead": lead(view),
        "pass_name": pass_name(view.info),
        "area_name": area_name,
        "is_open": view.info.state == PassState.OPEN,
        "siblings": [(other, pass_name(other)) for other in view.siblings],
        "notices": notices(view.attention, _here(actor_of(request), view)),
        "funnel": stage_funnel(view),
        "ledger": ledger_rows(view),
        "unbalanced": [stage.label for stage in view.ledger.unbalanced],
        "treemap": coverage_map(view.info, view.below, caption=gettext("Coverage by area")),
        "map": coverage_ground(view.info, view.area.path, view.below) if view.below else None,
        "area_url": area_link(view.info.id, view.area.id, is_grid=not view.below),
        "results": result_bar(view),
        "forecast": outlook_lines(view.outlook) if view.outlook is not None else None,
        "manage_url": link("pass_plan", view.info.id) if actor_of(request).may(Permission.SCREENING_PLAN, view.info.area_path) else "",
        "steps": [(reason.label, persons) for reason, persons in view.against.steps] if view.against else [],
        "before_name": pass_name(view.against.before) if view.against else "",
    }
    return render_page(request, "screening/round/overview.html", "screening/round/overview_body.html", context=context)


def _here(actor: Actor, view: Overview) -> Here:
    """What is each line said about, and which of its actions are the reader's?"""
    may_name = actor.holds(Permission.PERSON_READ) or actor.holds(Permission.PERSON_IDENTITY)
    return Here(view.info.id, view.area.id, view.as_of, may_sign=actor.holds(Permission.HOLD_SIGN), may_name=may_name)


def stage_funnel(view: Overview) -> charts.Funnel:
    """How many tubes came through each stage, and how many wait before it, the oldest with whom?"""
    stages = []
    lines = view.ledger.lines
    for position, line in enumerate(lines):
        before = lines[position - 1] if position else None
        waiting = before.waiting_tubes if before is not None else 0
        oldest = view.oldest.get(before.stage) if before is not None else None
        note = ""
        if oldest is not None and waiting:
            words = {"age": duration_text(view.as_of - oldest.since), "holder": named(oldest.custodian, oldest.custodian_en)}
            note = gettext("oldest %(age)s, with %(holder)s") % words
        url = link("waiting", view.info.id, int(before.stage)) if before is not None and waiting else ""
        stages.append(
            charts.Stage(line.stage.label.capitalize(), line.tubes, max(0, waiting), note, waiting_url=url, tone=_tone(view, line.stage))
        )
    return charts.funnel(stages, name="stages", caption=_("The six stages of this pass"), unit=_("tubes"))


def _tone(view: Overview, stage: Stage) -> Tone:
    """A stage with a notice about tubes standing still before it warns; else waiting is just news."""
    stuck = {item.stage for item in view.attention if item.stage is not None}
    return Tone.WARN if stage > Stage.SAMPLED and Stage(stage - 1) in stuck else Tone.INFO


def ledger_rows(view: Overview) -> list[dict[str, object]]:
    """The lines of the ledger with the address of every difference."""
    rows = []
    for line in view.ledger.lines:
        oldest = view.oldest.get(line.stage) if line.waiting_tubes else None
        rows.append(
            {
                "line": line,
                "label": line.stage.label.capitalize(),
                "waiting_url": link("waiting", view.info.id, int(line.stage)) if line.waiting_tubes else "",
                "ended_url": link("ended", view.info.id, int(line.stage)) if line.ended_tubes else "",
                "oldest": duration_text(view.as_of - oldest.since) if oldest is not None else "",
                "holder": named(oldest.custodian, oldest.custodian_en) if oldest is not None else "",
            }
        )
    return rows


def coverage_map(info: PassInfo, rows: tuple[AreaCoverage, ...], *, caption: str) -> charts.Treemap:
    """Which areas are behind, each tile leading one level down?"""
    cells = [
        charts.Cell(named(row.name, row.name_en), row.due - row.exempt, row.done, url=area_link(info.id, row.area_id, is_grid=row.is_grid))
        for row in rows
    ]
    return charts.treemap(cells, name="coverage", caption=caption)


def result_bar(view: Overview) -> charts.StackedBar | None:
    """How do the person-times sampled divide into outcomes, pending and ended? Nothing before the first sample."""
    if not view.split.sampled.people:
        return None
    parts = [
        charts.Segment(outcome.label.capitalize(), read.people, OUTCOME_TONES[outcome])
        for outcome, read in view.split.by_outcome.items()
        if read.people or outcome in {Outcome.NEGATIVE, Outcome.PRELIMINARY_POSITIVE}
    ]
    parts.append(charts.Segment(_("No result yet"), max(0, view.split.pending.people), Tone.INFO))
    if view.split.ended.people:
        parts.append(charts.Segment(_("Spoiled, leaked, lost or voided"), view.split.ended.people, Tone.NEUTRAL))
    caption = gettext("Results of %(people)s person-times") % {"people": number_text(view.split.sampled.people)}
    return charts.stacked_bar(parts, caption=caption)
