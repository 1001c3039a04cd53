"""Closed-loop trips: vehicle, crew, seal, manifest, and the two signatures of every hand-over."""

from django.db import models
from django.db.models import Q

from outpace.isolation.choices import TripState, VehicleKind


class Trip(models.Model):
    """One drive of one vehicle to one facility, here or in another jurisdiction; it is closed when the vehicle has been disinfected.

    Personal data: names of the driver and crew.
    Retired: 6 months after it closed.
    """

    plate = models.CharField(max_length=20, db_collation="C")
    vehicle = models.CharField(max_length=20, choices=VehicleKind)
    seats = models.PositiveSmallIntegerField()
    driver = models.CharField(max_length=80)
    crew = models.CharField(max_length=200, blank=True, default="")
    area_path = models.CharField(max_length=400, db_collation="C")
    to_facility = models.ForeignKey("Facility", on_delete=models.PROTECT, related_name="trips_in")
    state = models.CharField(max_length=10, choices=TripState, default=TripState.PLANNED)
    planned_for = models.DateTimeField()
    seal = models.CharField(max_length=40, blank=True, default="")
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    seal_intact = models.BooleanField(null=True)
    disinfected_at = models.DateTimeField(null=True)
    disinfected_by = models.CharField(max_length=150, blank=True, default="")
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "isolation_trip"
        constraints = [
            # A vehicle that has driven people drives nobody until it has been disinfected.
            models.UniqueConstraint(fields=["plate"], condition=Q(state__in=["departed", "arrived"]), name="isolation_trip_one_loop"),
        ]
        indexes = [models.Index(fields=["planned_for", "id"], name="isolation_trip_when")]


class Passenger(models.Model):
    """One person on a trip's manifest, with both signatures of both hand-overs: origin to crew, crew to destination.

    Personal data: a person's id; names of those who signed.
    Retired: with the trip.
    """

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="passengers", db_index=False)
    placement = models.ForeignKey("Placement", on_delete=models.PROTECT, related_name="rides")
    person_id = models.BigIntegerField()
    is_case = models.BooleanField(default=False)
    fever = models.BooleanField(default=False)
    from_facility = models.ForeignKey("Facility", on_delete=models.PROTECT, null=True, related_name="rides_out")
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True, default="")
    boarded_at = models.DateTimeField(null=True)
    boarded_by = models.CharField(max_length=150, blank=True, default="")
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=150, blank=True, default="")
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=150, blank=True, default="")
    receipt = models.CharField(max_length=80, blank=True, default="")
    gap_found_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "isolation_passenger"
        constraints = [
            models.UniqueConstraint(fields=["trip", "person_id"], name="isolation_passenger_once"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(received_at=None, dropped_at=None), name="isolation_passenger_one_trip"
            ),
        ]
