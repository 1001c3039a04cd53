"""The judging form: rows of proposals, what a person says of each, and how the answer is told."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest
from django.utils.translation import ngettext, pgettext_lazy

from epiworks.protocol import NO_CLASS, Situation
from outpace.casework.api import CaseSheet, Judgement
from outpace.casework.choices.case_words import NOBODY, PLACE_KINDS, word
from outpace.casework.choices.cases import ContactSource
from outpace.casework.choices.words import GROUPS
from outpace.casework.data.cases import NewJudgement
from outpace.casework.data.contacts import Candidate
from outpace.casework.web.case_forms import Choices, JudgeForm, choices_of
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.ui.text import moment_text

CLASSES = {**GROUPS, **NOBODY}
JudgeSet = formset_factory(JudgeForm, extra=0, max_num=200, validate_max=True, absolute_max=200)
Shown = list[tuple[JudgeForm, Candidate | None, str]]


def class_choices(groups: Iterable[str]) -> Choices:
    """Which classes may be chosen, beside the one proposed?"""
    return choices_of([*groups, NO_CLASS], CLASSES, empty=pgettext_lazy("contact", "as proposed"))


def stay_choices(sheet: CaseSheet) -> Choices:
    """In which stays of the itinerary may somebody have met the case? In words: when, and what place it was."""
    return [
        (
            str(stay.id),
            f"{moment_text(stay.starts_at, clock.now())} · {word(PLACE_KINDS, stay.place_kind)} · {stay.place or stay.area_name}",
        )
        for stay in sheet.stays
    ]


def initial(one: Candidate) -> dict[str, object]:
    """What does the row of a proposal say before anybody has changed it?"""
    return {
        "pick": one.source is not ContactSource.SAME_TUBE,
        "person_id": one.person_id,
        "record_id": uuid4(),
        "source": one.source,
        "situation": one.situation,
        "first_on": one.first_on,
        "last_on": one.last_on,
    }


def beside(rows: "BaseFormSet[JudgeForm]", proposed: Sequence[Candidate]) -> Shown:
    """Each row with its proposal and the class it names; None for somebody who was judged meanwhile."""
    known = {one.person_id: one for one in proposed}
    return [(form, one, word(CLASSES, one.proposed) if one else "") for form in rows.forms for one in [known.get(_person_of(form))]]


def judgement(form: JudgeForm, *, through_id: int | None = None, higher_risk: bool = False) -> NewJudgement:
    """What does this row say?"""
    given = form.cleaned_data
    return NewJudgement(
        record_id=given["record_id"],
        person_id=given["person_id"],
        source=ContactSource(given["source"]),
        situation=Situation(given["situation"]),
        first_on=given["first_on"],
        last_on=given["last_on"],
        group=given["group"] or None,
        reason=given["reason"],
        is_protected=given["is_protected"],
        through_id=through_id,
        is_higher_risk=higher_risk,
        stay_id=given.get("stay_id"),
    )


def refuse_row(chosen: Sequence[JudgeForm], refusal: Refusal) -> None:
    """Show a refusal at the row it is about."""
    if refusal.row is not None:
        form = chosen[refusal.row - 1]
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def told_of(request: HttpRequest, answers: Iterable[Judgement]) -> None:
    """Say how many were judged contacts, and how many are none."""
    stand = [answer.is_contact for answer in answers]
    count, others = stand.count(True), stand.count(False)
    if count:
        told = ngettext("%(count)d person judged a contact.", "%(count)d people judged contacts.", count)
        messages.success(request, told % {"count": count})
    if others:
        told = ngettext("%(count)d person is no contact by this judgement.", "%(count)d people are no contacts by this judgement.", others)
        messages.warning(request, told % {"count": others})


def _person_of(form: JudgeForm) -> int:
    value = form["person_id"].value()
    return int(value) if str(value or "").isdecimal() and len(str(value)) < 19 else 0
