"""What the pages of tracing send, read and bounded."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import SHARED_PLACES
from outpace.casework.rules.held_stays import LOADED
from outpace.casework.web.case_forms import Choices, choices_of
from outpace.kernel.files import Limits

SOURCES = (Evidence.VENUE_CODE, Evidence.TRAVEL, Evidence.WORK, Evidence.CARE, Evidence.CCTV, Evidence.PAYMENT, Evidence.PHONE)
"""Whose lists are loaded; what people tell stands in the itinerary."""

BASES = (LegalBasis.AGENCY_REQUEST, LegalBasis.CONSENT, LegalBasis.DUTY_TO_TELL)
"""By which right lists are used, the usual one first: only what employers and hospitals must tell needs neither request nor consent."""


class StayListForm(forms.Form):
    """A list of stays is sent in."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX with the headings of the empty file."))
    area = forms.CharField(
        label=_("Area"), max_length=120, help_text=_("Where the places lie that have no area of their own: name or code.")
    )
    evidence = forms.ChoiceField(label=_("Known from"), choices=[(one.value, one.label) for one in SOURCES])
    legal_basis = forms.ChoiceField(label=_("Legal basis"), choices=[(one.value, one.label) for one in BASES])
    reference = forms.CharField(
        label=_("Number of the request"),
        max_length=60,
        required=False,
        help_text=_("Needed with a written request to the keeper of the data."),
    )
    ordered_until = forms.DateField(
        label=_("Last day of the order"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Phone locations are not taken without one; after it their stays are deleted."),
    )
    purpose = forms.CharField(label=_("What it is needed for"), max_length=200, help_text=_("Do not name people here."))
    kind = forms.ChoiceField(label=_("Kind of place"), required=False)
    presumed_minutes = forms.IntegerField(
        label=_("Minutes of a stay without an end"), min_value=1, max_value=1440, initial=60, help_text=_("A check-in tells no end.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = choices_of(LOADED, SHARED_PLACES, empty=pgettext_lazy("kind of place", "as each row says"))
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of place"), choices=choices, required=False)

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is larger than is read at all."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > Limits().size:
            raise forms.ValidationError(_("The file is larger than %(size)d MB.") % {"size": Limits().size // 2**20})
        return sent


class TracedForm(forms.Form):
    """What a named human decides about proposed contacts."""

    whom = forms.ChoiceField(label=_("Whom"))
    group = forms.ChoiceField(label=pgettext_lazy("contact", "Class"), required=False)
    is_protected = forms.BooleanField(label=_("Protected throughout"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False, help_text=_("Needed when you judge otherwise than proposed."))

    def __init__(self, *args: Any, groups: Choices, whom: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if whom:
            self.fields["whom"] = forms.ChoiceField(label=_("Whom"), choices=whom)
        else:
            del self.fields["whom"]
        self.fields["group"] = forms.ChoiceField(label=pgettext_lazy("contact", "Class"), choices=groups, required=False)
