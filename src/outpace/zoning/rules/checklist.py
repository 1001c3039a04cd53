"""What is still missing until a zone may step down, day by day, and what is to be done next?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from epiworks.protocol import Countdown, Decision, Protocol, ReasonKey, ZoneFacts, zone_countdown
from outpace.zoning.choices import ProposalKind

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a zone: how many conditions are met, and whether it may step down on it if nothing new is found."""

    day: date
    met: int
    unmet: tuple[ReasonKey, ...]
    is_today: bool

    @property
    def ready(self) -> bool:
        """May it step down on this day?"""
        return not self.unmet


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the rules ask for now: `kind` None while they ask for nothing; `on` the earliest day; `becomes` the type after."""

    kind: ProposalKind | None
    on: date
    becomes: str


def days(protocol: Protocol, facts: ZoneFacts, *, since: date, as_of: date) -> Decision[tuple[DayLine, ...]]:
    """How does the checklist look on every day from `since` to the earliest end or today, whichever is later? At most MOST_DAYS days.

    Each day is judged by what is known now about the days up to it, so past days show how it stood and days to come what is left.
    """
    decision = zone_countdown(protocol, facts, as_of)
    last = max(decision.value.earliest, as_of)
    first = max(min(since, as_of), last - timedelta(days=MOST_DAYS - 1))
    lines = []
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        found = zone_countdown(protocol, _known_by(facts, day), day).value
        lines.append(DayLine(day, len(found.met), tuple(reason.key for reason in found.unmet), day == as_of))
    return Decision(tuple(lines), decision.because)


def next_step(found: Countdown) -> NextStep:
    """Which proposal does this countdown call for?"""
    if not found.ready:
        return NextStep(None, found.earliest, found.becomes or "")
    return NextStep(ProposalKind.STEP_DOWN if found.becomes else ProposalKind.LIFT, found.earliest, found.becomes or "")


def ranks_of(protocol: Protocol) -> Mapping[str, int]:
    """How strict is each type of zone under this protocol? Higher is stricter."""
    return {rule.name: rule.whole("rank") for rule in protocol.section("zones")}


def regime_of(protocol: Protocol, zone_type: str) -> str:
    """To which regime does this type belong here? Empty when the protocol does not know it."""
    rule = protocol.find("zones", zone_type)
    return "" if rule is None else rule.text("regime")


def measures_of(protocol: Protocol, zone_type: str) -> tuple[str, ...]:
    """Which measures come with this type?"""
    rule = protocol.find("zones", zone_type)
    return () if rule is None else rule.texts("measures")


def _known_by(facts: ZoneFacts, day: date) -> ZoneFacts:
    rounds: Sequence[date] = [done for done in facts.negative_rounds if done <= day]
    return ZoneFacts(
        zone=facts.zone,
        last_positive=facts.last_positive,
        negative_rounds=rounds,
        last_contact_exposed=facts.last_contact_exposed,
        contacts_negative=facts.contacts_negative,
        stepped_down_on=facts.stepped_down_on,
        open_zones=facts.open_zones,
    )
