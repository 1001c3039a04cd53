"""Forms of zoning: what a person may type, checked for shape; what it means is checked by the services."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outpace.kernel import places
from outpace.kernel.scope import Actor, AreaPath
from outpace.zoning.choices import Layer, ProposalKind
from outpace.zoning.data import ByHand, NewMeasure, Signature
from outpace.zoning.web.words import MEASURES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
AREAS_HELP = _("One to a line: name or code of a grid, village or township.")


class AreasForm(forms.Form):
    """A form in which areas are typed, one to a line, by name or code."""

    areas = forms.CharField(label=_("Areas"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), help_text=AREAS_HELP)

    def read_areas(self, actor: Actor) -> tuple[AreaPath, ...]:
        """Which areas are meant? Empty after an error, which then stands beside the field."""
        found: list[AreaPath] = []
        for typed in _lines(self.cleaned_data.get("areas", "")):
            try:
                found.append(places.resolve(actor, typed))
            except places.UnknownPlace as unknown:
                self.add_error("areas", _unknown(typed, unknown))
        return () if self.errors else tuple(found)


class ProposeForm(AreasForm):
    """A new zone asked for by a person."""

    zone_type = forms.ChoiceField(label=_("Type"))
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ("areas", "zone_type", "reason", "request_id")

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let these types be chosen; with only one there is nothing to ask."""
        field = self.fields["zone_type"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if len(choices) == 1:
            self.fields["zone_type"].initial = choices[0][0]
            self.fields["zone_type"].widget = forms.HiddenInput()

    def asked(self, areas: tuple[AreaPath, ...], layer: Layer) -> ByHand:
        """What is asked for?"""
        given = self.cleaned_data
        return ByHand(ProposalKind.ADD, areas, zone_type=given["zone_type"], layer=layer, reason=given["reason"])

    def request(self) -> UUID:
        """Which request is it? Sent twice it is one."""
        return UUID(str(self.cleaned_data["request_id"]))


class DrawForm(forms.Form):
    """A shape drawn on the map: its corners, typed or drawn, and once it was looked at, which units the zone is to hold."""

    corners = forms.CharField(
        label=_("Corners"),
        max_length=9000,
        widget=forms.Textarea(attrs={"rows": 6, "inputmode": "decimal", "spellcheck": "false"}),
        help_text=_("One to a line: longitude, latitude, in degrees, in order round the shape."),
    )
    zone_type = forms.ChoiceField(label=_("Type"))
    reason = forms.CharField(label=_("Why"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let these types be chosen."""
        field = self.fields["zone_type"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_corners(self) -> tuple[tuple[float, float], ...]:
        """Two numbers to a line, apart by a comma or a space; what shape they make is judged by the service."""
        found = []
        for number, line in enumerate(str(self.cleaned_data["corners"]).splitlines(), start=1):
            parts = line.replace("，", ",").replace(",", " ").split()
            if not parts:
                continue
            try:
                lon, lat = (float(part) for part in parts)
            except ValueError:
                raise forms.ValidationError(gettext("Line %(number)s is not two numbers.") % {"number": number}) from None
            found.append((lon, lat))
        return tuple(found)

    def request(self) -> UUID:
        """Which request is it? Sent twice it is one."""
        return UUID(str(self.cleaned_data["request_id"]))


class ChangeForm(AreasForm):
    """A change of a zone that stands, asked for by a person."""

    kind = forms.ChoiceField(label=_("What is to change"))
    zone_type = forms.ChoiceField(label=_("New type"), required=False, help_text=_("Only when the type is to change."))
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ("kind", "areas", "zone_type", "reason", "request_id")

    def offer(self, kinds: Iterable[ProposalKind], types: Sequence[tuple[str, str]]) -> None:
        """Let these kinds of change and these types be chosen."""
        self.fields["areas"].required = False
        self.fields["areas"].help_text = gettext(
            "To make it larger: the areas to add. To make it smaller: the areas to keep. Else leave empty."
        )
        for name, choices in (("kind", [(kind.value, kind.label) for kind in kinds]), ("zone_type", [("", "–"), *types])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def asked(self, areas: tuple[AreaPath, ...], zone_id: int) -> ByHand:
        """What is asked for?"""
        given = self.cleaned_data
        return ByHand(ProposalKind(given["kind"]), areas, zone_id=zone_id, zone_type=given["zone_type"], reason=given["reason"])

    def request(self) -> UUID:
        """Which request is it? Sent twice it is one."""
        return UUID(str(self.cleaned_data["request_id"]))


class SignForm(AreasForm):
    """The signature under a proposal: as it stands, or changed, with a reason where one is owed."""

    zone_type = forms.ChoiceField(label=_("Sign as another type"), required=False, help_text=_("Leave empty to sign what is proposed."))
    valid_from = forms.DateTimeField(
        label=_("Holds from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty for now. Before a later hour nothing changes."),
    )
    review_on = forms.DateField(label=_("Looked at again on"), required=False, widget=DAY)
    exemptions = forms.CharField(
        label=pgettext_lazy("zone", "Exempt"), max_length=1000, required=False, help_text=_("Who and what the measures leave out.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    read = forms.BooleanField(label=_("I have read what I sign"))

    field_order = ("zone_type", "areas", "valid_from", "review_on", "exemptions", "reason", "read")

    def closing(self) -> list[forms.BoundField]:
        """Which fields does everybody who signs fill in?"""
        return [self["reason"], self["read"]]

    def changes(self) -> list[forms.BoundField]:
        """Which fields are for a signature that departs from the proposal?"""
        return [field for field in self.visible_fields() if field.name not in {"reason", "read"}]

    def offer(self, types: Sequence[tuple[str, str]], *, is_new: bool) -> None:
        """Let these types be chosen; areas and type only where the proposal draws something."""
        self.fields["areas"].required = False
        self.fields["areas"].label = gettext("Sign over other areas")
        self.fields["areas"].help_text = gettext("Leave empty to sign what is proposed. One to a line.")
        field = self.fields["zone_type"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *types]
        if not is_new:
            for name in ("areas", "zone_type", "exemptions"):
                del self.fields[name]

    def signature(self, areas: tuple[AreaPath, ...]) -> Signature:
        """What is signed?"""
        given = self.cleaned_data
        moment: datetime | None = given["valid_from"]
        return Signature(
            reason=given["reason"],
            zone_type=given.get("zone_type", ""),
            area_paths=areas,
            valid_from=moment,
            review_on=given["review_on"],
            exemptions=given.get("exemptions", ""),
        )


class RefuseForm(forms.Form):
    """Why a proposal is refused."""

    reason = forms.CharField(label=_("Why it is refused"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class TakeBackForm(forms.Form):
    """Why a signature is taken back before its hour."""

    reason = forms.CharField(label=_("Why it is taken back"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class KeepForm(forms.Form):
    """Until when a measure that was looked at is kept."""

    review_on = forms.DateField(label=_("Looked at again on"), widget=DAY)


class MeasureForm(forms.Form):
    """A measure beside those of the type."""

    measure = forms.ChoiceField(label=_("Measure"), required=False, choices=[("", _("in local words only")), *MEASURES.items()])
    text = forms.CharField(label=_("What exactly"), max_length=400, required=False, help_text=_("Which schools, roads or shops."))
    exemptions = forms.CharField(label=pgettext_lazy("zone", "Exempt"), max_length=400, required=False)
    starts_at = forms.DateTimeField(
        label=pgettext_lazy("measure", "Begins at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty for now."),
    )
    review_on = forms.DateField(label=_("Looked at again on"), widget=DAY)

    def new(self) -> NewMeasure:
        """Which measure is ordered?"""
        given = self.cleaned_data
        return NewMeasure(given["measure"], given["text"], given["exemptions"], given["starts_at"], given["review_on"])


class HourForm(forms.Form):
    """At which hour the zones are shown."""

    at = forms.DateTimeField(
        label=_("As it stood at"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.replace("，", "\n").replace(",", "\n").splitlines() if line.strip()]


def _unknown(typed: str, unknown: places.UnknownPlace) -> str:
    if unknown.choices:
        names = "; ".join(f"{name} ({path.rstrip('/').rpartition('/')[2]})" for path, name in unknown.choices[:5])
        return gettext("“%(typed)s” may be several: %(names)s. Type the code.") % {"typed": typed, "names": names}
    return gettext("No area in your scope is called “%(typed)s”.") % {"typed": typed}
