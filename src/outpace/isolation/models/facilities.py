"""Places that take people in: facilities, rooms, beds, and how many of each state there are."""

from django.db import models

from outpace.isolation.choices import BedState, Cohort, FacilityKind, Unit


class Facility(models.Model):
    """An isolation site, Fangcang, hospital, treatment base, or the community team that looks after people isolating at home.

    One that is `outside` belongs to another jurisdiction: its rooms are not ours to count, its receipt is written down by our crew.

    Personal data: the name of the staff member who answers for it, while it is open (the phone is the site's own).
    Retired: `closed_at` is set and `head` is blank from then on; rows are never deleted.
    """

    code = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=20, choices=FacilityKind)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    area_id = models.BigIntegerField()
    area_path = models.CharField(max_length=400, db_collation="C")
    station_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    head = models.CharField(max_length=80, blank=True, default="")
    outside = models.BooleanField(default=False)
    cohort = models.CharField(max_length=10, choices=Cohort, default=Cohort.ONE_PARTY)
    care = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "isolation_facility"
        constraints = [models.UniqueConstraint(fields=["code"], name="isolation_facility_code")]
        indexes = [models.Index(fields=["area_path", "id"], name="isolation_facility_place")]


class Room(models.Model):
    """One room. `state` repeats what its beds say together (rules.rooms.room_state), so that a board reads rooms only.

    `ready_on`: on which day it is to be ready, while it is planned or converting.

    Personal data: none; who is in it stands in `BedUse`.
    Retired: never; a room given back is out of use.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="rooms", db_index=False)
    code = models.CharField(max_length=20, db_collation="C")
    building = models.CharField(max_length=40, blank=True, default="")
    floor = models.CharField(max_length=10, blank=True, default="")
    accessible = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=BedState, default=BedState.PLANNED)
    state_since = models.DateTimeField()
    ready_on = models.DateField(null=True)

    class Meta:
        db_table = "isolation_room"
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="isolation_room_code")]


class Bed(models.Model):
    """One bed, whose state is moved only by the acts of rules.rooms.

    Personal data: none; who is in it stands in `BedUse`.
    Retired: never.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="beds", db_index=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=BedState, default=BedState.PLANNED)
    state_since = models.DateTimeField()

    class Meta:
        db_table = "isolation_bed"
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="isolation_bed_number")]


class BedUse(models.Model):
    """Who has, or had, a bed: from its reservation until it was left or given back. One person a bed, by a constraint.

    Personal data: a person's id and where they were kept, which is health data.
    Retired: with the placement.
    """

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="uses", db_index=False)
    placement = models.ForeignKey("Placement", on_delete=models.PROTECT, related_name="bed_uses")
    person_id = models.BigIntegerField()
    reserved_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "isolation_bed_use"
        constraints = [
            models.UniqueConstraint(fields=["bed"], condition=models.Q(ended_at=None), name="isolation_bed_one_person"),
            models.UniqueConstraint(fields=["placement"], condition=models.Q(ended_at=None), name="isolation_placement_one_bed"),
        ]


class StateCount(models.Model):
    """Rooms and beds of one facility in one state, counted in the transaction that moves them.

    Personal data: none.
    Retired: never.
    """

    pk = models.CompositePrimaryKey("facility_id", "unit", "state")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="counts", db_index=False)
    unit = models.CharField(max_length=4, choices=Unit)
    state = models.CharField(max_length=10, choices=BedState)
    number = models.IntegerField(default=0)

    class Meta:
        db_table = "isolation_state_count"
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=0), name="isolation_state_count_not_negative")]


class RoomChange(models.Model):
    """One move of one bed from a state to the next: the fact behind every state and counter.

    Personal data: the name of the account that did it.
    Retired: with the room, never earlier.
    """

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="changes")
    act = models.CharField(max_length=10)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=150)

    class Meta:
        db_table = "isolation_room_change"
