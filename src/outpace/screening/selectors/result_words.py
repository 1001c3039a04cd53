"""How are the fields of a result file and the faults of its rows said in the reader's language?"""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outpace.screening.rules.result_rows import CT_RANGE, EARLIEST, Fault, Field, Problem

FIELD_NAMES: Mapping[Field, str | Promise] = {
    Field.TUBE: _("Tube code"),
    Field.OUTCOME: _("Outcome"),
    Field.TESTED_AT: _("Tested at"),
    Field.CT_N: _("Ct of gene N"),
    Field.CT_ORF1AB: _("Ct of gene ORF1ab"),
    Field.CORRECTS: _("Is a correction"),
    Field.REASON: _("Reason of the correction"),
}
"""What people call each field."""

ALLOWED: Mapping[Fault, str | Promise] = {
    Fault.MISSING: _("a value: the cell is empty"),
    Fault.BAD_TUBE: _("1 to 32 letters and digits, also . _ -"),
    Fault.UNKNOWN_WORD: _("a word of the list of outcomes below; add this one there if the laboratory uses it"),
    Fault.NOT_A_MOMENT: _("date and time, as 2021-11-08 13:05"),
    Fault.TOO_EARLY: _("a date after %(hint)s"),
    Fault.BEFORE_SAMPLING: _("a time after the sampling at %(hint)s"),
    Fault.IN_FUTURE: _("a time that has already been"),
    Fault.NOT_A_CT: _("a number, or empty"),
    Fault.CT_RANGE: _("a number from %(low)s to %(high)s, or empty"),
    Fault.NOT_YES_OR_NO: _("yes, no or empty"),
    Fault.NO_REASON: _("why the earlier result is corrected"),
    Fault.TWICE: _("one result per tube: row %(hint)s says otherwise"),
    Fault.REFUSED: "%(hint)s",
}
"""What may stand in the cell instead."""


def allowed_text(problem: Problem) -> str:
    """What is allowed in the cell, in the reader's language?"""
    values = {"hint": _hint(problem), "low": f"{CT_RANGE[0]:g}", "high": f"{CT_RANGE[1]:g}"}
    return str(ALLOWED[problem.fault]) % values


def problem_text(problem: Problem) -> str:
    """What is wrong with the cell: field, what was seen, what is allowed?"""
    values = {"field": FIELD_NAMES[problem.field], "seen": problem.seen or "–", "allowed": allowed_text(problem)}
    return gettext("%(field)s: seen “%(seen)s”, allowed: %(allowed)s") % values


def _hint(problem: Problem) -> str:
    if problem.fault is Fault.TOO_EARLY:
        return EARLIEST.date().isoformat()
    if problem.fault is Fault.BEFORE_SAMPLING:
        return timezone.localtime(datetime.fromisoformat(problem.hint), timezone.get_default_timezone()).strftime("%Y-%m-%d %H:%M")
    return problem.hint
