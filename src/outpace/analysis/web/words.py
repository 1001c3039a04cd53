"""What the curve means, in sentences that a commander can read; and why a figure is not given."""

from collections.abc import Mapping
from datetime import date
from math import exp

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from epiworks.epi.curve import Basis
from epiworks.epi.published import PUBLISHED
from outpace.analysis import api
from outpace.analysis.data import Borrowed, BreakWhy, Course, CurveFound, GrowthFound, Lack
from outpace.analysis.rules.curve import QUIET_DAYS
from outpace.ui.charts import Tone
from outpace.ui.text import day_text, number_text

BASES: Mapping[Basis, str | Promise] = {
    Basis.ONSET: pgettext_lazy("curve by", "day of onset"),
    Basis.SAMPLE: pgettext_lazy("curve by", "day of sample"),
    Basis.REPORT: pgettext_lazy("curve by", "day of report"),
}

LACKS: Mapping[Lack, str | Promise] = {
    Lack.NOTHING: "",
    Lack.FEW_CASES: _("Too few cases: what a handful of people do by chance would be read as a course."),
    Lack.FEW_DAYS: _("Too few days."),
    Lack.FEW_DELAYS: _("Too few cases with both days known to say how many are still missing."),
    Lack.FEW_LINKS: _("Too few certain or likely links are judged between the cases."),
    Lack.NO_INTERVAL: _("No serial interval of this disease is kept here, and this outbreak has too few pairs of its own."),
    Lack.BREAK: _("The series broke a few days ago: days before and after the break cannot be compared."),
    Lack.NOT_BETTER: _("Until now such forecasts were no better than saying “as last week”, so none is shown."),
    Lack.PAST_WINDOW: _("A forecast is made only from today: choose a window that ends today."),
}

BREAKS: Mapping[BreakWhy, str | Promise] = {
    BreakWhy.PACKS: _("other packs hold: classes of case may mean something else from here on"),
    BreakWhy.MASS_SCREENING: _("everybody is looked for: cases that had gathered are found at once"),
}

UNCONFIRMED: Mapping[str, str | Promise] = {
    "standard deviation": pgettext_lazy("serial interval", "standard deviation"),
    "both": pgettext_lazy("serial interval", "mean and standard deviation"),
}
"""What of a published serial interval was not seen in its source, by the word of `epiworks`."""

TONES: Mapping[Course, Tone] = {
    Course.NONE: Tone.NEUTRAL,
    Course.QUIET: Tone.OK,
    Course.FEW: Tone.INFO,
    Course.BROKEN: Tone.INFO,
    Course.GROWS: Tone.DANGER,
    Course.SHRINKS: Tone.OK,
    Course.UNCLEAR: Tone.WARN,
}


def said(found: CurveFound) -> str:
    """What is the outbreak doing, in one sentence?"""
    if found.course is Course.NONE:
        return _none(found)
    if found.course is Course.QUIET:
        quiet = found.quiet or 0
        if quiet < QUIET_DAYS:
            return gettext("Nobody was infected here in the last %(days)s complete days, as far as is known.") % {
                "days": number_text(QUIET_DAYS)
            }
        return ngettext("No new case for %(days)s complete day.", "No new case for %(days)s complete days.", quiet) % {
            "days": number_text(quiet)
        }
    if found.course is Course.FEW:
        return ngettext(
            "%(cases)s case in the window: too few to say which way it goes.",
            "%(cases)s cases in the window: too few to say which way it goes.",
            found.total,
        ) % {"cases": number_text(found.total)}
    if found.course is Course.BROKEN or found.growth is None:
        return gettext("Cases are counted differently since a few days ago: it is too early to say which way it goes.")
    return _moving(found.course, found.growth)


def _none(found: CurveFound) -> str:
    if not found.undated:
        return gettext("No case is known in this area and window.")
    return ngettext(
        "%(cases)s case is known, without this day: look at the curve by day of report.",
        "%(cases)s cases are known, none of them with this day: look at the curve by day of report.",
        found.undated,
    ) % {"cases": number_text(found.undated)}


def _moving(course: Course, growth: GrowthFound) -> str:
    if course is Course.GROWS and growth.doubling is not None:
        words = {"percent": percent_a_day(growth.best), "low": days(growth.doubling[0]), "high": days(growth.doubling[1])}
        return gettext("It grows: about %(percent)s more cases each day, twice as many every %(low)s to %(high)s days.") % words
    if course is Course.SHRINKS and growth.halving is not None:
        words = {"percent": percent_a_day(growth.best), "low": days(growth.halving[0]), "high": days(growth.halving[1])}
        return gettext("It shrinks: about %(percent)s fewer cases each day, half as many every %(low)s to %(high)s days.") % words
    return gettext("It may be growing or shrinking: the numbers allow both.")


def tone(found: CurveFound) -> Tone:
    """How does that sentence look? Quiet days with a case since are nothing to be calm about."""
    return Tone.WARN if found.course is Course.QUIET and _since(found) else TONES[found.course]


def _since(found: CurveFound) -> int:
    """How many persons infected here are counted on days that are not complete yet?"""
    return sum(day.total - day.imported for day in found.days if not day.complete)


def _but_since(found: CurveFound) -> str:
    cases = _since(found)
    if not cases:
        return ""
    return ngettext(
        "But %(cases)s case stands on the days since, which are not complete yet.",
        "But %(cases)s cases stand on the days since, which are not complete yet.",
        cases,
    ) % {"cases": number_text(cases)}


def sure(found: CurveFound) -> str:
    """How sure is that sentence, and what does it rest on?"""
    if found.course is Course.NONE and not found.undated:
        return gettext("Nobody is ill as far as this system knows: that is as good as the looking.")
    if found.course is Course.QUIET:
        return _but_since(found) or gettext("Whether a chain still runs unseen is another question: see the page of the zones.")
    if found.growth is None:
        return gettext("Read the cases one by one; a rate would pretend to know more.")
    growth = found.growth
    words = {
        "low": signed_percent(growth.low),
        "high": signed_percent(growth.high),
        "cases": number_text(growth.cases),
        "first": on_day(growth.first),
        "last": on_day(growth.last),
    }
    text = (
        gettext(
            "95 %% sure: between %(low)s and %(high)s a day, from the %(cases)s local cases of %(first)s to %(last)s, complete days only."
        )
        % words
    )
    return f"{text} {small()}" if growth.small else text


def small() -> str:
    """What is to be borne in mind with few cases?"""
    return gettext("Fewer than thirty cases: read the numbers, not the per cent.")


def source_text(found: Borrowed | None) -> str:
    """Who published the borrowed serial interval, and what of it is not confirmed? Empty where none is borrowed."""
    if found is None:
        return ""
    for known in PUBLISHED.values():
        if known.unconfirmed and known.told == found.source:
            named = {"source": known.source, "what": UNCONFIRMED[known.unconfirmed]}
            return gettext("%(source)s (not confirmed: %(what)s)") % named
    return found.source


def on_day(value: date) -> str:
    """How is this day written for the reader: without the year when it is this one?"""
    return day_text(value, api.today())


def days(value: float) -> str:
    """How are these days written: with one decimal below ten?"""
    return number_text(value, decimals=1 if value < 10 else 0)


def percent_a_day(rate: float) -> str:
    """By how many per cent does it change each day, without a sign?"""
    return f"{abs(exp(rate) - 1) * 100:.0f}%"


def signed_percent(rate: float) -> str:
    """By how many per cent does it change each day, with a sign?"""
    value = (exp(rate) - 1) * 100
    return f"{'+' if value > 0 else ''}{number_text(value)}%"
