"""What a sampler's phone sends, read and bounded."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from outpace.registry.choices import Sex
from outpace.registry.data import NewPerson

MAX_TYPED = 64


class TubeForm(forms.Form):
    """Which tube is in hand."""

    code = forms.RegexField(
        r"^[0-9A-Za-z._-]{1,32}\Z",
        label=_("Tube code"),
        error_messages={"invalid": _("A tube code has up to 32 letters, digits, dots, hyphens or underscores.")},
    )


class ScanForm(forms.Form):
    """One scan: a client-made id, and a person by id, by what was scanned or typed, or by description."""

    record_id = forms.UUIDField()
    typed = forms.CharField(max_length=MAX_TYPED, required=False)
    person = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    reference = forms.CharField(max_length=200, required=False)
    anyway = forms.BooleanField(required=False)


class StrangerForm(forms.Form):
    """Somebody whose name nobody knows: how to find them again."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    reference = forms.CharField(
        label=_("How to find this person again"),
        help_text=_("For example: woman, about 60, red coat, lives behind the mill."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)


class WalkInForm(forms.Form):
    """Somebody the roster does not have."""

    record_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    grid = forms.TypedChoiceField(label=_("Grid where they live"), coerce=int)
    document = forms.CharField(
        label=_("Document number"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1880, max_value=2100, required=False)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, grids: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"] = forms.TypedChoiceField(label=_("Grid where they live"), coerce=int, choices=grids)

    @property
    def record(self) -> UUID:
        """Which client-made id does this form carry?"""
        found: UUID = self.cleaned_data["record_id"]
        return found

    def person(self) -> NewPerson:
        """Who is to be enrolled?"""
        given = self.cleaned_data
        return NewPerson(
            name=given["name"], document=given["document"], phone=given["phone"], sex=given["sex"], birth_year=given["birth_year"]
        )
