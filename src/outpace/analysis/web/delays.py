"""How long things take and whether the response is ahead: delays, investigations in time, found under control, social face, 7-1-7."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.analysis import api
from outpace.analysis.data import DelaysFound, FaceFound, GoalStep, ShareFound, Step, StepFound
from outpace.analysis.web import words
from outpace.analysis.web.charts import Chart, Part, Plan, Reading, chart
from outpace.analysis.web.frame import page_context, window
from outpace.kernel.middleware import actor_of
from outpace.ui.charts import Tone
from outpace.ui.htmx import render_page
from outpace.ui.text import number_text, percent_text

STEPS: Mapping[Step, str | Promise] = {
    Step.ONSET_SAMPLE: pgettext_lazy("delay", "onset to sample"),
    Step.SAMPLE_REPORT: pgettext_lazy("delay", "sample to report"),
    Step.REPORT_ISOLATION: pgettext_lazy("delay", "report to isolation"),
    Step.ONSET_ISOLATION: pgettext_lazy("delay", "onset to isolation"),
}


@require_safe
def delays(request: HttpRequest, area_id: int) -> HttpResponse:
    """How long do things take here, and is the response ahead?"""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    ask, form = window(request, area)
    answer = api.delays(actor, ask)
    found = answer.found
    context = {
        **page_context(request, actor, area_id, page="delays", frame=answer.frame, form=form),
        "found": found,
        "said": said(found),
        "sure": sure(found),
        "look": tone(found),
        "shares": shares(found),
        "face": face_text(found.face) if found.face else "",
        "goals": [(label, goal_text(goal), goal_tone(goal)) for label, goal in goals(found)],
        "steps": [(STEPS[step.step], step) for step in found.steps],
        "weeks": [(STEPS[step.step], step.weeks) for step in found.steps if any(week.figures for week in step.weeks)],
        "charts": [week_chart(step) for step in found.steps if worth_drawing(step)],
    }
    return render_page(request, "analysis/delays.html", "analysis/delays_body.html", context=context)


def said(found: DelaysFound) -> str:
    """Is the response ahead, in one sentence?"""
    if not found.total:
        return gettext("No case is known in this area and window.")
    face = found.face
    if face is None:
        return gettext("The packs in force do not say when a community is free of transmission; see the figures below.")
    if face.zero:
        return ngettext(
            "The social face is at zero: %(days)s day in a row without a finding outside control.",
            "The social face is at zero: %(days)s days in a row without a finding outside control.",
            face.days,
        ) % {"days": number_text(face.days)}
    return ngettext(
        "The social face is not at zero: %(days)s clear day in a row of the %(needed)s that the pack asks for.",
        "The social face is not at zero: %(days)s clear days in a row of the %(needed)s that the pack asks for.",
        face.days,
    ) % {"days": number_text(face.days), "needed": number_text(face.needed)}


def sure(found: DelaysFound) -> str:
    """How sure is that?"""
    if not found.total:
        return gettext("Nobody is ill as far as this system knows: that is as good as the looking.")
    if found.face is None:
        return ""
    return gettext("It is counted from what was found, by the pack's own rule; it is as good as the looking outside control.")


def tone(found: DelaysFound) -> Tone:
    """Which tone has that sentence?"""
    if not found.total or found.face is None:
        return Tone.NEUTRAL
    return Tone.OK if found.face.zero else Tone.WARN


def shares(found: DelaysFound) -> list[tuple[str, str, str]]:
    """Which shares are told: label, value, note?"""
    rows = [(gettext("Investigated within 24 hours"), found.in_time, _running(found))]
    if found.under_control is not None:
        rows.append((gettext("Found among people under control"), found.under_control, ""))
    rows.append((gettext("Local cases without a known source"), found.unlinked, ""))
    return [(label, share_text(share), " · ".join(filter(None, (interval_text(share), note)))) for label, share, note in rows]


def _running(found: DelaysFound) -> str:
    if not found.running:
        return ""
    return ngettext("%(count)s is still running in time", "%(count)s are still running in time", found.running) % {
        "count": number_text(found.running)
    }


def share_text(found: ShareFound) -> str:
    """How is this share said? In numbers where there are fewer than ten."""
    if found.share is None:
        return pgettext("delays", "nobody yet")
    numbers = gettext("%(part)s of %(whole)s") % {"part": number_text(found.part), "whole": number_text(found.whole)}
    return numbers if found.small else f"{percent_text(found.share, decimals=0)} ({numbers})"


def interval_text(found: ShareFound) -> str:
    """Between which values may the share truly lie?"""
    if found.share is None:
        return ""
    low, high = percent_text(found.low, decimals=0), percent_text(found.high, decimals=0)
    return gettext("truly between %(low)s and %(high)s (95 %%)") % {"low": low, "high": high}


def face_text(face: FaceFound) -> str:
    """What does the rule say, with the day that broke the row?"""
    parts = [gettext("by %(line)s of %(pack)s") % {"line": face.line, "pack": face.pack}]
    if face.last_outside is not None:
        named = {"day": words.on_day(face.last_outside), "count": number_text(face.outside)}
        parts.append(gettext("last found outside control on %(day)s: %(count)s") % named)
    elif face.whole_window:
        parts.append(gettext("clear on every day of the window: the row may be longer"))
    if face.unconfirmed:
        parts.append(gettext("the pack marks this rule as not confirmed"))
    return " · ".join(parts)


def goals(found: DelaysFound) -> list[tuple[str, GoalStep | None]]:
    """The three steps of 7-1-7 with their labels."""
    return [
        (gettext("Detected (7 days)"), found.detect),
        (gettext("Notified (1 day)"), found.notify),
        (gettext("First response done (7 days)"), found.respond),
    ]


def goal_text(goal: GoalStep | None) -> str:
    """How did this step go?"""
    if goal is None:
        return gettext("not begun")
    days = ngettext("%(days)s day", "%(days)s days", int(goal.days)) % {"days": number_text(goal.days)}
    if goal.done:
        return days
    return gettext("%(days)s so far") % {"days": days}


def goal_tone(goal: GoalStep | None) -> Tone:
    """Which tone has it?"""
    if goal is None or goal.met is None:
        return Tone.NEUTRAL
    return Tone.OK if goal.met else Tone.DANGER


def worth_drawing(step: StepFound) -> bool:
    """Is there more than one week to compare, and any day to see?"""
    told = [week.figures for week in step.weeks if week.figures is not None]
    return len(told) > 1 and any(figures.p90 for figures in told)


def week_chart(step: StepFound) -> Chart:
    """How did the median and the ninth tenth move, week by week?"""
    readings = tuple(
        Reading(week.first, (Part(0, week.figures.median), Part(1, week.figures.p90 - week.figures.median)))
        for week in step.weeks
        if week.figures is not None
    )
    keys: list[tuple[int, str | Promise]] = [(0, _("half of the cases within")), (1, _("nine of ten within"))]
    caption = gettext("By week: %(step)s") % {"step": STEPS[step.step]}
    return chart(Plan(readings, step=7), caption=caption, unit=_("days"), keys=keys)
