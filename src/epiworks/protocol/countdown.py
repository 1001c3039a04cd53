"""How long until a zone may step down, a unit is epidemic-free, a county is lifted, the event is over?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from epiworks.protocol.lines import Decision, Reason, ReasonKey, decide, reason
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Anchor


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """What is known of a zone.

    `last_positive`: last new infection found inside (or the day the zone was drawn, when none since). `last_contact_exposed`: last
    exposure of the last close contact, None when the zone has no contact left to wait for. `negative_rounds`: days on which a full-zone
    round ended all negative. `stepped_down_on`: the day it came to this type from a harder one. `open_zones`: types that still stand
    elsewhere in the county.
    """

    zone: str
    last_positive: date
    negative_rounds: Sequence[date] = ()
    last_contact_exposed: date | None = None
    contacts_negative: bool = True
    stepped_down_on: date | None = None
    open_zones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Countdown:
    """May it end, what is missing, what is met, on which day at the earliest, and what does it become? `becomes` None: lifted."""

    ready: bool
    unmet: tuple[Reason, ...]
    met: tuple[Reason, ...]
    earliest: date
    becomes: str | None


_Check = tuple[bool, Reason]


def zone_countdown(protocol: Protocol, zone: ZoneFacts, as_of: date) -> Decision[Countdown]:
    """May this zone step down on this day, and if not, what is still missing?

    `clear_days` without a new infection, the day of the last one counting as day 0 (`anchor_is_day: 0`) or 1; `after_step_down_days`
    instead when the zone came from a harder type; the last close contact `contact_days` past exposure and negative; a full round negative
    on or after day `final_round_on_day`, or within the last `final_round_within_days` days; all zones of `lifted_with` gone. Raises
    `RuleMissing`. Source: rule `zones.<type>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> facts = ZoneFacts("high", date(2022, 8, 11), negative_rounds=[date(2022, 8, 18)])
    >>> count = zone_countdown(shipped_library().protocol("cn-covid-9"), facts, date(2022, 8, 18)).value
    >>> count.ready, count.becomes
    (True, 'medium')
    """
    rule = protocol.get("zones", zone.zone)
    earliest = _zone_end(rule, zone)
    checks = [found for check in _ZONE_CHECKS if (found := check(rule, zone, as_of)) is not None]
    becomes = rule.text("steps_to") if rule.has("steps_to") else None
    return decide(_countdown(checks, earliest, becomes), rule.line)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit (compound, village, county) that asks to be called epidemic-free?"""

    last_case: date
    negative_rounds: Sequence[date] = ()
    open_suspects: int = 0


def epidemic_free(protocol: Protocol, name: str, unit: UnitFacts, *, as_of: date) -> Decision[Countdown]:
    """May this unit be called free of the epidemic? Any new case revokes it. Raises `RuleMissing`. Source: rule `epidemic_free.<name>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> unit = UnitFacts(last_case=date(2022, 4, 1), negative_rounds=[date(2022, 4, 14)])
    >>> epidemic_free(shipped_library().protocol("cn-covid-8+community"), "shanghai", unit, as_of=date(2022, 4, 15)).value.ready
    True
    """
    rule = protocol.get("epidemic_free", name)
    day_zero = unit.last_case - timedelta(days=rule.whole("anchor_is_day"))
    earliest = day_zero + timedelta(days=rule.whole("clear_days"))
    checks: list[_Check] = [_days(earliest, as_of, ReasonKey.ZONE_DAYS_LEFT)]
    if rule.has("final_round_on_day"):
        since = day_zero + timedelta(days=rule.whole("final_round_on_day"))
        checks.append(_round(since, unit.negative_rounds, as_of))
    if rule.flag("no_open_suspects"):
        checks.append((unit.open_suspects == 0, reason(ReasonKey.SUSPECTS_OPEN, open=unit.open_suspects)))
    return decide(_countdown(checks, earliest, None), rule.line)


@dataclass(frozen=True, slots=True)
class StagedLift:
    """May the county be lifted, and which zone types stay when it is?"""

    countdown: Countdown
    except_zones: tuple[str, ...]


def staged_lift(protocol: Protocol, name: str, *, controlled_since: date, negative_rounds: int, as_of: date) -> Decision[StagedLift]:
    """May a county be lifted as a whole, except its zones? Raises `RuleMissing`. Source: rule `staged_lift.<name>` (Baise, February 2022).

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library().protocol("cn-covid-8+community")
    >>> since, today = date(2022, 2, 8), date(2022, 2, 15)
    >>> staged_lift(packs, "baise_no_positive", controlled_since=since, negative_rounds=3, as_of=today).value.countdown.ready
    True
    """
    rule = protocol.get("staged_lift", name)
    earliest = controlled_since + timedelta(days=rule.whole("control_days") - rule.whole("anchor_is_day"))
    missing = max(0, rule.whole("negative_rounds") - negative_rounds)
    rounds = reason(ReasonKey.FINAL_ROUND_MISSING if missing else ReasonKey.FINAL_ROUND_NEGATIVE, rounds=missing or negative_rounds)
    found = _countdown([_days(earliest, as_of, ReasonKey.ZONE_DAYS_LEFT), (missing == 0, rounds)], earliest, None)
    return decide(StagedLift(found, rule.texts("except_zones")), rule.line)


@dataclass(frozen=True, slots=True)
class EventEnd:
    """On which day is the event over, and until when does the heightened watch last? A new case starts both again."""

    over_on: date
    watch_until: date
    restart_on_new_case: bool


def end_of_event(protocol: Protocol, last_case: Mapping[Anchor, date]) -> Decision[EventEnd | None]:
    """When is the event over, counted from the latest anchor of the last case? None while no anchor has happened yet.

    over_on = latest anchor + days (- 1 when the anchor day is day 1); watch_until = over_on + watch_days. Raises `RuleMissing`.
    Source: rule `end_of_event.default`.

    >>> from epiworks.protocol.library import shipped_library
    >>> end_of_event(shipped_library().protocol("who-ebola"), {Anchor.BURIAL: date(2015, 9, 1)}).value.over_on
    datetime.date(2015, 10, 13)
    """
    rule = protocol.get("end_of_event", "default")
    found = [day for anchor, day in last_case.items() if anchor.value in rule.texts("anchors")]
    if not found:
        return decide(None, rule.line)
    over_on = max(found) + timedelta(days=rule.whole("days") - rule.whole("anchor_is_day"))
    return decide(EventEnd(over_on, over_on + timedelta(days=rule.whole_or("watch_days", 0)), rule.flag("restart_on_new_case")), rule.line)


def _countdown(checks: Sequence[_Check], earliest: date, becomes: str | None) -> Countdown:
    unmet = tuple(found for fulfilled, found in checks if not fulfilled)
    met = tuple(found for fulfilled, found in checks if fulfilled)
    return Countdown(not unmet, unmet, met, earliest, becomes)


def _days(earliest: date, as_of: date, left_key: ReasonKey) -> _Check:
    left = (earliest - as_of).days
    if left > 0:
        return False, reason(left_key, days=left, until=earliest)
    return True, reason(ReasonKey.ZONE_DAYS_DONE, on=earliest)


def _round(since: date, rounds: Sequence[date], as_of: date) -> _Check:
    done = [day for day in rounds if since <= day <= as_of]
    if not done:
        return False, reason(ReasonKey.FINAL_ROUND_MISSING, since=since)
    return True, reason(ReasonKey.FINAL_ROUND_NEGATIVE, on=max(done))


def _zone_end(rule: Rule, zone: ZoneFacts) -> date:
    # A positive found after the step down starts the full count again: the shortened one is only for zones that stayed clean.
    stayed_clean = zone.stepped_down_on is not None and zone.last_positive <= zone.stepped_down_on
    if zone.stepped_down_on is not None and stayed_clean and rule.has("after_step_down_days"):
        return zone.stepped_down_on + timedelta(days=rule.whole("after_step_down_days"))
    return zone.last_positive + timedelta(days=max(0, rule.whole_or("clear_days", 0) - rule.whole("anchor_is_day")))


def _zone_days(rule: Rule, zone: ZoneFacts, as_of: date) -> _Check | None:
    return _days(_zone_end(rule, zone), as_of, ReasonKey.ZONE_DAYS_LEFT) if rule.has("clear_days") else None


def _zone_contacts(rule: Rule, zone: ZoneFacts, as_of: date) -> _Check | None:
    if not rule.has("contact_days") or zone.last_contact_exposed is None:
        return None
    # "More than 14 days after": the 14th day itself is not yet enough.
    left = (zone.last_contact_exposed + timedelta(days=rule.whole("contact_days") + 1) - as_of).days
    if left > 0:
        return False, reason(ReasonKey.CONTACT_DAYS_LEFT, days=left)
    if not zone.contacts_negative:
        return False, reason(ReasonKey.CONTACTS_NOT_NEGATIVE)
    return True, reason(ReasonKey.CONTACTS_OUT)


def _zone_round_on(rule: Rule, zone: ZoneFacts, as_of: date) -> _Check | None:
    if not rule.has("final_round_on_day"):
        return None
    since = zone.last_positive + timedelta(days=rule.whole("final_round_on_day") - rule.whole("anchor_is_day"))
    return _round(since, zone.negative_rounds, as_of)


def _zone_round_within(rule: Rule, zone: ZoneFacts, as_of: date) -> _Check | None:
    if not rule.has("final_round_within_days"):
        return None
    return _round(as_of - timedelta(days=rule.whole("final_round_within_days")), zone.negative_rounds, as_of)


def _zone_others(rule: Rule, zone: ZoneFacts, _as_of: date) -> _Check | None:
    if not rule.has("lifted_with"):
        return None
    still = tuple(sorted(zone.open_zones.intersection(rule.texts("lifted_with"))))
    return not still, reason(ReasonKey.OTHER_ZONES_OPEN, zones=still) if still else reason(ReasonKey.OTHER_ZONES_LIFTED)


_ZONE_CHECKS: tuple[Callable[[Rule, ZoneFacts, date], _Check | None], ...] = (
    _zone_days,
    _zone_contacts,
    _zone_round_on,
    _zone_round_within,
    _zone_others,
)
