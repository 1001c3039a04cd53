"""Forms of result files: the upload, and how a laboratory names its columns and words its outcomes."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outpace.screening.api import FIELD_NAMES, ColumnPlan, FileView, Preview, ResultField
from outpace.screening.choices import Outcome
from outpace.screening.rules.result_rows import REQUIRED, Fault

MAX_BYTES = 32 * 1024 * 1024
NOTHING = ("", "–")


class UploadForm(forms.Form):
    """One file of results."""

    file = forms.FileField(
        label=_("Result file"),
        help_text=_("CSV, XLSX or JSON, up to 100 000 rows and 32 MB. Nothing is applied before you have seen what it comes to."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.txt"}),
    )

    def clean_file(self) -> object:
        """Refuse a file that is too large before it is read."""
        given = self.cleaned_data["file"]
        if given.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 32 MB. Split it."))
        return given


class MappingForm(forms.Form):
    """Which heading means what, and which of the laboratory's own words means which outcome."""

    def columns(self) -> dict[ResultField, str]:
        """Which heading was chosen for each field?"""
        return {name: self.cleaned_data[f"column_{name.value}"] for name in ResultField}

    def outcomes(self) -> dict[str, Outcome]:
        """Which words were given an outcome?"""
        words: Mapping[str, str] = self.initial["words"]
        chosen = {word: self.cleaned_data[name] for name, word in words.items()}
        return {word: Outcome(code) for word, code in chosen.items() if code}


def mapping_form(found: FileView, plan: ColumnPlan, preview: Preview | None, *, data: QueryDict | None = None) -> MappingForm:
    """Which form asks how this file is read, with what is known or guessed already chosen?"""
    seen = (
        {fault.problem.seen.strip().casefold() for fault in preview.problems if fault.problem.fault is Fault.UNKNOWN_WORD}
        if preview
        else set()
    )
    words = {f"word_{place}": word for place, word in enumerate(sorted({*plan.outcomes, *seen} - {""}))}
    form = MappingForm(data, initial={"words": words})
    headings = [NOTHING, *((heading, heading) for heading in found.headings)]
    for name in ResultField:
        form.fields[f"column_{name.value}"] = forms.ChoiceField(
            label=str(FIELD_NAMES[name]), choices=headings, required=name in REQUIRED, initial=plan.columns.get(name, "")
        )
    for place, word in words.items():
        known = plan.outcomes.get(word)
        form.fields[place] = forms.TypedChoiceField(
            label=gettext("“%(word)s” means") % {"word": word},
            choices=[NOTHING, *Outcome.choices],
            coerce=int,
            empty_value=None,
            required=False,
            initial=int(known) if known else "",
        )
    return form
