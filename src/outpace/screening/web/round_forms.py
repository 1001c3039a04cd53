"""Forms of planning and coverage: what a person may type, checked for shape; what it means is checked by the services."""

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outpace.screening.api import PassPlan
from outpace.screening.choices import Equipment, ExemptReason, SiteKind, Target, ZoneType
from outpace.screening.rules.equipment import Pieces
from outpace.screening.rules.pools import HOUSEHOLD_TUBE, POOL_SIZES

ZONE_FIELDS = {ZoneType.SEALED: "pool_sealed", ZoneType.CONTROLLED: "pool_controlled", ZoneType.PRECAUTION: "pool_precaution"}
"""Which field asks for the pool size of which zone."""

POOL_CHOICES = [(str(size), _("one household to a tube") if size == HOUSEHOLD_TUBE else str(size)) for size in POOL_SIZES]


class ExemptForm(forms.Form):
    """Why a person need not be sampled."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ExemptReason)
    note = forms.CharField(label=_("Note"), max_length=200, required=False, help_text=_("No names or document numbers."))

    def reason_given(self) -> ExemptReason:
        """Which reason was chosen?"""
        return ExemptReason(self.cleaned_data["reason"])


class AreaChoice(forms.Form):
    """Which area is meant: one of those the person may plan for."""

    area = forms.TypedChoiceField(label=_("Area"), coerce=int)

    def offer(self, name: str, choices: Sequence[tuple[object, str]]) -> None:
        """Let these be chosen in the field of this name."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class CampaignForm(AreaChoice):
    """What a campaign is called, where it is, under which rules, since when."""

    name = forms.CharField(label=pgettext_lazy("campaign", "Name"), max_length=200)
    pack = forms.ChoiceField(label=_("Testing guide"), help_text=_("Its deadline and pool sizes are suggested for every pass."))
    started_on = forms.DateField(label=_("Start"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    field_order = ("name", "area", "pack", "started_on")


class PassForm(AreaChoice):
    """Who is due in a pass and how many share a tube."""

    target = forms.ChoiceField(label=_("Who is due"), choices=[choice for choice in Target.choices if choice[0] != Target.NAMED])
    groups = forms.TypedMultipleChoiceField(
        label=_("Key groups"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for a pass of key groups."),
    )
    cadence_days = forms.IntegerField(
        label=_("Cadence in days"), min_value=1, max_value=60, required=False, help_text=_("Only for a pass by cadence.")
    )
    pool_size = forms.TypedChoiceField(label=_("People to a tube"), choices=POOL_CHOICES, coerce=int)
    pool_sealed = forms.TypedChoiceField(label=_("People to a tube in sealed zones"), choices=POOL_CHOICES, coerce=int)
    pool_controlled = forms.TypedChoiceField(label=_("People to a tube in controlled zones"), choices=POOL_CHOICES, coerce=int)
    pool_precaution = forms.TypedChoiceField(label=_("People to a tube in precaution zones"), choices=POOL_CHOICES, coerce=int)

    def plan(self) -> PassPlan:
        """Which pass is asked for?"""
        given = self.cleaned_data
        return PassPlan(
            area_id=given["area"],
            target=Target(given["target"]),
            groups=sum(1 << bit for bit in given["groups"]),
            cadence_days=given["cadence_days"],
            pool_size=given["pool_size"],
            pool_by_zone={zone: given[name] for zone, name in ZONE_FIELDS.items()},
        )


class OpenForm(forms.Form):
    """In how many hours the pass must end."""

    hours = forms.IntegerField(label=_("Deadline in hours from now"), min_value=1, max_value=720)

    def deadline(self) -> timedelta:
        """How long does the pass have?"""
        return timedelta(hours=self.cleaned_data["hours"])


class SiteForm(forms.Form):
    """How a sampling site meets its people."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SiteKind)
    tables = forms.IntegerField(label=_("Sampling tables"), min_value=1, max_value=200)
    grids = forms.CharField(
        label=_("Grids served"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Codes of grids to add, one to a line; grids served already stay."),
    )

    def codes(self) -> list[str]:
        """Which grid codes were typed?"""
        return [code for code in self.cleaned_data["grids"].replace(",", "\n").split() if code]


class LaboratoryForm(forms.Form):
    """What a laboratory can do, in tubes an hour."""

    nominal = forms.IntegerField(label=_("Nominal capacity, tubes an hour"), min_value=1, max_value=100_000)
    effective = forms.IntegerField(
        label=_("Effective capacity, tubes an hour"),
        min_value=0,
        max_value=100_000,
        help_text=_("What it really finishes with its staff and reagents."),
    )
    equipment = forms.ChoiceField(
        label=_("Made of pieces of this kind"), choices=[("", _("not said, or rooms of a building")), *Equipment.choices], required=False
    )
    units = forms.IntegerField(
        label=_("How many of them"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Pieces that are counted by another unit are another laboratory."),
    )
    cutoff_n = forms.FloatField(label=_("Cut-off Ct, target N"), min_value=1, max_value=60, required=False)
    cutoff_orf = forms.FloatField(label=_("Cut-off Ct, target ORF1ab"), min_value=1, max_value=60, required=False)

    def clean(self) -> None:
        """A number of pieces says what is counted, and a kind says how many."""
        super().clean()
        kind, units = self.cleaned_data.get("equipment"), self.cleaned_data.get("units")
        if units and not kind:
            self.add_error("equipment", _("Say what is counted: domes, sets of three cabins, boxes or vehicles."))
        if kind and not units and "units" not in self.errors:
            self.add_error("units", _("Say how many there are."))

    def pieces(self) -> Pieces | None:
        """Which pieces is it made of?"""
        given = self.cleaned_data
        return Pieces(Equipment(given["equipment"]), given["units"]) if given["equipment"] else None

    def cutoffs(self) -> dict[str, float]:
        """Which cut-off does each target have?"""
        given = {"N": self.cleaned_data["cutoff_n"], "ORF1ab": self.cleaned_data["cutoff_orf"]}
        return {target: value for target, value in given.items() if value is not None}
