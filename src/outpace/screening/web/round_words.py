"""What the round overview says in words: the headline, what needs attention, the forecast. Sentences only; figures come from the door."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from epiworks.plan.feasibility import Lift, LiftKind
from epiworks.plan.feasibility import Stage as Step
from outpace.screening.api import Overview
from outpace.screening.choices import PassState
from outpace.screening.data import PassInfo
from outpace.screening.rules.outlook import Outlook
from outpace.ui.text import duration_text, gap_text, number_text, percent_text

STEPS: Mapping[Step, str | Promise] = {
    Step.REGISTRATION: _("registration"),
    Step.SAMPLING: _("sampling"),
    Step.TRANSPORT: _("transport"),
    Step.LABORATORY: _("the laboratory"),
    Step.UPLOAD: _("upload of results"),
}
"""How the steps of the forecast are named in a sentence."""

LIFTS: Mapping[LiftKind, str | Promise] = {
    LiftKind.REGISTRARS: _("%(amount)s more registrars"),
    LiftKind.SITES: _("%(amount)s more sites"),
    LiftKind.TABLES: _("%(amount)s more sampling tables"),
    LiftKind.SAMPLERS: _("%(amount)s more samplers"),
    LiftKind.VEHICLES: _("%(amount)s more vehicles"),
    LiftKind.TUBES_PER_HOUR: _("%(amount)s more tubes an hour of laboratory capacity"),
    LiftKind.POOL_SIZE: _("pools of %(amount)s people to a tube"),
    LiftKind.RESULTS_PER_HOUR: _("%(amount)s more results an hour uploaded"),
}
"""What would help, with how much of it."""


def pass_name(info: PassInfo) -> str:
    """How is a pass called: "Round 1, pass 2", or its re-tests?"""
    words = {"round": info.round, "number": info.number}
    return (
        gettext("Round %(round)s, pass %(number)s, re-tests") % words
        if info.is_retest
        else gettext("Round %(round)s, pass %(number)s") % words
    )


def headline(view: Overview) -> str:
    """What is the one figure of this pass, in persons?"""
    if view.info.state == PassState.PLANNED:
        return gettext("%(name)s is planned, not open yet") % {"name": pass_name(view.info)}
    expected = view.count.due - view.count.exempt
    if expected <= 0:
        return gettext("Nobody is due in %(name)s") % {"name": pass_name(view.info)}
    return gettext("%(done)s of %(due)s people sampled (%(share)s)") % {
        "done": number_text(view.count.done),
        "due": number_text(expected),
        "share": percent_text(view.count.share, decimals=0),
    }


def lead(view: Overview) -> str:
    """What else must be known at once: which day, positives, and when it ends?"""
    if view.info.opened_at is None:
        return gettext("Open it to count who is due and start the clock.")
    parts = [gettext("Day %(day)s.") % {"day": day_of(view.info.opened_at, view.info.closed_at or view.as_of)}, _positives(view)]
    if view.info.state == PassState.CLOSED:
        parts.append(gettext("This pass is closed."))
    elif view.outlook is not None:
        parts.append(forecast(view.outlook))
    return gap_text().join(filter(None, parts))


def day_of(opened_at: datetime, moment: datetime) -> int:
    """Which day of the pass is this moment, the day of opening being day 1?"""
    return (timezone.localtime(moment).date() - timezone.localtime(opened_at).date()).days + 1


def _positives(view: Overview) -> str:
    if view.pools is None:
        return ""
    if not view.pools.pools:
        return gettext("No open positive pool.")
    found = ngettext("%(pools)s pool preliminary positive,", "%(pools)s pools preliminary positive,", view.pools.pools) % {
        "pools": number_text(view.pools.pools)
    }
    if not view.pools.to_reach:
        return gettext("%(found)s all its people reached.") % {"found": found}
    reach = ngettext("%(people)s person not reached yet.", "%(people)s people not reached yet.", view.pools.to_reach)
    return gettext("%(found)s %(reach)s") % {"found": found, "reach": reach % {"people": number_text(view.pools.to_reach)}}


def forecast(found: Outlook) -> str:
    """When does the round end, and what holds it up?"""
    if not found.rest:
        return gettext("Everyone is sampled and every tube is tested.")
    away = abs(found.late_by.total_seconds()) / 3600
    words = {"step": STEPS[found.bottleneck], "span": hours_text(found.hours_left), "late": hours_text(away)}
    if found.late_by > timedelta(0):
        return gettext("The bottleneck is %(step)s: the round ends in about %(span)s, %(late)s after the deadline.") % words
    return gettext("At this pace the round ends in about %(span)s, %(late)s before the deadline; the slowest step is %(step)s.") % words


def hours_text(hours: float) -> str:
    """How long is this, in hours as a headquarters says it?"""
    if hours < 1:
        return duration_text(timedelta(hours=hours))
    return gettext("%(hours)s h") % {"hours": number_text(round(hours))}


def lift_text(lift: Lift) -> str:
    """What would lift a bottleneck, rounded up?"""
    return str(LIFTS[lift.kind]) % {"amount": number_text(ceil(lift.amount))}
