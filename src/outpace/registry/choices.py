"""The closed lists of the registry, with their labels. Area kinds and key groups are data: see `models.AreaKind`, `models.KeyGroup`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    STOPPED = "stopped", _("Stopped")
