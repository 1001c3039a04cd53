"""What a case may become, what a result taken back asks for, and from which days its infectious window is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from epiworks.protocol import (
    NO_CLASS,
    Anchor,
    CaseAnchors,
    Decision,
    Place,
    Presentation,
    Protocol,
    RuleMissing,
    Setting,
    Window,
    case_class,
    decide,
    infectious_window,
)

PRELIMINARY, CONFIRMED, ASYMPTOMATIC, EXCLUDED, RE_POSITIVE = "preliminary", "confirmed", "asymptomatic", "excluded", "re_positive"
CLASSES = ("suspected", PRELIMINARY, CONFIRMED, ASYMPTOMATIC, RE_POSITIVE, EXCLUDED)
"""The classes of case that packs know (domain B2), in the order of a case's life."""


class Asked(StrEnum):
    """What is to happen to a case whose result was taken back?"""

    NOTHING = "nothing"
    EXCLUDE = "exclude"
    PROPOSE = "propose"


@dataclass(frozen=True, slots=True)
class CaseDates:
    """When did what happen to a case? All but `found_at` may be unknown; moments are aware."""

    found_at: datetime
    onset_on: date | None = None
    sampled_at: datetime | None = None
    reported_at: datetime | None = None
    isolated_at: datetime | None = None


def options(protocol: Protocol, current: str) -> Decision[tuple[str, ...]]:
    """Which classes may this case take next, without correcting a mistake? Source: rule `case_classes.<current>`.

    A pack that lists no classes (those of other diseases) lets a case go to any class that is not its own.
    """
    if not protocol.section("case_classes"):
        return decide(tuple(name for name in CLASSES if name != current), protocol.absent("case_classes", current))
    try:
        found = case_class(protocol, current)
    except RuleMissing:
        return decide((), protocol.absent("case_classes", current))
    return decide(found.value.converts_to, *found.because)


def may_become(protocol: Protocol, current: str, becomes: str, *, correcting: bool) -> Decision[bool]:
    """May a case of this class become that one? A correction of a mistake may go to any class but its own."""
    allowed = options(protocol, current)
    if becomes == current or becomes not in CLASSES:
        return decide(False, *allowed.because)
    return decide(correcting or becomes in allowed.value, *allowed.because)


def asked_by_withdrawal(current: str, *, other_tubes: int, judged_by_person: bool) -> Asked:
    """What does a result that was taken back ask for? `other_tubes`: positive tubes of this person that still stand.

    By rule only while nobody has judged the case: what a person signed, only a person takes back (architecture, section 1).
    """
    if other_tubes or current == EXCLUDED:
        return Asked.NOTHING
    return Asked.EXCLUDE if current == PRELIMINARY and not judged_by_person else Asked.PROPOSE


def presentation(current: str, *, has_onset: bool) -> Presentation:
    """Which infectious window holds? Symptoms decide; a confirmed case is symptomatic even while the day of onset is not known."""
    symptomatic = has_onset or current == CONFIRMED
    return Presentation.SYMPTOMATIC if symptomatic else Presentation.ASYMPTOMATIC


def window(protocol: Protocol, current: str, dates: CaseDates, *, zone: tzinfo) -> Decision[Window]:
    """On which local days could this case infect others? Source: rule `infectious_window.<presentation>`.

    Without a day of onset the day of the first positive sample, and without that the day it was found, stand in for it: a window that is
    a guess must not be left open at its beginning. Raises `RuleMissing` when the pack has no window at all.
    """
    shown = presentation(current, has_onset=dates.onset_on is not None)
    if protocol.find("infectious_window", shown) is None:
        shown = Presentation.SYMPTOMATIC
    sampled = _day(dates.sampled_at or dates.found_at, zone)
    anchors: Mapping[Anchor, date] = {
        Anchor.ONSET: dates.onset_on or sampled,
        Anchor.RASH: dates.onset_on or sampled,
        Anchor.SAMPLE_COLLECTED: sampled,
        Anchor.REPORT: _day(dates.reported_at or dates.found_at, zone),
    }
    ended = None if dates.isolated_at is None else _day(dates.isolated_at, zone)
    return infectious_window(protocol, CaseAnchors(shown, anchors, ended))


def setting_found_in(*, place: Place | None, group: str, targeted: bool, was_discharged: bool) -> Setting:
    """By which activity was the infection discovered, as far as the records say? A person may settle it otherwise.

    `place` and `group` are those of the person's follow-up, if any; `targeted`: the pass was for named people or key groups.
    """
    if was_discharged or group == "discharged":
        return Setting.POST_DISCHARGE
    if group == "inbound":
        return Setting.INBOUND_CHECK
    if group == "closed_loop_job":
        return Setting.CLOSED_LOOP
    if place in {Place.CENTRALISED, Place.FANGCANG, Place.HOSPITAL}:
        return Setting.CENTRALISED_ISOLATION
    if place in {Place.HOME_ISOLATION, Place.HOME_MONITORING}:
        return Setting.HOME_ISOLATION
    return Setting.KEY_GROUP_SCREENING if targeted else Setting.COMMUNITY_SCREENING


def stronger(protocol: Protocol, first: str, second: str) -> str:
    """Which of two contact classes binds harder by the pack's rank? The first when they bind alike."""
    return second if _rank(protocol, second) > _rank(protocol, first) else first


def _rank(protocol: Protocol, group: str) -> int:
    found = None if group == NO_CLASS else protocol.find("contact_classes", group)
    return -1 if found is None else found.whole("rank")


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
