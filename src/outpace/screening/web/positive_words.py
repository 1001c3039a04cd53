"""The positives desk in words: what each recall state means, which first action a pack asks for, and of which post."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outpace.screening.choices import RecallState
from outpace.ui.charts import Tone

STATE_LOOKS: Mapping[RecallState, tuple[Tone, str]] = {
    RecallState.TO_REACH: (Tone.DANGER, "phone"),
    RecallState.REACHED: (Tone.WARN, "user-check"),
    RecallState.RESAMPLED: (Tone.INFO, "test-pipe"),
    RecallState.CLEARED: (Tone.OK, "circle-check"),
    RecallState.POSITIVE: (Tone.DANGER, "virus"),
    RecallState.RELEASED: (Tone.NEUTRAL, "arrow-back-up"),
}

TASKS: Mapping[str, str | Promise] = {
    "recall_samples": _("Call back everyone in the tube"),
    "hold_in_place": _("Ask them to wait in place"),
    "single_retest": _("Test each of them again, alone"),
    "inform_police": _("Inform the police post"),
    "inform_community": _("Inform the community"),
    "transfer_case": _("Transfer the positive person"),
    "report_case": _("Report the case"),
    "start_investigation": _("Start the investigation"),
    "publish_core_trajectory": _("Establish the core trajectory"),
    "list_contacts": _("List the contacts"),
    "isolate_contacts": _("Isolate the contacts"),
    "disinfect_places": _("Disinfect the places"),
    "propose_zone": _("Propose a control zone"),
    "review_by_second_person": _("Have a second person review it"),
}
"""What the first actions of a pack are called; an action not listed is shown by its code."""

OWNERS: Mapping[str, str | Promise] = {
    "lab_lead": _("head of the laboratory"),
    "sampling_team": _("sampling team"),
    "community_lead": _("head of the community"),
    "police_post": _("police post"),
    "investigation_team": _("investigation team"),
    "isolation_team": _("isolation team"),
    "transfer_team": _("transfer team"),
    "disinfection_team": _("disinfection team"),
    "zone_team": _("zone team"),
    "cdc_reviewer": _("reviewer at the CDC"),
    "hospital_lead": _("head of the hospital"),
}
"""What posts are called."""
