"""The closed lists of the registry, with their labels. Area kinds and key groups are data: see `models.AreaKind`, `models.KeyGroup`."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """Sex as the identity document prints it."""

    FEMALE = "f", _("Female")
    MALE = "m", _("Male")
    UNKNOWN = "u", _("Unknown")


class Presence(models.IntegerChoices):
    """Where a registered person is now, as far as the denominators care. Residents are the first three; present is the first alone."""

    PRESENT = 1, _("Present")
    AWAY = 2, _("Away")
    RETURNING = 3, _("Returning")
    LEFT = 8, _("Moved away")
    DECEASED = 9, _("Deceased")


class Source(models.TextChoices):
    """How a person came to be known (S5: four sources; domain A3)."""

    SELF_REPORT = "self_report", _("Self-report")
    SHARED_DATA = "shared_data", _("Shared data")
    HOUSEHOLD_VISIT = "household_visit", _("Household visit")
    TIP = "tip", _("Public tip")
    BULK_LOAD = "bulk_load", _("Bulk load")
    WALK_IN = "walk_in", _("Walk-in at a site")
    GENERATED = "generated", _("Generated (synthetic)")


class PointBasis(models.TextChoices):
    """What a point on the map rests on."""

    SCHEMATIC = "schematic", pgettext_lazy("position", "Schematic")
    LOADED = "loaded", pgettext_lazy("position", "From a file")


class HouseholdKind(models.TextChoices):
    """What kind of living unit a household is: one tube per household is only sensible for families."""

    FAMILY = "family", _("Family household")
    COLLECTIVE = "collective", _("Collective household")
    INSTITUTION = "institution", _("Institution")
    LODGING = "lodging", _("Hotel or lodging")


class StationKind(models.TextChoices):
    """What a station is for. A station is a place or team that can hold custody of tubes or receive tasks."""

    SAMPLING_SITE = "sampling_site", _("Sampling site")
    COURIER_TEAM = "courier_team", _("Courier team")
    LABORATORY = "laboratory", _("Laboratory")
    COMMAND_POST = "command_post", _("Command post")
    MONITORING_POINT = "monitoring_point", _("Monitoring point")
    CHECKPOINT = "checkpoint", _("Traffic checkpoint")


class Mobility(models.TextChoices):
    """Whether a station stays where it is (S5: 156 mobile and 19 fixed sampling points)."""

    FIXED = "fixed", _("Fixed")
    MOBILE = "mobile", _("Mobile")


class Duty(models.TextChoices):
    """What someone does at a post (domain A2: heads, samplers, grid workers, building and joint-household heads)."""

    HEAD = "head", _("Head")
    DEPUTY = "deputy", _("Deputy head")
    SAMPLER = "sampler", _("Sampler")
    RECORDER = "recorder", _("Recorder")
    COURIER = "courier", _("Courier")
    LAB_STAFF = "lab_staff", _("Laboratory staff")
    GRID_WORKER = "grid_worker", _("Grid worker")
    BUILDING_HEAD = "building_head", _("Building head")
    JOINT_HOUSEHOLD_HEAD = "joint_household_head", _("Joint-household head")
    CADRE = "cadre", _("Cadre sent down")
    VOLUNTEER = "volunteer", _("Volunteer")


class AreaAction(models.TextChoices):
    """What happened to an area, as its history says."""

    CREATED = "created", _("Created")
    RENAMED = "renamed", _("Renamed")
    MOVED = "moved", _("Moved")
    MERGED = "merged", _("Merged into another")
    RETIRED = "retired", _("Retired")


class LoadState(models.TextChoices):
    """How far a bulk load of people has come."""

    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", pgettext_lazy("load", "Stopped")


FAULTS: Mapping[str, Promise] = {
    "name": _("The name is missing or too long."),
    "document": _("The document number is neither 18 digits nor 5 to 20 letters and digits."),
    "document_division": _("No province issues documents that begin so."),
    "document_birth": _("The birth date in the document number does not exist."),
    "document_check": _("The document number has a typing error: its check character does not fit."),
    "document_synthetic": _("A synthetic person needs a synthetic document number."),
    "birth_year": _("The birth year is not plausible."),
    "birth_year_differs": _("The birth year differs from the document."),
    "sex": _("The sex is not one of f, m, u."),
    "sex_differs": _("The sex differs from the document."),
    "phone": _("The phone number is not plausible."),
    "presence": _("The presence is not known."),
    "groups": _("A key group is not known."),
    "grid": _("There is no such grid in this area."),
    "row_twice": _("The same person is in an earlier row."),
    "known_elsewhere": _("Somebody outside this area is already enrolled under this document."),
}
"""What is wrong with what was said about a person, by `rules.people.PersonFault` and `rules.rows.RowFault`."""

POINT_FAULTS: Mapping[str, Promise] = {
    "no_code": _("No area or station in scope has this code."),
    "lon": _("The longitude is not a number between -180 and 180."),
    "lat": _("The latitude is not a number between -90 and 90."),
    "outside": _("The point lies more than 2 km outside the border. Are longitude and latitude swapped?"),
    "twice": _("The same code is in an earlier row."),
}
"""What is wrong with a row of a list of points, by `rules.ground.PointFault`."""

FIELD_OF: Mapping[str, str] = {
    **{code: "document" for code in FAULTS if code.startswith("document")},
    **{code: code for code in ("name", "phone", "presence", "groups", "sex", "birth_year", "grid")},
    "birth_year_differs": "birth_year",
    "sex_differs": "sex",
    "row_twice": "document",
    "known_elsewhere": "document",
}
