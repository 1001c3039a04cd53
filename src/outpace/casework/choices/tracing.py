"""The closed lists of tracing: how far a load of stays is, why a row cannot be taken, how a proposed contact stands; and their words."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from epiworks.protocol import SharedPlace


class LoadState(models.TextChoices):
    """How far is a load of stays?"""

    RUNNING = "running", pgettext_lazy("load of stays", "being taken in")
    DONE = "done", pgettext_lazy("load of stays", "taken in")
    STOPPED = "stopped", pgettext_lazy("load of stays", "stopped")


class ProposalState(models.TextChoices):
    """How does a proposed contact stand?"""

    OPEN = "open", pgettext_lazy("proposed contact", "to be judged")
    JUDGED = "judged", pgettext_lazy("proposed contact", "judged")
    DISMISSED = "dismissed", pgettext_lazy("proposed contact", "judged no contact")
    GONE = "gone", pgettext_lazy("proposed contact", "fallen away")


class ProposalChange(models.TextChoices):
    """What did the last look change about a proposed contact?"""

    NEW = "new", pgettext_lazy("change since the last look", "new")
    RAISED = "raised", pgettext_lazy("change since the last look", "higher class")
    LOWERED = "lowered", pgettext_lazy("change since the last look", "lower class")
    LATER = "later", pgettext_lazy("change since the last look", "later exposure")
    SAME = "same", pgettext_lazy("change since the last look", "unchanged")
    GONE = "gone", pgettext_lazy("change since the last look", "fallen away")


class RowFault(StrEnum):
    """Why a row of stays cannot be taken."""

    PLACE = "place"
    KIND = "kind"
    NOT_LOADED = "not_loaded"
    ORDER = "order"
    AREA = "area"
    FROM = "from"
    UNTIL = "until"
    REVERSED = "reversed"
    FUTURE = "future"
    TOO_OLD = "too_old"
    DEPARTED = "departed"
    SEAT = "seat"
    CREW = "crew"
    PERSON = "person"
    CODE = "code"
    DOCUMENT = "document"
    PHONE = "phone"


SHARED_PLACES: Mapping[str, str | Promise] = {
    SharedPlace.UNKNOWN: pgettext_lazy("shared place", "not known"),
    SharedPlace.HOUSEHOLD: pgettext_lazy("shared place", "household"),
    SharedPlace.ROOM: pgettext_lazy("shared place", "room"),
    SharedPlace.WARD: pgettext_lazy("shared place", "ward"),
    SharedPlace.CLASSROOM: pgettext_lazy("shared place", "classroom"),
    SharedPlace.WORKPLACE: pgettext_lazy("shared place", "workplace"),
    SharedPlace.DINING_TABLE: pgettext_lazy("shared place", "dining table or private room"),
    SharedPlace.VENUE: pgettext_lazy("shared place", "venue"),
    SharedPlace.TOILET_OR_LIFT: pgettext_lazy("shared place", "toilet or lift"),
    SharedPlace.PLANE: pgettext_lazy("shared place", "plane"),
    SharedPlace.SEALED_TRAIN: pgettext_lazy("shared place", "train with closed windows"),
    SharedPlace.OPEN_TRAIN: pgettext_lazy("shared place", "train with open windows"),
    SharedPlace.SEALED_COACH: pgettext_lazy("shared place", "coach with closed windows"),
    SharedPlace.VENTILATED_BUS: pgettext_lazy("shared place", "bus with open windows"),
    SharedPlace.SHIP: pgettext_lazy("shared place", "ship"),
    SharedPlace.CELL: pgettext_lazy("shared place", "map cell (800 m)"),
    SharedPlace.WATER_POINT: pgettext_lazy("shared place", "water point"),
    SharedPlace.FUNERAL: pgettext_lazy("shared place", "funeral"),
}
"""What kind of place two people shared."""

FAULTS: Mapping[str, str | Promise] = {
    RowFault.PLACE: _("The place or journey is missing."),
    RowFault.KIND: _("The kind of place is not known."),
    RowFault.NOT_LOADED: _("Homes are known from the register and are not loaded."),
    RowFault.ORDER: _("Map cells need an order that has an end date."),
    RowFault.AREA: _("No area inside the one of this load has this code."),
    RowFault.FROM: _("The beginning is missing or cannot be read."),
    RowFault.UNTIL: _("The end cannot be read."),
    RowFault.REVERSED: _("The end is not after the beginning."),
    RowFault.FUTURE: _("The stay begins in the future."),
    RowFault.TOO_OLD: _("The stay is older than stays may be kept."),
    RowFault.DEPARTED: _("The day of departure cannot be read, or is after the beginning."),
    RowFault.SEAT: _("The seat cannot be read."),
    RowFault.CREW: _("Crew is yes or no."),
    RowFault.PERSON: _("Neither card code, document number nor phone is given: nobody could be reached."),
    RowFault.CODE: _("Nobody has this card code."),
    RowFault.DOCUMENT: _("The document number cannot be right."),
    RowFault.PHONE: _("The phone number cannot be right."),
}
"""What is wrong with a row, told to whoever mends it."""
