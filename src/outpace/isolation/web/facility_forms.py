"""Forms of a facility: opened, written anew, rooms by count. Checked for shape; what it means is checked by the services."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedState, Care, Cohort, FacilityKind
from outpace.isolation.data import FacilityChange, NewFacility, NewRoom
from outpace.isolation.rules.room_rows import STATES, numbered
from outpace.kernel import places
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry

MOST_ROOMS = 1_000
"""Rooms one press of a button may add."""
NO_AREA = _("There is no such area. Type its code, its name, or a path as /62/6212/.")
FIRST_STATES = [(state.value, state.label) for state in BedState if state in set(STATES.values())]


class FacilityForm(forms.Form):
    """What of a facility may be written anew."""

    name = forms.CharField(label=_("Name of the facility"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    head = forms.CharField(label=_("Head of the facility"), max_length=80, required=False, help_text=_("Who answers for it."))
    care = forms.TypedMultipleChoiceField(
        label=_("Care given there"), choices=Care.choices, coerce=Care, required=False, widget=forms.CheckboxSelectMultiple
    )
    ready_on = forms.DateField(
        label=_("Planned and converting rooms are ready on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=(MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))),
        help_text=_("The forecast counts them from that day on. Empty leaves them as they are."),
    )

    def change(self) -> FacilityChange:
        """What is it to say from now on?"""
        given = self.cleaned_data
        return FacilityChange(
            given["name"], given["name_en"], given["address"], given["phone"], frozenset(given["care"]), given["head"], given["ready_on"]
        )


class RoomCountForm(forms.Form):
    """Rooms by count: so many, of so many beds each, numbered from the first on."""

    rooms = forms.IntegerField(label=_("Number of rooms"), min_value=1, max_value=MOST_ROOMS)
    beds = forms.IntegerField(label=_("Beds in each room"), min_value=1, max_value=200, initial=1, help_text=_("Single rooms mainly."))
    state = forms.TypedChoiceField(
        label=_("State of the rooms"),
        choices=FIRST_STATES,
        coerce=BedState,
        initial=BedState.PLANNED,
    )
    letters = forms.CharField(
        label=_("Letters before the number"), max_length=10, required=False, help_text=_("For example the building: A gives A001, A002.")
    )
    first = forms.IntegerField(
        label=_("First number"),
        min_value=1,
        max_value=99_999,
        initial=1,
        help_text=_("Numbers that the facility has already are left as they are."),
    )

    def new_rooms(self) -> list[NewRoom]:
        """Which rooms are meant? None where no number of rooms is given."""
        given = self.cleaned_data
        codes = numbered(given["letters"], given["first"] or 1, given["rooms"] or 0)
        return [NewRoom(code, beds=given["beds"] or 1, state=given["state"], ready_on=given.get("ready_on")) for code in codes]


class NewFacilityForm(RoomCountForm, FacilityForm):
    """A facility to open, with its first rooms if they are known."""

    kind = forms.TypedChoiceField(label=_("Kind"), choices=FacilityKind.choices, coerce=FacilityKind)
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Short and for good, as ISO-07."))
    area = forms.CharField(label=_("Area"), max_length=200, help_text=_("Name or code of the township or county."))
    cohort = forms.TypedChoiceField(label=_("Who shares a room"), choices=Cohort.choices, coerce=Cohort)

    field_order = (
        "kind",
        "code",
        "name",
        "name_en",
        "area",
        "address",
        "phone",
        "head",
        "cohort",
        "care",
        "rooms",
        "beds",
        "state",
        "ready_on",
        "prefix",
        "first",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        """Remember who types; rooms may come later."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["rooms"].required = False
        self.fields["rooms"].help_text = _("Leave empty to add rooms later, by count or from a table.")

    def clean_area(self) -> int:
        """Which area is meant? Raises ValidationError where the reader runs no rooms, and for several, with their names."""
        try:
            path = places.resolve(self.actor, self.cleaned_data["area"])
        except places.UnknownPlace as unknown:
            if not unknown.choices:
                raise ValidationError(NO_AREA) from unknown
            choices = ", ".join(f"{name} ({path})" for path, name in unknown.choices)
            raise ValidationError(_("Several areas begin so: %(choices)s"), params={"choices": choices}) from unknown
        return self._area_at(path)

    def _area_at(self, path: AreaPath) -> int:
        node = registry.areas_at([path]).get(path)
        if node is None or not self.actor.may(Permission.ROOM_MANAGE, path):
            raise ValidationError(NO_AREA)
        return node.id

    def new_facility(self) -> NewFacility:
        """What is to be opened?"""
        given = self.cleaned_data
        return NewFacility(
            code=given["code"],
            kind=given["kind"],
            name=given["name"],
            area_id=given["area"],
            name_en=given["name_en"],
            address=given["address"],
            phone=given["phone"],
            head=given["head"],
            cohort=given["cohort"],
            care=frozenset(given["care"]),
        )
