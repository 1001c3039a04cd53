"""What the case pages send, read and bounded."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from epiworks.protocol import PlaceKind, Setting, Situation, Spread
from outpace.casework.choices.case_words import PLACE_KINDS, SPREADS, word
from outpace.casework.choices.cases import CaseEnd, ContactSource, Evidence, LegalBasis, Severity
from outpace.casework.choices.words import CASE_CLASSES, SETTINGS, SITUATIONS
from outpace.kernel import places
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor, AreaPath

MAX_NUMBER = 2**63 - 1
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
Choices = list[tuple[str, str | Promise]]


def choices_of(codes: Iterable[str], words: Mapping[str, str | Promise], *, empty: str | Promise | None = None) -> Choices:
    """Which choices do these codes make, in their words?"""
    listed: Choices = [(str(code), word(words, str(code))) for code in codes]
    return listed if empty is None else [("", empty), *listed]


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal at the field it names, or on top."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def area_typed(actor: Actor, typed: str) -> AreaPath:
    """Which area is meant, by name, code or path? Raises Refusal at the field `area` that names the areas it might be."""
    try:
        return places.resolve(actor, typed)
    except places.UnknownPlace as unknown:
        meant = ", ".join(name for _path, name in unknown.choices[:5])
        message = gettext("Which area is meant? %(choices)s") % {"choices": meant or gettext("None of this name or code is known.")}
        raise Refusal("no_area", message, field="area") from unknown


class ReportForm(forms.Form):
    """Somebody reports a case."""

    typed = forms.CharField(label=_("Card or document number"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    setting = forms.ChoiceField(label=_("Where it was found"))
    onset_on = forms.DateField(label=_("Day of onset"), required=False, widget=_DAY)
    note = forms.CharField(label=_("Note"), max_length=200, required=False, help_text=_("Do not name people here."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = (Setting.FEVER_CLINIC, Setting.OTHER_JURISDICTION, Setting.INBOUND_CHECK, Setting.CLOSED_LOOP, Setting.COMMUNITY_SCREENING)
        self.fields["setting"] = forms.ChoiceField(label=_("Where it was found"), choices=choices_of(found, SETTINGS))


class ClassForm(forms.Form):
    """A named human gives a case another class."""

    becomes = forms.ChoiceField(label=_("New class"))
    note = forms.CharField(label=_("Why"), max_length=200, required=False, help_text=_("Do not name people here."))
    correcting = forms.BooleanField(label=_("This corrects a mistake"), required=False)

    def __init__(self, *args: Any, classes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["becomes"] = forms.ChoiceField(label=_("New class"), choices=choices_of(classes, CASE_CLASSES))


class EndForm(forms.Form):
    """A named human ends a case."""

    end = forms.ChoiceField(label=_("How it ends"), choices=[(end.value, end.label) for end in (CaseEnd.DISCHARGED, CaseEnd.DIED)])
    note = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Needed where the conditions are not met. Do not name people here.")
    )


class KnownForm(forms.Form):
    """What else is known of a case."""

    onset_on = forms.DateField(label=_("Day of onset"), required=False, widget=_DAY)
    no_onset = forms.BooleanField(label=_("No onset: the day was written down by mistake"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, required=False)
    area = forms.CharField(
        label=_("Place of care"),
        max_length=120,
        required=False,
        help_text=_("Name or code of the area where the person is cared for; empty: as it is."),
    )
    setting = forms.ChoiceField(label=_("Where it was found"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["setting"] = forms.ChoiceField(
            label=_("Where it was found"), choices=choices_of(Setting, SETTINGS, empty="–"), required=False
        )


class StayForm(forms.Form):
    """One stay of a case."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.CharField(label=_("Area"), max_length=120, help_text=_("Name or code of a village, community or grid."))
    place_name = forms.CharField(label=_("Place"), max_length=120, help_text=_("A home is stored sealed."))
    place_kind = forms.ChoiceField(label=_("What the place was"))
    starts_at = forms.DateTimeField(label=pgettext_lazy("stay", "From"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=pgettext_lazy("stay", "Until"), widget=_MOMENT)
    situation = forms.ChoiceField(label=_("How others were exposed"))
    spread = forms.ChoiceField(label=_("Chance of spread there"))
    is_protected = forms.BooleanField(label=_("Wore protection throughout"), required=False)
    evidence = forms.ChoiceField(label=_("Known from"), choices=Evidence.choices)
    legal_basis = forms.ChoiceField(label=_("Legal basis"), choices=LegalBasis.choices)
    reference = forms.CharField(label=_("Number of the request"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes, words in (
            ("place_kind", PlaceKind, PLACE_KINDS),
            ("situation", Situation, SITUATIONS),
            ("spread", Spread, SPREADS),
        ):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=choices_of(codes, words))


class CorrectForm(StayForm):
    """What a stay was instead, and why it was wrong."""

    reason = forms.CharField(label=_("What was wrong"), max_length=200, help_text=_("Do not name people here."))


class VoidForm(forms.Form):
    """A stay did not happen."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("How it is known that this stay did not happen"), max_length=200)


class JudgeForm(forms.Form):
    """One exposure of one person, as a row of the judging form."""

    pick = forms.BooleanField(label=_("Judge this person"), required=False)
    person_id = forms.IntegerField(min_value=1, max_value=MAX_NUMBER, widget=forms.HiddenInput)
    record_id = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(choices=ContactSource.choices, widget=forms.HiddenInput)
    situation = forms.ChoiceField(label=_("How they were exposed"))
    first_on = forms.DateField(label=_("First day"), widget=_DAY)
    last_on = forms.DateField(label=_("Last day"), widget=_DAY)
    is_protected = forms.BooleanField(label=_("Protected throughout"), required=False)
    stay_id = forms.TypedChoiceField(label=_("In which stay"), coerce=int, empty_value=None, required=False)
    group = forms.ChoiceField(label=pgettext_lazy("contact", "Class"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False, help_text=_("Needed when you judge otherwise than proposed."))

    def __init__(self, *args: Any, groups: Choices, stays: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stays:
            self.fields["stay_id"] = forms.TypedChoiceField(
                label=_("In which stay"), coerce=int, empty_value=None, required=False, choices=[("", "–"), *stays]
            )
        else:
            del self.fields["stay_id"]
        self.fields["situation"] = forms.ChoiceField(label=_("How they were exposed"), choices=choices_of(Situation, SITUATIONS))
        self.fields["group"] = forms.ChoiceField(label=pgettext_lazy("contact", "Class"), choices=groups, required=False)


class NamedForm(forms.Form):
    """Somebody whom the case named."""

    typed = forms.CharField(label=_("Card or document number"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
