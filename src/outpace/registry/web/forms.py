"""Forms of the registry's pages. They read what was typed; whether it may be is decided by the services."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from outpace.kernel.files import Limits
from outpace.registry.choices import Duty, Mobility, Presence, Sex, StationKind
from outpace.registry.data import KeyGroupName, KindName
from outpace.registry.web.words import in_chinese

LIMITS = Limits()
GROUP = "group_"
"""How the fields of key groups begin; the bit follows."""


class AreaForm(forms.Form):
    """A new area."""

    kind = forms.ChoiceField(label=_("Kind"))
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("The code stays with the area for life."))
    name = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)

    def __init__(self, *args: Any, kinds: Iterable[KindName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(kind.code, kind.name_zh if in_chinese() else kind.name_en) for kind in kinds]


class RenameForm(forms.Form):
    """Another name for an area."""

    name = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)


class MoveAreaForm(forms.Form):
    """Another place for an area."""

    parent = forms.CharField(label=_("Code of the area it will lie in"), max_length=40)


class FindForm(forms.Form):
    """Somebody to find, by the code on their QR or by their document. Sent by POST, so that it stands in no address or log."""

    typed = forms.CharField(
        label=_("Code on the QR, or document number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class RosterSearchForm(forms.Form):
    """Somebody to find in one area, by name or last digits."""

    typed = forms.CharField(
        label=_("Name, or last four digits of document or phone"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PersonForm(forms.Form):
    """A person to enrol."""

    name = forms.CharField(label=_("Name"), max_length=60)
    document = forms.CharField(
        label=_("Document number"), max_length=40, required=False, help_text=_("Birth year and sex are read from an 18-digit number.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    birth_year = forms.IntegerField(label=_("Birth year"), required=False)
    household = forms.CharField(label=_("Household number"), max_length=32, required=False, help_text=_("A new number opens a household."))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def __init__(self, *args: Any, groups: Iterable[KeyGroupName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in groups:
            label = group.name_zh if in_chinese() else group.name_en
            self.fields[f"{GROUP}{group.bit}"] = forms.BooleanField(label=label, required=False)

    @property
    def mask(self) -> int:
        """Which bits do the ticked key groups make?"""
        return sum(1 << int(name.removeprefix(GROUP)) for name, ticked in self.cleaned_data.items() if name.startswith(GROUP) and ticked)


class PresenceForm(forms.Form):
    """Where a person is now."""

    presence = forms.TypedChoiceField(label=_("Presence"), choices=Presence.choices, coerce=int)


class MovePersonForm(forms.Form):
    """Another grid for a person."""

    grid = forms.CharField(label=_("Code of the new grid"), max_length=40)


class StationForm(forms.Form):
    """A new station."""

    kind = forms.ChoiceField(label=_("Kind"), choices=StationKind.choices)
    mobility = forms.ChoiceField(label=_("Mobility"), choices=Mobility.choices)
    code = forms.CharField(label=_("Code"), max_length=32)
    name = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    nominal_per_day = forms.IntegerField(
        label=_("Nominal capacity per day"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=_("Person-times a day at a sampling site, tubes a day at a laboratory, as declared."),
    )


class PostForm(forms.Form):
    """Somebody to post to a station."""

    username = forms.CharField(label=_("User name"), max_length=64)
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)


class PointsForm(forms.Form):
    """A list of points."""

    file = forms.FileField(label=_("CSV or XLSX file"), help_text=_("Three columns: code, longitude, latitude, in decimal degrees."))

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file by its size before any of it is read into memory."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LIMITS.size:
            raise forms.ValidationError(_("The file is too large; split it by township."))
        return sent


class LoadForm(forms.Form):
    """A list of people."""

    file = forms.FileField(label=_("CSV or XLSX file"), help_text=_("Nobody is added before you have seen what was read."))

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file by its size before any of it is read into memory."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LIMITS.size:
            raise forms.ValidationError(_("The file is too large; split it by township."))
        return sent
