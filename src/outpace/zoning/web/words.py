"""Zones in words: types, units, measures and everything a decision may say, in the reader's language; with the look of each type."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from epiworks.protocol import Reason, ReasonKey
from outpace.casework import api as casework
from outpace.ui.charts import Tone
from outpace.ui.text import listed_text, number_text
from outpace.zoning.data import BY_RULES, MeasureRow, Why, ZoneRow, ZoneState

TYPES: Mapping[str, str | Promise] = {
    "sealed": _("Sealed zone"),
    "controlled": _("Controlled zone"),
    "precaution": _("Precaution zone"),
    "high": _("High-risk area"),
    "medium": _("Medium-risk area"),
    "low": _("Low-risk area"),
    "static": _("Static management"),
    "": _("No zone"),
    "shanghai": _("Epidemic-free (14 days, day-13 round)"),
    "wuhan": _("Epidemic-free (14 days, no open suspect)"),
    "chongqing": _("Epidemic-free (5 days)"),
}
"""What types of the shipped packs are called; a type not listed is shown by its code."""

LOOKS: Mapping[str, tuple[Tone, str]] = {
    "sealed": (Tone.DANGER, "lock"),
    "high": (Tone.DANGER, "lock"),
    "controlled": (Tone.WARN, "shield-lock"),
    "medium": (Tone.WARN, "shield-lock"),
    "precaution": (Tone.INFO, "shield"),
    "low": (Tone.INFO, "shield"),
    "static": (Tone.NEUTRAL, "player-pause"),
}
OTHER_LOOK = (Tone.OK, "shield-check")

HARDNESS = ("sealed", "high", "controlled", "medium", "precaution", "low")
"""From the hardest to the mildest, across regimes: which colour an area of the map takes when zones overlap."""

REGIMES: Mapping[str, str | Promise] = {
    "sealed_controlled_precaution": _("sealed, controlled, precaution (2021)"),
    "high_medium_low": _("high, medium, low (9th edition)"),
    "high_low": _("high, low (twenty measures)"),
}

UNITS: Mapping[str, str | Promise] = {
    "household": _("household"),
    "floor": _("floor"),
    "stairwell": _("stairwell"),
    "building": _("building"),
    "compound": _("compound or grid"),
    "village": _("village or community"),
    "street": _("township or street"),
    "county": _("county"),
}

MEASURES: Mapping[str, str | Promise] = {
    "stay_in": _("Stay at home"),
    "service_to_door": _("Service to the door"),
    "stay_in_area": _("Do not leave the area"),
    "staggered_pickup": _("Staggered pick-up"),
    "no_gathering": _("No gatherings"),
    "personal_protection": _("Personal protection"),
    "leave_with_test": _("Leave with a recent negative test"),
    "venues_closed": _("Venues closed"),
    "schools_closed": _("Schools closed"),
    "workplaces_closed": _("Workplaces closed"),
    "checkpoint": _("Checkpoint"),
}

OWN: Mapping[str, str | Promise] = {
    "ground_lost": _("case %(case)s, on which it rested, was excluded"),
    "stay_lost": _("the stay of case %(case)s, on which it rested, was corrected"),
    "by_hand": _("asked for by a person: %(text)s"),
    "drawn": _("drawn by hand: %(inside)s people live inside the line; its %(units)s whole units hold %(held)s"),
    "crosswalk": _("the rules changed: what was %(before)s is now %(after)s"),
    "checklist_open": _("the checklist is not done"),
    "no_longer_ready": _("the conditions are no longer met"),
    "case_excluded": _("its cases were excluded"),
    "stay_gone": _("the stay on which it rested was corrected"),
    "contacts_controlled": _("its contacts are all controlled"),
    "zone_gone": _("the zone it is about does not stand any more"),
    "free_revoked": _("a new case takes the name away"),
}
"""Reasons and warnings of zoning's own; those of the packs are said by casework."""

COUNTED: Mapping[str, Callable[[int], str]] = {
    "stricter_type": lambda people: ngettext(
        "stricter than the rules ask: %(people)s person more", "stricter than the rules ask: %(people)s people more", people
    ),
    "more_area": lambda people: ngettext(
        "a larger area than the rules ask: %(people)s person more", "a larger area than the rules ask: %(people)s people more", people
    ),
    "not_asked_for": lambda people: ngettext(
        "the rules do not ask for this: %(people)s person", "the rules do not ask for this: %(people)s people", people
    ),
    "longer": lambda people: ngettext(
        "keeps %(people)s person longer than the rules do", "keeps %(people)s people longer than the rules do", people
    ),
    "smaller_unit_allowed": lambda people: ngettext(
        "a smaller unit would do: %(people)s person more", "a smaller unit would do: %(people)s people more", people
    ),
}
"""Warnings of zoning's own that count people."""

UNMET: Mapping[str, str | Promise] = {
    "zone_days_left": pgettext_lazy("missing for release", "days"),
    "contact_days_left": pgettext_lazy("missing for release", "last contact"),
    "contacts_not_negative": pgettext_lazy("missing for release", "contacts' tests"),
    "final_round_missing": pgettext_lazy("missing for release", "final round"),
    "other_zones_open": pgettext_lazy("missing for release", "other zones"),
}


def type_text(zone_type: str) -> str:
    """What is this type of zone called?"""
    return str(TYPES.get(zone_type, zone_type))


def look(zone_type: str) -> tuple[Tone, str]:
    """In which tone, with which icon is this type shown?"""
    return LOOKS.get(zone_type, OTHER_LOOK)


def unit_text(unit: str) -> str:
    """What is this unit called?"""
    return str(UNITS.get(unit, unit or "–"))


def measure_text(measure: str) -> str:
    """What is this measure called?"""
    return str(MEASURES.get(measure, measure))


def measure_said(row: MeasureRow) -> str:
    """What is this measure called: in the pack's word, in local words, or in both?"""
    if row.measure and row.text:
        return gettext("%(measure)s (%(text)s)") % {"measure": measure_text(row.measure), "text": row.text}
    return measure_text(row.measure) or row.text


def regime_text(regime: str) -> str:
    """Of which regime is it?"""
    return str(REGIMES.get(regime, regime))


def why_text(why: Why) -> str:
    """How is this stored reason or warning said?"""
    if why.key in OWN or why.key in COUNTED:
        text = COUNTED[why.key](int(why.params["people"])) if why.key in COUNTED else str(OWN[why.key])
        return text % {name: _shown(value) for name, value in why.params.items()}
    if why.key not in set(ReasonKey):
        return why.key
    if why.key == ReasonKey.ZONE_CLAUSE_MATCHES and "zone" in why.params:
        return _clause_text(why.params)
    return casework.reason_text(Reason(ReasonKey(why.key), tuple((name, _read(value)) for name, value in why.params.items())))


def _clause_text(said: Mapping[str, Any]) -> str:
    """Which clause of the pack fits, in words: the type it is for, and the facts of the place by which it holds."""
    parts = []
    if "place" in said:
        parts.append(casework.place_kind_text(str(said["place"])))
    if "spread" in said:
        parts.append(gettext("chance of spread: %(spread)s") % {"spread": casework.spread_text(str(said["spread"]))})
    if said.get("hard_to_trace") == "yes":
        parts.append(gettext("hard to trace who was there"))
    if said.get("hard_to_trace") == "no":
        parts.append(gettext("everybody who was there can be traced"))
    if "positives_at_least" in said:
        found = int(said["positives_at_least"])
        parts.append(ngettext("%(count)s positive there", "%(count)s positives there", found) % {"count": number_text(found)})
    if not parts:
        return gettext("the clause for %(zone)s fits") % {"zone": type_text(str(said["zone"]))}
    return gettext("the clause for %(zone)s fits: %(facts)s") % {
        "zone": type_text(str(said["zone"])),
        "facts": gettext("; ").join(parts),
    }


def taken_back_text(state: ZoneState) -> str:
    """Why was this signature taken back? In the words of the person who did, or of the rules."""
    return why_text(Why(state.taken_back_why, {})) if state.taken_back_by == BY_RULES else state.taken_back_why


def must_nots(why: Why) -> list[str]:
    """Which must-nots speak against it?"""
    return [casework.must_not_text(str(name)) for name in why.params.get("must_nots", ())]


def unmet_text(keys: tuple[str, ...]) -> str:
    """What is still missing, in a few words?"""
    return listed_text(UNMET.get(key, key) for key in keys)


def countdown_text(zone: ZoneRow, today: date) -> str:
    """How long until this zone may step down, or what else it waits for?"""
    if zone.ready_on is None:
        return gettext("not counted under the rules in force")
    if not zone.unmet:
        return gettext("may step down now")
    left = (zone.ready_on - today).days
    if left > 0:
        return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return gettext("days done; missing: %(what)s") % {"what": unmet_text(zone.unmet)}


def _shown(value: Any) -> str:
    return number_text(value) if isinstance(value, int) else type_text(str(value)) if str(value) in TYPES else str(value)


def _read(value: Any) -> Any:
    """Days are stored as text; a reason is said with the day itself."""
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return date.fromisoformat(value)
    return value
