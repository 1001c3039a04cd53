"""The closed lists of command, with their labels: what a task asks, which post owns it, how far it is, what happened to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What is asked: every first action that packs know (epiworks.protocol.Task), and what the headquarters itself asks."""

    RECALL_SAMPLES = "recall_samples", _("Call back everyone in the tube")
    HOLD_IN_PLACE = "hold_in_place", _("Ask them to wait in place")
    SINGLE_RETEST = "single_retest", _("Test each of them again, alone")
    INFORM_POLICE = "inform_police", _("Inform the police post")
    INFORM_COMMUNITY = "inform_community", _("Inform the community")
    TRANSFER_CASE = "transfer_case", _("Transfer the positive person")
    REPORT_CASE = "report_case", _("Report the case")
    START_INVESTIGATION = "start_investigation", _("Start the investigation")
    PUBLISH_CORE_TRAJECTORY = "publish_core_trajectory", _("Establish the core trajectory")
    LIST_CONTACTS = "list_contacts", _("List the contacts")
    ISOLATE_CONTACTS = "isolate_contacts", _("Isolate the contacts")
    DISINFECT_PLACES = "disinfect_places", _("Disinfect the places")
    PROPOSE_ZONE = "propose_zone", _("Propose a control zone")
    REVIEW_BY_SECOND_PERSON = "review_by_second_person", _("Have a second person review it")
    PROPHYLAXIS = "prophylaxis", _("Give prophylaxis")
    CHECK_WATER = "check_water", _("Check the water")
    MOVE_PERSON = "move_person", _("Bring the person to the place of isolation or care")
    CLOSE_CUSTODY_GAP = "close_custody_gap", _("Find the person whom nobody has taken over")
    DECIDE_ZONE = "decide_zone", _("Decide the zone proposal")
    BOOK_TREATMENT = "book_treatment", _("Book the transport to the treatment")
    CHASE_DELIVERABLE = "chase_deliverable", _("Get the late part of an investigation done")
    CHASE_LETTER = "chase_letter", _("Get the late assistance letter answered")
    JUDGE_CONTACTS = "judge_contacts", _("Judge the proposed contacts")
    ASSIGNMENT = "assignment", _("Do what the headquarters asks")


class OwnerCode(models.TextChoices):
    """Which post owns a task: those that packs know (epiworks.protocol.Owner), and those of the headquarters. Posts, never persons."""

    LAB_LEAD = "lab_lead", _("Head of the laboratory")
    SAMPLING_TEAM = "sampling_team", _("Sampling team")
    COMMUNITY_LEAD = "community_lead", _("Head of the community")
    POLICE_POST = "police_post", _("Police post")
    INVESTIGATION_TEAM = "investigation_team", _("Investigation team")
    ISOLATION_TEAM = "isolation_team", _("Isolation team")
    TRANSFER_TEAM = "transfer_team", _("Transfer team")
    DISINFECTION_TEAM = "disinfection_team", _("Disinfection team")
    ZONE_TEAM = "zone_team", _("Zone team")
    CDC_REVIEWER = "cdc_reviewer", _("Reviewer at the CDC")
    TREATMENT_TEAM = "treatment_team", _("Treatment team")
    WATER_TEAM = "water_team", _("Water team")
    HOSPITAL_LEAD = "hospital_lead", _("Head of the hospital")
    COMMANDER = "commander", _("Commander's office")
    DUTY_OFFICER = "duty_officer", _("Duty officer's post")


class TaskState(models.TextChoices):
    """How far is a task? Late and raised are not states: they follow from the moment of looking (rules.lateness)."""

    ISSUED = "issued", pgettext_lazy("task", "issued")
    READ = "read", pgettext_lazy("task", "read")
    ACCEPTED = "accepted", pgettext_lazy("task", "accepted")
    DOING = "doing", pgettext_lazy("task", "being done")
    DONE = "done", pgettext_lazy("task", "done")
    REFUSED = "refused", pgettext_lazy("task", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("task", "withdrawn")


class Step(models.TextChoices):
    """One fact in the life of a task."""

    ISSUED = "issued", pgettext_lazy("step", "issued")
    READ = "read", pgettext_lazy("step", "read")
    ACCEPTED = "accepted", pgettext_lazy("step", "accepted")
    STARTED = "started", pgettext_lazy("step", "begun")
    DONE = "done", pgettext_lazy("step", "done")
    REFUSED = "refused", pgettext_lazy("step", "refused")
    REASSIGNED = "reassigned", pgettext_lazy("step", "given to another post")
    OVERDUE = "overdue", pgettext_lazy("step", "deadline passed")
    ESCALATED = "escalated", pgettext_lazy("step", "raised to a higher post")
    WITHDRAWN = "withdrawn", pgettext_lazy("step", "withdrawn")
    CAUSE_GONE = "cause_gone", pgettext_lazy("step", "its cause was taken back after it was done")


class Priority(models.IntegerChoices):
    """How little time does a task leave? Shown in words beside its deadline."""

    AT_ONCE = 1, pgettext_lazy("priority", "at once")
    TODAY = 2, pgettext_lazy("priority", "within hours")
    LATER = 3, pgettext_lazy("priority", "within days")
