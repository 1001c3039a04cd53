"""Stays that the response may lawfully hold: which load they came with on which ground, at which place, of whom; kept for days only."""

from django.db import models

from epiworks.protocol import SharedPlace
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import LoadState

KINDS = [(kind.value, kind.value) for kind in SharedPlace]


class StayLoad(models.Model):
    """One list of stays that was sent in: on which legal basis and order, from which keeper, for what, by whom, and what became of it.

    `kind`: what a place is where a row does not say; `presumed_minutes`: how long a stay without an end is taken to be; `ordered_until`:
    the last day of the order that it rests on, after which its stays are deleted.

    Personal data: the file, sealed, while it is taken in; the rows to mend, sealed; the name of the account that sent it.
    Retired: the file is emptied when the load ends, after a day at the latest, the rows to mend 7 days later; counts, basis and order stay.
    """

    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    file_name = models.CharField(max_length=200)
    evidence = models.CharField(max_length=12, choices=Evidence)
    legal_basis = models.CharField(max_length=16, choices=LegalBasis)
    reference = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=200)
    ordered_until = models.DateField(null=True)
    kind = models.CharField(max_length=16, choices=KINDS, blank=True)
    presumed_minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=LoadState, default=LoadState.RUNNING)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    file_sealed = models.BinaryField(null=True)
    errors_sealed = models.BinaryField(null=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_stay_load"


class TracedPlace(models.Model):
    """A place at which stays are held: a venue, a ward, a class, one journey of a vehicle, a cell of a location grid.

    `key` is the name folded, so that an itinerary finds the place that a list calls by the same name in the same area; of a journey also
    the local day of departure, so that seats of another day are no seats of this one.

    Personal data: none; homes are not loaded.
    Retired: deleted with the last stay and the last proposal that names it.
    """

    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=KINDS)

    class Meta:
        db_table = "casework_traced_place"
        constraints = [models.UniqueConstraint(fields=["key", "kind", "area_path"], name="casework_traced_place_once")]


class UnknownPerson(models.Model):
    """Somebody who was at a place and is on no roster: with what they could be reached by. `person_id` once they are identified.

    Personal data: name, document number and phone (sealed), blind indexes of document and phone; the name of the account that identified.
    Retired: deleted with the last stay and the last proposal about them.
    """

    area_path = models.CharField(max_length=400, db_collation="C", db_index=True)
    name_sealed = models.BinaryField()
    document_sealed = models.BinaryField(null=True)
    document_index = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    person_id = models.BigIntegerField(null=True, db_index=True)
    identified_by = models.CharField(max_length=150, blank=True)
    identified_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_unknown_person"
        constraints = [
            models.UniqueConstraint(
                fields=["document_index"], condition=models.Q(document_index__isnull=False), name="casework_unknown_document"
            ),
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(document_index=None, phone_index__isnull=False),
                name="casework_unknown_phone",
            ),
        ]


class HeldStay(models.Model):
    """Somebody was at a place from then until then. `day` is the local day it began on: what is too old is deleted day by day.

    `seat_row` None: not known. `is_presumed`: nobody wrote down when they left.

    Personal data: where a person was and when.
    Retired: deleted when older than the days that stays are kept (OUTPACE_STAY_DAYS), and when the order of its load has ended.
    """

    load = models.ForeignKey(StayLoad, on_delete=models.PROTECT, related_name="stays")
    place = models.ForeignKey(TracedPlace, on_delete=models.PROTECT, related_name="stays", db_index=False)
    person_id = models.BigIntegerField(null=True)
    unknown = models.ForeignKey(UnknownPerson, on_delete=models.PROTECT, null=True, related_name="stays")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    day = models.DateField(db_index=True)
    compartment = models.CharField(max_length=20, blank=True)
    seat_row = models.SmallIntegerField(null=True)
    is_crew = models.BooleanField(default=False)
    is_presumed = models.BooleanField(default=False)

    class Meta:
        db_table = "casework_held_stay"
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("begins_at")), name="casework_held_stay_forward"),
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=True) ^ models.Q(unknown__isnull=True), name="casework_held_stay_somebody"
            ),
            models.UniqueConstraint(fields=["place", "person_id", "begins_at"], name="casework_held_stay_person"),
            models.UniqueConstraint(fields=["place", "unknown", "begins_at"], name="casework_held_stay_unknown"),
        ]
        indexes = [
            models.Index(fields=["place", "begins_at"], name="casework_held_stay_place"),
            models.Index(fields=["person_id", "begins_at"], name="casework_held_stay_whose", condition=models.Q(person_id__isnull=False)),
        ]
