"""R with its interval, imported and local apart, what it means and when not to trust it."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.analysis import api
from outpace.analysis.data import RtFound, RtWindow, Spread
from outpace.analysis.web import words
from outpace.analysis.web.charts import Chart, Mark, Part, Plan, Range, Reading, chart
from outpace.analysis.web.curve import AHEAD, BREAK
from outpace.analysis.web.frame import page_context, window
from outpace.kernel.middleware import actor_of
from outpace.ui.charts import Tone
from outpace.ui.htmx import render_page
from outpace.ui.text import number_text

TONES: Mapping[Spread, Tone] = {
    Spread.UNKNOWN: Tone.INFO,
    Spread.MORE: Tone.DANGER,
    Spread.FEWER: Tone.OK,
    Spread.EITHER: Tone.WARN,
}
HIGHEST = 6.0
"""R above this is drawn at the edge: one early window would press all others to the ground."""


@require_safe
def reproduction(request: HttpRequest, area_id: int) -> HttpResponse:
    """How many does one case infect here?"""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    ask, form = window(request, area)
    answer = api.reproduction(actor, ask)
    found = answer.found
    told = [row for row in found.windows if not row.thin]
    context = {
        **page_context(request, actor, area_id, page="rt", frame=answer.frame, form=form),
        "found": found,
        "source": words.source_text(found.interval),
        "said": said(found),
        "sure": sure(found),
        "look": TONES[found.spread],
        "chart": rt_chart(found, told) if told else None,
        "cases_chart": cases_chart(found) if any(row.local or row.imported for row in found.windows) else None,
        "rows": list(reversed(found.windows)),
        "no_rt": words.LACKS[found.no_rt],
    }
    return render_page(request, "analysis/rt.html", "analysis/rt_body.html", context=context)


def said(found: RtFound) -> str:
    """What does R say, in one sentence?"""
    latest = found.latest
    if latest is None or latest.mean is None:
        return gettext("How many one case infects cannot be said here.")
    mean = number_text(latest.mean, decimals=1)
    if found.spread is Spread.MORE:
        return gettext("One case infects more than one other: about %(mean)s. The outbreak grows until that changes.") % {"mean": mean}
    if found.spread is Spread.FEWER:
        return gettext("One case infects fewer than one other: about %(mean)s. The outbreak shrinks while that lasts.") % {"mean": mean}
    return gettext("One case infects about one other (%(mean)s): it may grow or shrink.") % {"mean": mean}


def sure(found: RtFound) -> str:
    """How sure is that, and of which days does it speak?"""
    latest = found.latest
    if latest is None or latest.low is None or latest.high is None:
        return str(words.LACKS[found.no_rt])
    named = {
        "low": number_text(latest.low, decimals=2),
        "high": number_text(latest.high, decimals=2),
        "first": words.on_day(latest.first),
        "last": words.on_day(latest.last),
        "cases": number_text(latest.local),
    }
    text = ngettext(
        "95 %% sure: between %(low)s and %(high)s, from %(cases)s local case of %(first)s to %(last)s.",
        "95 %% sure: between %(low)s and %(high)s, from %(cases)s local cases of %(first)s to %(last)s.",
        latest.local,
    )
    return text % named + (f" {words.small()}" if latest.local < 30 else "")


def rt_chart(found: RtFound, told: list[RtWindow]) -> Chart:
    """How is R drawn? Each window on its last day."""
    line = tuple(
        Range(row.last, row.mean or 0.0, row.low or 0.0, row.high or 0.0, row.quarter or 0.0, row.three_quarters or 0.0) for row in told
    )
    keys: list[tuple[int, str | Promise]] = [(AHEAD, _("R of the seven days that end there: mean, half and 95 %"))]
    marks = _marks(found)
    if marks:
        keys.append((BREAK, _("the series breaks")))
    plan = Plan(ranges=(line,), marks=marks, level=1.0, whole=False, highest=HIGHEST)
    return chart(plan, caption=gettext("R by day, with a line at 1"), unit=_("persons infected by one case"), keys=keys)


def cases_chart(found: RtFound) -> Chart:
    """How are the cases behind R drawn: per window, local and imported?"""
    readings = tuple(Reading(row.last, (Part(0, row.local), Part(1, row.imported))) for row in found.windows)
    keys: list[tuple[int, str | Promise]] = [(0, _("infected here")), (1, _("imported: they infect, but were not infected here"))]
    return chart(Plan(readings), caption=gettext("Cases of the seven days that end there"), unit=_("persons in seven days"), keys=keys)


def _marks(found: RtFound) -> tuple[Mark, ...]:
    return tuple(Mark(broken.day, str(number), words.BREAKS[broken.why]) for number, broken in enumerate(found.breaks, start=1))
