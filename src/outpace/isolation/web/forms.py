"""What pages of isolation send, checked for shape; what it means is checked by the services."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedAct, Care, EndReason, VehicleKind
from outpace.isolation.rules.rooms import BY_STAFF

MOST_SIGNED = 100
"""Requests one press of a button may sign."""
BIG = 2**63 - 1


class RoomActForm(forms.Form):
    """What staff did to a room."""

    act = forms.TypedChoiceField(choices=[(act.value, act.label) for act in BedAct if act in BY_STAFF], coerce=BedAct)


class DepartureForm(forms.Form):
    """Why somebody left for good."""

    reason = forms.TypedChoiceField(choices=[choice for choice in EndReason.choices if choice[0] != EndReason.MOVED], coerce=EndReason)


class RoomsForm(forms.Form):
    """A table of rooms."""

    file = forms.FileField(
        label=_("Table of rooms"),
        help_text=_("CSV or XLSX with the columns room, beds, building, floor, accessible, state, ready_on; only room is needed."),
    )


class ChoiceField(forms.CharField):
    """A place chosen for somebody: facility and bed, as "3:17", or "3:" where no bed is reserved."""

    def clean(self, value: object) -> tuple[int, int | None]:
        """Which facility and bed? Raises ValidationError for anything else."""
        facility, _sep, bed = str(super().clean(value)).partition(":")
        if not (facility.isdecimal() and (bed == "" or bed.isdecimal()) and len(facility) < 19 and len(bed) < 19):
            raise forms.ValidationError(_("Choose a place."))
        return int(facility), int(bed) if bed else None


class SignForm(forms.Form):
    """One place, chosen and signed."""

    choice = ChoiceField(label=_("Place"), max_length=40, error_messages={"required": _("Choose a place.")})
    note = forms.CharField(label=_("Reason"), max_length=200, required=False)


class ChosenField(forms.MultipleChoiceField):
    """Proposals ticked, each as "placement:facility:bed"; whether they still hold is for the service to say."""

    def valid_value(self, value: str) -> bool:
        """Has it the shape of a ticked proposal?"""
        parts = value.split(":")
        return (
            len(parts) == 3 and all(part.isdecimal() and len(part) < 19 for part in parts[:2]) and (parts[2] == "" or parts[2].isdecimal())
        )


class SignManyForm(forms.Form):
    """Several proposals, signed together."""

    chosen = ChosenField(label=_("Requests"), error_messages={"required": _("Tick at least one request.")})
    note = forms.CharField(label=_("Reason"), max_length=200, required=False)


class TripForm(forms.Form):
    """What a trip is planned as."""

    facility = forms.TypedChoiceField(label=_("Destination"), coerce=int)
    plate = forms.CharField(label=_("Number plate"), max_length=20)
    vehicle = forms.TypedChoiceField(label=_("Vehicle"), choices=VehicleKind.choices, coerce=VehicleKind)
    seats = forms.IntegerField(label=_("Passenger seats"), min_value=1, max_value=200)
    driver = forms.CharField(label=_("Driver"), max_length=80)
    crew = forms.CharField(label=_("Crew"), max_length=200, required=False)
    planned_for = forms.DateTimeField(
        label=_("Leaves at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def offer(self, places: Sequence[tuple[int, str]]) -> None:
        """Let these be chosen as the destination."""
        field = self.fields["facility"]
        if isinstance(field, forms.ChoiceField):
            field.choices = places


class BoardingForm(forms.Form):
    """Who is put on a manifest."""

    placement = forms.IntegerField(min_value=1, max_value=BIG)
    fever = forms.BooleanField(required=False)


class TripActForm(forms.Form):
    """What happened to a trip; the seal at departure, and whether it held."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("depart", "arrive", "disinfect", "cancel")])
    seal = forms.CharField(max_length=40, required=False)
    intact = forms.BooleanField(required=False)


class PassengerActForm(forms.Form):
    """What happened to one person of a manifest; who signed elsewhere, and the receipt."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("release", "board", "receive", "drop")])
    receiver = forms.CharField(max_length=150, required=False)
    receipt = forms.CharField(max_length=80, required=False)


class PatientForm(forms.Form):
    """Whose treatment must not be missed."""

    typed = forms.CharField(label=_("Card or document number"), max_length=64)
    care = forms.TypedChoiceField(label=_("Treatment"), choices=Care.choices, coerce=Care)
    provider = forms.CharField(label=_("Usual provider"), max_length=120)
    first_due_at = forms.DateTimeField(
        label=_("Next treatment"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    every_hours = forms.IntegerField(label=_("Every so many hours"), min_value=1, max_value=8_760, required=False)


class TreatmentForm(forms.Form):
    """What happened to a treatment."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("book", "given", "missed")])
    transport = forms.CharField(max_length=120, required=False)


class OutlookForm(forms.Form):
    """What is expected: positives a day and contacts per case."""

    positives = forms.FloatField(label=_("Positives a day"), min_value=0, max_value=100_000)
    contacts = forms.FloatField(label=_("Contacts per case"), min_value=0, max_value=1_000)
