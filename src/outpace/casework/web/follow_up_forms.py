"""Forms of follow-up."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outpace.casework.choices.follow_up import FollowUpState, Half, Symptom
from outpace.casework.rules.follow_up_daily import has_begun
from outpace.kernel import clock


class CheckForm(forms.Form):
    """Temperature and symptoms of one half-day."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    half = forms.ChoiceField(label=_("Half of the day"), choices=Half.choices)
    temperature = forms.DecimalField(
        label=_("Temperature (°C)"), min_value=34, max_value=43, max_digits=3, decimal_places=1, required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"),
        choices=Symptom.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: tick nothing."),
    )
    self_report = forms.BooleanField(label=_("Told by the person"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a half-day that is still to come."""
        given: dict[str, Any] = super().clean() or {}
        day, half = given.get("day"), given.get("half")
        if day and half and not has_begun((day, Half(half)), timezone.localtime(clock.now())):
            self.add_error("day", _("This half of the day is still to come."))
        return given


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class EndForm(ReasonForm):
    """An end that is no release."""

    state = forms.ChoiceField(
        label=_("What happened"), choices=[(state.value, state.label) for state in (FollowUpState.HANDED_OVER, FollowUpState.DIED)]
    )


class AppealForm(forms.Form):
    """What somebody objects to, in their words."""

    text = forms.CharField(label=_("What the person objects to"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """The answer of a named human."""

    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    upheld = forms.ChoiceField(label=_("Decision"), choices=[("yes", _("The appeal is upheld")), ("no", _("The order stands"))])
