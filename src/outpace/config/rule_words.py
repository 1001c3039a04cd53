"""What the names and choices of pack rules are called: packs keep codes, and readers see words, wherever a rule is shown as a little table.

tests/test_rules_in_words.py names what a shipped pack says without words.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from outpace.casework.choices import case_words, words
from outpace.command.choices import Kind, OwnerCode
from outpace.zoning.web import words as zone_words

Words = Mapping[str, str | Promise]

NAMES: Words = {
    "after_leaving_minutes": pgettext_lazy("name in a rule", "minutes after the case left"),
    "after_step_down_days": pgettext_lazy("name in a rule", "days after stepping down"),
    "agent": pgettext_lazy("name in a rule", "agent"),
    "allowed": pgettext_lazy("name in a rule", "allowed"),
    "alternatives": pgettext_lazy("name in a rule", "alternatives"),
    "anchor": pgettext_lazy("name in a rule", "counted from"),
    "anchor_is_day": pgettext_lazy("name in a rule", "the first day is day"),
    "anchors": pgettext_lazy("name in a rule", "counted from"),
    "antigen_at_gate": pgettext_lazy("name in a rule", "antigen test at the gate"),
    "area": pgettext_lazy("name in a rule", "area"),
    "barred": pgettext_lazy("name in a rule", "barred"),
    "before": pgettext_lazy("name in a rule", "before"),
    "below_per_100k": pgettext_lazy("name in a rule", "below per 100,000 people"),
    "cell_metres": pgettext_lazy("name in a rule", "width of a cell in metres"),
    "changes_zone": pgettext_lazy("name in a rule", "changes the zone"),
    "checks_per_day": pgettext_lazy("name in a rule", "checks a day"),
    "clean_rounds": pgettext_lazy("name in a rule", "rounds without a finding"),
    "clear_days": pgettext_lazy("name in a rule", "days without a case"),
    "conditions": pgettext_lazy("name in a rule", "conditions"),
    "consecutive": pgettext_lazy("name in a rule", "one after another"),
    "contact_days": pgettext_lazy("name in a rule", "days of contacts"),
    "contacts_of": pgettext_lazy("name in a rule", "contacts of"),
    "control_days": pgettext_lazy("name in a rule", "days under control"),
    "controlled_settings": pgettext_lazy("name in a rule", "settings under control"),
    "converts_to": pgettext_lazy("name in a rule", "becomes"),
    "count": pgettext_lazy("name in a rule", "count"),
    "counts_from": pgettext_lazy("name in a rule", "time counts from"),
    "crew": pgettext_lazy("name in a rule", "crew"),
    "ct_at_least": pgettext_lazy("name in a rule", "Ct of at least"),
    "ct_below": pgettext_lazy("name in a rule", "Ct below"),
    "day": pgettext_lazy("name in a rule", "day"),
    "days": pgettext_lazy("name in a rule", "days"),
    "days_after": pgettext_lazy("name in a rule", "days after"),
    "days_before": pgettext_lazy("name in a rule", "days before"),
    "decided_by": pgettext_lazy("name in a rule", "decided by"),
    "double_test_at_end": pgettext_lazy("name in a rule", "two tests at the end"),
    "each_place": pgettext_lazy("name in a rule", "at each place"),
    "every_days": pgettext_lazy("name in a rule", "every so many days"),
    "except_zones": pgettext_lazy("name in a rule", "not for people from zones"),
    "extra_rounds": pgettext_lazy("name in a rule", "further rounds"),
    "far_situation": pgettext_lazy("name in a rule", "way of exposure farther away"),
    "field_judgement": pgettext_lazy("name in a rule", "judged in the field"),
    "final": pgettext_lazy("name in a rule", "final"),
    "final_round_on_day": pgettext_lazy("name in a rule", "final round on day"),
    "final_round_within_days": pgettext_lazy("name in a rule", "final round within days"),
    "free_on": pgettext_lazy("name in a rule", "free on"),
    "from": pgettext_lazy("name in a rule", "from"),
    "gap_days": pgettext_lazy("name in a rule", "days between"),
    "gap_hours": pgettext_lazy("name in a rule", "hours between"),
    "generation": pgettext_lazy("name in a rule", "generation"),
    "hard_to_trace": pgettext_lazy("name in a rule", "hard to trace"),
    "higher_risk": pgettext_lazy("name in a rule", "of higher risk"),
    "hours": pgettext_lazy("name in a rule", "hours"),
    "immunity": pgettext_lazy("name in a rule", "immunity"),
    "imposed": pgettext_lazy("name in a rule", "imposed"),
    "infected": pgettext_lazy("name in a rule", "infected"),
    "infections": pgettext_lazy("name in a rule", "infections"),
    "initial_rounds": pgettext_lazy("name in a rule", "first rounds"),
    "isolation_site": pgettext_lazy("name in a rule", "isolation site"),
    "job_hours": pgettext_lazy("name in a rule", "hours of work"),
    "judged": pgettext_lazy("name in a rule", "judged"),
    "lifted_with": pgettext_lazy("name in a rule", "lifted with"),
    "max_days": pgettext_lazy("name in a rule", "days at most"),
    "measures": pgettext_lazy("name in a rule", "measures"),
    "min_cumulative_hours": pgettext_lazy("name in a rule", "hours in all at least"),
    "min_days": pgettext_lazy("name in a rule", "days at least"),
    "min_minutes": pgettext_lazy("name in a rule", "minutes at least"),
    "minutes": pgettext_lazy("name in a rule", "minutes"),
    "negative_rounds": pgettext_lazy("name in a rule", "negative rounds"),
    "no_open_suspects": pgettext_lazy("name in a rule", "no open suspected case"),
    "note": pgettext_lazy("name in a rule", "remark"),
    "on_days": pgettext_lazy("name in a rule", "on days"),
    "ongoing_persons": pgettext_lazy("name in a rule", "people in follow-up"),
    "only_higher_risk_link": pgettext_lazy("name in a rule", "only through a contact of higher risk"),
    "only_if_contacts_controlled": pgettext_lazy("name in a rule", "only if all contacts are under control"),
    "or_household": pgettext_lazy("name in a rule", "or the household"),
    "order": pgettext_lazy("name in a rule", "order"),
    "outing": pgettext_lazy("name in a rule", "going out"),
    "over_cumulative_hours": pgettext_lazy("name in a rule", "hours in all, more than"),
    "over_minutes": pgettext_lazy("name in a rule", "minutes, more than"),
    "owner": pgettext_lazy("name in a rule", "post"),
    "people_high": pgettext_lazy("name in a rule", "most people"),
    "people_low": pgettext_lazy("name in a rule", "fewest people"),
    "place": pgettext_lazy("name in a rule", "place"),
    "pool_as": pgettext_lazy("name in a rule", "pooled as"),
    "population_at_most": pgettext_lazy("name in a rule", "population at most"),
    "positive_in_days": pgettext_lazy("name in a rule", "positive within days"),
    "positive_in_last_rounds": pgettext_lazy("name in a rule", "positive in the last rounds"),
    "radius_metres": pgettext_lazy("name in a rule", "radius in metres"),
    "raised_to": pgettext_lazy("name in a rule", "raised to"),
    "rank": pgettext_lazy("name in a rule", "rank"),
    "recall_days": pgettext_lazy("name in a rule", "days looked back"),
    "regime": pgettext_lazy("name in a rule", "kind of zones"),
    "restart_on_new_case": pgettext_lazy("name in a rule", "starts again with a new case"),
    "rows_each_side": pgettext_lazy("name in a rule", "rows on each side"),
    "settings": pgettext_lazy("name in a rule", "where found"),
    "situation": pgettext_lazy("name in a rule", "way of exposure"),
    "situations": pgettext_lazy("name in a rule", "ways of exposure"),
    "size": pgettext_lazy("name in a rule", "size"),
    "source": pgettext_lazy("name in a rule", "source"),
    "span": pgettext_lazy("name in a rule", "span"),
    "spare_protected": pgettext_lazy("name in a rule", "spares who was protected"),
    "specimen": pgettext_lazy("name in a rule", "specimen"),
    "spread": pgettext_lazy("name in a rule", "chance of spread"),
    "stages": pgettext_lazy("name in a rule", "stages"),
    "starts": pgettext_lazy("name in a rule", "begins with"),
    "steps_to": pgettext_lazy("name in a rule", "steps down to"),
    "task": pgettext_lazy("name in a rule", "task"),
    "test_days": pgettext_lazy("name in a rule", "days of tests"),
    "tests": pgettext_lazy("name in a rule", "tests"),
    "tests_needed": pgettext_lazy("name in a rule", "tests needed"),
    "to": pgettext_lazy("name in a rule", "becomes"),
    "trigger": pgettext_lazy("name in a rule", "begins with"),
    "typical_days": pgettext_lazy("name in a rule", "typical days"),
    "unconfirmed": pgettext_lazy("name in a rule", "not fully confirmed"),
    "units": pgettext_lazy("name in a rule", "units"),
    "until": pgettext_lazy("name in a rule", "until"),
    "watch_days": pgettext_lazy("name in a rule", "days of watch"),
    "watches": pgettext_lazy("name in a rule", "rules that are watched"),
    "water_points": pgettext_lazy("name in a rule", "water points"),
    "when": pgettext_lazy("name in a rule", "when"),
    "whole_compartment": pgettext_lazy("name in a rule", "whole compartment"),
    "within_days": pgettext_lazy("name in a rule", "within days"),
    "within_hours": pgettext_lazy("name in a rule", "within hours"),
    "within_metres": pgettext_lazy("name in a rule", "within metres"),
}
"""Of every part of a rule, by the name that packs use."""

AGENTS: Words = {
    "antibiotic": pgettext_lazy("said by a rule", "antibiotic"),
    "antiviral": pgettext_lazy("said by a rule", "antiviral"),
    "immunoglobulin": pgettext_lazy("said by a rule", "immunoglobulin"),
    "vaccine": pgettext_lazy("said by a rule", "vaccine"),
}
AREAS: Words = {
    "county_seat": pgettext_lazy("said by a rule", "county seat"),
    "district": pgettext_lazy("said by a rule", "district"),
    "natural_village": pgettext_lazy("said by a rule", "natural village"),
    "township_seat": pgettext_lazy("said by a rule", "township seat"),
    "urban_area": pgettext_lazy("said by a rule", "urban area"),
}
CONDITIONS: Words = {
    "days_completed": pgettext_lazy("said by a rule", "days completed"),
    "linked_close_first_two_negative": pgettext_lazy("said by a rule", "the linked close contact negative twice"),
    "no_positive": pgettext_lazy("said by a rule", "no positive result"),
    "no_symptoms": pgettext_lazy("said by a rule", "no symptoms"),
    "tests_negative": pgettext_lazy("said by a rule", "tests negative"),
}
DECIDERS: Words = {
    "human": pgettext_lazy("said by a rule", "a person"),
}
FREE_ON: Words = {
    "day_after": pgettext_lazy("said by a rule", "the day after"),
    "last_day": pgettext_lazy("said by a rule", "the last day"),
}
IMMUNITY: Words = {
    "immune": pgettext_lazy("said by a rule", "immune"),
    "non_immune": pgettext_lazy("said by a rule", "not immune"),
    "unknown": pgettext_lazy("said by a rule", "not known"),
}
NOTES: Words = {
    "no community test for six days": pgettext_lazy("said by a rule", "no community test for six days"),
    "no quarantine while well": pgettext_lazy("said by a rule", "no quarantine while well"),
    "symptom watch, no quarantine": pgettext_lazy("said by a rule", "symptom watch, no quarantine"),
    "told to watch for symptoms": pgettext_lazy("said by a rule", "told to watch for symptoms"),
}
ONGOING: Words = {
    "keep_old": pgettext_lazy("said by a rule", "keep the old rules"),
}
SPECIMENS: Words = {
    "nasopharyngeal": pgettext_lazy("said by a rule", "nasopharyngeal"),
    "oropharyngeal": pgettext_lazy("said by a rule", "oropharyngeal"),
}
TRIGGERS: Words = {
    "assistance_received": pgettext_lazy("said by a rule", "letter of assistance received"),
    "case_confirmed": pgettext_lazy("said by a rule", "case confirmed"),
    "case_excluded": pgettext_lazy("said by a rule", "case excluded"),
    "close_contact_found": pgettext_lazy("said by a rule", "close contact found"),
    "cluster_found": pgettext_lazy("said by a rule", "cluster found"),
    "network_report": pgettext_lazy("said by a rule", "network report"),
    "out_of_area_isolation": pgettext_lazy("said by a rule", "isolation outside the area"),
    "pool_positive": pgettext_lazy("said by a rule", "pool positive"),
    "preliminary_positive": pgettext_lazy("said by a rule", "preliminary positive"),
    "sample_collected": pgettext_lazy("said by a rule", "sample taken"),
    "sample_collected_inpatient": pgettext_lazy("said by a rule", "sample of an inpatient taken"),
    "sample_collected_urgent": pgettext_lazy("said by a rule", "urgent sample taken"),
    "secondary_contact_found": pgettext_lazy("said by a rule", "secondary contact found"),
    "symptom_onset": pgettext_lazy("said by a rule", "onset of symptoms"),
}
ENDS: Words = {
    "burial": pgettext_lazy("said by a rule", "burial"),
    "days_after": pgettext_lazy("said by a rule", "days after"),
    "isolated": pgettext_lazy("said by a rule", "isolated"),
    "lesions_healed": pgettext_lazy("said by a rule", "lesions healed"),
    "two_negatives": pgettext_lazy("said by a rule", "two negative results"),
}

CLASSES: Words = {**words.CASE_CLASSES, **words.GROUPS, **case_words.NOBODY}
TASKS: Words = dict(Kind.choices)
OWNERS: Words = dict(OwnerCode.choices)

CHOICES: Mapping[str, Words] = MappingProxyType(
    {
        "agent": AGENTS,
        "alternatives": words.PLACES,
        "anchor": words.ANCHORS,
        "anchors": words.ANCHORS,
        "area": AREAS,
        "conditions": CONDITIONS,
        "contacts_of": CLASSES,
        "controlled_settings": words.SETTINGS,
        "converts_to": CLASSES,
        "counts_from": words.ANCHORS,
        "decided_by": DECIDERS,
        "except_zones": zone_words.TYPES,
        "far_situation": words.SITUATIONS,
        "free_on": FREE_ON,
        "from": CLASSES,
        "immunity": IMMUNITY,
        "lifted_with": zone_words.TYPES,
        "measures": zone_words.MEASURES,
        "note": NOTES,
        "ongoing_persons": ONGOING,
        "owner": OWNERS,
        "place": {**words.PLACES, **case_words.PLACE_KINDS},
        "pool_as": zone_words.TYPES,
        "raised_to": zone_words.TYPES,
        "regime": zone_words.REGIMES,
        "settings": words.SETTINGS,
        "situation": words.SITUATIONS,
        "situations": words.SITUATIONS,
        "specimen": SPECIMENS,
        "spread": case_words.SPREADS,
        "starts": TRIGGERS,
        "steps_to": zone_words.TYPES,
        "task": TASKS,
        "to": CLASSES,
        "trigger": TRIGGERS,
        "units": zone_words.UNITS,
        "until": ENDS,
        "when": words.NEWS,
    }
)
"""What a rule may say, by the name under which it says so; what is not here is a number, a text of its own or an address."""
