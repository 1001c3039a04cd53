"""Forms of the tube page: what happened to it, whose scan was wrong, which result is corrected."""

from datetime import datetime
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from outpace.kernel import clock
from outpace.screening.api import TubeSheet
from outpace.screening.choices import Condition, CorrectionKind, Outcome, TubeEventKind
from outpace.screening.rules.flow import CONDITION_OF

BROKEN = (TubeEventKind.SPOILED, TubeEventKind.LEAKED, TubeEventKind.LOST, TubeEventKind.VOIDED)


class RecordForm(forms.Form):
    """Every form carries the id of the fact it makes, so that sending it twice makes one fact."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)


class ConditionForm(RecordForm):
    """What happened to the tube as a thing."""

    kind = forms.TypedChoiceField(label=_("What happened"), choices=TubeEventKind.choices, coerce=int)
    observed = forms.DateTimeField(
        label=_("Seen at"),
        required=False,
        help_text=_("Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def at(self) -> datetime:
        """When was it seen? Never later than now."""
        given: datetime | None = self.cleaned_data.get("observed")
        return min(given, clock.now()) if given else clock.now()


def condition_form(tube: TubeSheet, data: QueryDict | None = None) -> ConditionForm:
    """Which form asks what happened to this tube: only what can have happened to it now?"""
    kinds = [kind for kind in BROKEN if CONDITION_OF[kind] is not tube.condition]
    if tube.condition is Condition.LOST:
        kinds.insert(0, TubeEventKind.FOUND)
    if tube.condition is Condition.VOIDED:
        kinds.insert(0, TubeEventKind.RESTORED)
    form = ConditionForm(data, initial={"record_id": uuid4()})
    field = form.fields["kind"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [(kind.value, kind.label) for kind in kinds]
    return form


class ScanFixForm(RecordForm):
    """One person's scan was wrong, or right after all, or belongs to another tube."""

    person = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    kind = forms.TypedChoiceField(choices=CorrectionKind.choices, coerce=int, widget=forms.HiddenInput)
    into = forms.RegexField(r"^[0-9A-Za-z._-]{1,32}\Z", label=_("Belongs to tube"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=200)


class ResultFixForm(RecordForm):
    """The standing result is wrong: which one is right, and why."""

    outcome = forms.TypedChoiceField(label=_("Right outcome"), choices=Outcome.choices, coerce=int)
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("Both results stay on record, with this reason."))
