"""Where cases were: the itinerary, stay by stay."""

from django.db import models

from epiworks.protocol import PlaceKind, Situation, Spread
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.models.cases import Case


class Stay(models.Model):
    """A case was at a place from then until then. Append-only: a wrong stay is corrected by a later one that names it and says why.

    Personal data: where a person was and when; the name of the place is sealed when it says where they live.
    Retired: place names are emptied 30 days after the case is closed; township, kind of place and days stay.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    is_void = models.BooleanField(default=False)
    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    place_name = models.CharField(max_length=120, blank=True)
    place_sealed = models.BinaryField(null=True)
    place_kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in PlaceKind])
    spread = models.CharField(max_length=8, choices=[(spread.value, spread.value) for spread in Spread])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    situation = models.CharField(max_length=32, choices=[(situation.value, situation.value) for situation in Situation])
    is_protected = models.BooleanField(default=False)
    evidence = models.CharField(max_length=12, choices=Evidence)
    legal_basis = models.CharField(max_length=16, choices=LegalBasis)
    reference = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    record_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        db_table = "casework_stay"
        constraints = [models.CheckConstraint(condition=models.Q(ends_at__gte=models.F("starts_at")), name="casework_stay_forward")]
        indexes = [models.Index(fields=["case", "starts_at", "id"], name="casework_stay_case")]
