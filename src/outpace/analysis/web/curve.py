"""The epidemic curve: cases by day, what is missing of the last days, growth, and a short forecast with how such forecasts did."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from epiworks.epi.curve import Basis
from outpace.analysis import api
from outpace.analysis.data import CurveFound, DayCount
from outpace.analysis.web import words
from outpace.analysis.web.charts import Chart, Mark, Part, Plan, Range, Reading, chart
from outpace.analysis.web.frame import page_context, switched, window
from outpace.casework import api as casework
from outpace.kernel.middleware import actor_of
from outpace.ui.htmx import render_page

BY_KIND, BY_FOUND = "kind", "found"
STACKS: Mapping[str, str | Promise] = {
    BY_KIND: pgettext_lazy("columns", "by class of case"),
    BY_FOUND: pgettext_lazy("columns", "by where they were found"),
}
KINDS: Mapping[str, int] = {"confirmed": 0, "asymptomatic": 1}
OTHER_KIND = 2
INCOMPLETE, AHEAD, BREAK = 10, 11, 12
"""Keys of the chart that are no fills of columns."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Which area does the reader begin with?"""
    query = request.GET.urlencode()
    here = reverse("analysis:curve", args=[api.home_area(actor_of(request)).id])
    return HttpResponseRedirect(f"{here}?{query}" if query else here)


@require_safe
def curve(request: HttpRequest, area_id: int) -> HttpResponse:
    """What is the outbreak doing in this area?"""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    ask, form = window(request, area)
    asked = request.GET.get("basis", "")
    basis = Basis(asked) if asked in set(Basis) else Basis.ONSET
    stack = request.GET.get("by", BY_KIND)
    answer = api.curve(actor, ask, basis=basis)
    if not asked and answer.found.last_case is None and answer.found.undated:
        # Nobody here has a day of onset: begin with the curve that shows them.
        basis = Basis.REPORT
        answer = api.curve(actor, ask, basis=basis)
    found = answer.found
    context = {
        **page_context(request, actor, area_id, page="curve", frame=answer.frame, form=form),
        "found": found,
        "source": words.source_text(found.interval),
        "said": words.said(found),
        "sure": words.sure(found),
        "look": words.tone(found),
        "chart": curve_chart(found, stack=stack) if found.last_case is not None else None,
        "bases": [(label, switched(request, basis=name.value), name is basis) for name, label in words.BASES.items()],
        "stacks": [(label, switched(request, by=name), name == stack) for name, label in STACKS.items()],
        "columns": table_columns(found),
        "rows": [(day, [day.kinds.get(kind, 0) for kind in kinds_of(found)]) for day in reversed(found.days) if told(day)],
        "no_growth": words.LACKS[found.no_growth],
        "no_forecast": words.LACKS[found.no_forecast],
        "no_nowcast": words.LACKS[found.no_nowcast],
        "growth": growth_facts(found),
        "past": past_facts(found),
    }
    return render_page(request, "analysis/curve.html", "analysis/curve_body.html", context=context)


def curve_chart(found: CurveFound, *, stack: str) -> Chart:
    """How is the curve drawn?"""
    readings = tuple(_reading(day, stack) for day in found.days)
    ahead = tuple(Range(day.day, day.median, day.low, day.high, day.quarter, day.three_quarters) for day in found.forecast)
    marks = tuple(Mark(broken.day, str(number), words.BREAKS[broken.why]) for number, broken in enumerate(found.breaks, start=1))
    keys: list[tuple[int, str | Promise]] = _keys(found, stack)
    if any(not day.complete and day.total for day in found.days):
        keys.append((INCOMPLETE, _("not complete yet; the line says where the day will end (95 %)")))
    if ahead:
        keys.append((AHEAD, _("forecast if nothing changes: middle, half and 95 %")))
    if marks:
        keys.append((BREAK, _("the series breaks")))
    caption = gettext("Cases by %(basis)s") % {"basis": words.BASES[found.basis]}
    return chart(Plan(readings, (ahead,) if ahead else (), marks), caption=caption, unit=_("persons a day"), keys=keys)


def _reading(day: DayCount, stack: str) -> Reading:
    parts: tuple[Part, ...]
    if stack == BY_FOUND:
        parts = (Part(0, day.community), Part(1, day.controlled))
    else:
        other = sum(count for kind, count in day.kinds.items() if kind not in KINDS)
        parts = (*(Part(series, day.kinds.get(kind, 0)) for kind, series in KINDS.items()), Part(OTHER_KIND, other))
    return Reading(day.day, parts, day.complete, day.low, day.high)


def _keys(found: CurveFound, stack: str) -> list[tuple[int, str | Promise]]:
    if stack == BY_FOUND:
        return [(0, _("found in the community")), (1, _("found among people under control"))]
    kinds = [kind for kind in kinds_of(found) if kind not in KINDS]
    shown = [(series, casework.group_text(kind)) for kind, series in KINDS.items() if kind in kinds_of(found)]
    return [*shown, *([(OTHER_KIND, " · ".join(casework.group_text(kind) for kind in kinds))] if kinds else [])]


def kinds_of(found: CurveFound) -> list[str]:
    """Which classes of case are there, in the order of the columns?"""
    kinds = {kind for day in found.days for kind in day.kinds}
    return sorted(kinds, key=lambda kind: (KINDS.get(kind, OTHER_KIND), kind))


def table_columns(found: CurveFound) -> list[str]:
    """What are the columns of classes called?"""
    return [casework.group_text(kind) for kind in kinds_of(found)]


def told(day: DayCount) -> bool:
    """Does the table show this day? Days without anything are left out; the table says so."""
    return bool(day.total) or bool(day.high and not day.complete)


def growth_facts(found: CurveFound) -> list[tuple[str, str]]:
    """How fast does it grow, in a list?"""
    rate = found.growth
    if rate is None:
        return []
    facts = [
        (gettext("Change each day"), words.signed_percent(rate.best)),
        (gettext("Between (95 %)"), f"{words.signed_percent(rate.low)} … {words.signed_percent(rate.high)}"),
        (gettext("Local cases behind it"), f"{rate.cases} ({words.on_day(rate.first)} … {words.on_day(rate.last)})"),
    ]
    span = {"low": "", "high": ""}
    for label, pair in ((gettext("Doubles in"), rate.doubling), (gettext("Halves in"), rate.halving)):
        if pair is not None:
            span = {"low": words.days(pair[0]), "high": words.days(pair[1])}
            facts.insert(2, (label, gettext("%(low)s to %(high)s days") % span))
    return facts


def past_facts(found: CurveFound) -> list[tuple[str, str]]:
    """How did forecasts like this one do until now, in a list?"""
    past = found.past
    if past is None:
        return []
    return [
        (gettext("Forecasts looked back on"), str(past.scored)),
        (gettext("Off by (cases a day, weighted)"), words.days(past.score)),
        (gettext("“As last week” was off by"), words.days(past.plain)),
        (gettext("Days within the middle half"), gettext("%(part)s (50%% would be right)") % {"part": f"{past.within_half:.0%}"}),
        (gettext("Days within 95 %"), gettext("%(part)s (95%% would be right)") % {"part": f"{past.within_95:.0%}"}),
    ]
