"""The closed lists of isolation, with their labels in domain.md's terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FacilityKind(models.TextChoices):
    """What kind of place takes people in (domain A7). `home`: the community team that looks after people who isolate at home."""

    ISOLATION_SITE = "isolation_site", _("Isolation site")
    FANGCANG = "fangcang", _("Fangcang hospital")
    DESIGNATED_HOSPITAL = "designated_hospital", _("Designated hospital")
    TREATMENT_BASE = "treatment_base", _("Treatment base")
    YELLOW_CODE_HOSPITAL = "yellow_code_hospital", _("Yellow-code hospital")
    HOME = "home", _("Home isolation team")


class Cohort(models.TextChoices):
    """Who may share a room: one person or family alone, or patients of the same illness in a ward."""

    ONE_PARTY = "one_party", _("one person or family to a room")
    WARD = "ward", _("ward of patients with the same illness")


class BedState(models.TextChoices):
    """In which state is a bed, or a room as a whole?"""

    PLANNED = "planned", pgettext_lazy("room", "planned")
    CONVERTING = "converting", pgettext_lazy("room", "converting")
    READY = "ready", pgettext_lazy("room", "ready")
    RESERVED = "reserved", pgettext_lazy("room", "reserved")
    OCCUPIED = "occupied", pgettext_lazy("room", "occupied")
    LEAVING = "leaving", pgettext_lazy("room", "leaving")
    CLEANING = "cleaning", pgettext_lazy("room", "cleaning")
    OUT_OF_USE = "out_of_use", pgettext_lazy("room", "out of use")


class BedAct(models.TextChoices):
    """What may be done to a bed?"""

    CONVERT = "convert", _("Start converting")
    OPEN = "open", _("Open for use")
    RESERVE = "reserve", _("Reserve")
    FREE = "free", _("Give the reservation back")
    ARRIVE = "arrive", _("Take in")
    PREPARE = "prepare", _("Prepare departure")
    STAY_ON = "stay_on", _("Stays after all")
    LEAVE = "leave", _("Leave")
    CLEANED = "cleaned", _("Cleaned and ready")
    CLOSE = "close", _("Take out of use")
    REOPEN = "reopen", _("Bring back into use")


class Unit(models.TextChoices):
    """What is counted: whole rooms or single beds?"""

    ROOM = "room", _("rooms")
    BED = "bed", _("beds")


class PlacementState(models.TextChoices):
    """How far has a placement come? Wanted: requested, signed, under way. Current: arrived. Over: ended, withdrawn."""

    REQUESTED = "requested", pgettext_lazy("placement", "requested")
    SIGNED = "signed", pgettext_lazy("placement", "signed, room reserved")
    UNDER_WAY = "under_way", pgettext_lazy("placement", "under way")
    ARRIVED = "arrived", pgettext_lazy("placement", "arrived")
    ENDED = "ended", pgettext_lazy("placement", "ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("placement", "withdrawn")


class EndReason(models.TextChoices):
    """Why did a stay end?"""

    RELEASED = "released", pgettext_lazy("stay", "released")
    MOVED = "moved", pgettext_lazy("stay", "moved to another place")
    DIED = "died", pgettext_lazy("stay", "died")


class CustodianKind(models.TextChoices):
    """Who may have a person in their care?"""

    FACILITY = "facility", _("Facility")
    TRIP = "trip", _("Vehicle on a trip")


class VehicleKind(models.TextChoices):
    """What carries people (domain B10): cases by ambulance, contacts by a bus or car whose cab is sealed off."""

    PRESSURE_AMBULANCE = "pressure_ambulance", _("Negative-pressure ambulance")
    AMBULANCE = "ambulance", _("Ambulance")
    BUS = "bus", _("Bus")
    CAR = "car", _("Car")


class TripState(models.TextChoices):
    """How far has a closed-loop trip come? It closes only when the vehicle has been disinfected."""

    PLANNED = "planned", pgettext_lazy("trip", "planned")
    DEPARTED = "departed", pgettext_lazy("trip", "on the road")
    ARRIVED = "arrived", pgettext_lazy("trip", "arrived, to be disinfected")
    CLOSED = "closed", pgettext_lazy("trip", "closed")
    CANCELLED = "cancelled", pgettext_lazy("trip", "cancelled")


class Care(models.TextChoices):
    """Which regular care may never be missed (domain A7, S3)?"""

    DIALYSIS = "dialysis", _("Dialysis")
    MATERNITY = "maternity", _("Maternity")
    NEWBORN = "newborn", _("Newborn")
    ONCOLOGY = "oncology", _("Cancer treatment")
    PSYCHIATRIC = "psychiatric", _("Psychiatric care")
    CRITICAL = "critical", _("Critical care")


class TreatmentState(models.TextChoices):
    """Where does a treatment stand?"""

    DUE = "due", pgettext_lazy("treatment", "due")
    BOOKED = "booked", pgettext_lazy("treatment", "transport booked")
    DONE = "done", pgettext_lazy("treatment", "given")
    MISSED = "missed", pgettext_lazy("treatment", "missed")
    CLOSED = "closed", pgettext_lazy("treatment", "no longer due")
