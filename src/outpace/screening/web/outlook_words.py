"""The feasibility of a round in words and figures: verdict, steps with their hours, what would lift the late ones, and every input."""

from dataclasses import dataclass

from django.utils.translation import gettext

from epiworks.plan.feasibility import StageReport
from outpace.screening.rules.outlook import Outlook, OutlookInputs
from outpace.screening.web.round_words import STEPS, hours_text, lift_text
from outpace.ui.charts import Tone
from outpace.ui.text import number_text


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the round: how long it takes for the whole round and for what is left."""

    name: str
    whole: str
    rest: str
    is_late: bool
    lifts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutlookLines:
    """What the feasibility panel shows."""

    tone: Tone
    verdict: str
    steps: tuple[StepLine, ...]
    unknown: str
    inputs: tuple[tuple[str, str], ...]


def outlook_lines(found: Outlook) -> OutlookLines:
    """How does this outlook read?"""
    rest = {report.stage: report for report in found.rest}
    words = {"span": hours_text(found.plan.hours), "deadline": hours_text(found.plan.deadline), "step": STEPS[found.plan.bottleneck]}
    verdict = (
        gettext("Feasible: a whole round takes at least %(span)s of the %(deadline)s given.")
        if found.plan.feasible
        else gettext(
            "Not feasible as planned: a whole round takes at least %(span)s, the deadline gives %(deadline)s; %(step)s is the bottleneck."
        )
    )
    return OutlookLines(
        tone=Tone.OK if found.plan.feasible else Tone.DANGER,
        verdict=verdict % words,
        steps=tuple(_step(report, rest.get(report.stage)) for report in found.plan.stages),
        unknown=gettext(", ").join(str(STEPS[step]) for step in found.plan.unknown),
        inputs=_inputs(found.inputs),
    )


def _step(report: StageReport, rest: StageReport | None) -> StepLine:
    late = rest if rest is not None and not rest.in_time else report
    lifts = tuple(lift_text(lift) for lift in late.lifts if lift.amount > 0) if not late.in_time else ()
    return StepLine(
        str(STEPS[report.stage]), hours_text(report.hours), hours_text(rest.hours) if rest is not None else "", not late.in_time, lifts
    )


def _inputs(given: OutlookInputs) -> tuple[tuple[str, str], ...]:
    """Every figure the calculation rests on, with its unit."""
    per_table, per_site = given.people_per_table, given.people_per_site
    unknown = gettext("not in the pack")
    return (
        (gettext("People expected"), gettext("%(n)s people") % {"n": number_text(given.people_expected)}),
        (gettext("Still to be sampled"), gettext("%(n)s people") % {"n": number_text(given.people_missing)}),
        (gettext("Waiting for a test"), gettext("%(n)s tubes") % {"n": number_text(given.untested_tubes)}),
        (
            gettext("People to a tube"),
            gettext("%(n)s planned, filled to %(share)s%%") % {"n": given.pool, "share": round(given.fill * 100)},
        ),
        (gettext("Sampling sites"), number_text(given.sites)),
        (gettext("Sampling tables"), number_text(given.tables)),
        (gettext("People an hour at a site"), number_text(per_site) if per_site is not None else unknown),
        (gettext("People an hour at a table"), number_text(per_table) if per_table is not None else unknown),
        (gettext("Laboratories"), number_text(len(given.laboratories))),
        (gettext("Laboratory capacity, effective"), gettext("%(n)s tubes an hour") % {"n": number_text(given.tubes_per_hour)}),
    )
