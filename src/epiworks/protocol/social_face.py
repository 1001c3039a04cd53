"""Is the community free of transmission, by the definition of this pack?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from epiworks.protocol.lines import Decision, Reason, ReasonKey, decide, reason
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Setting
from epiworks.units import PersonCount


@dataclass(frozen=True, slots=True)
class DayFindings:
    """New infections of one reporting day, by the setting in which each was discovered. A day without infections is given too, empty."""

    day: date
    found: Mapping[Setting, int]


@dataclass(frozen=True, slots=True)
class SocialFace:
    """Is it zero, for how many days in a row, and which day broke it last? `outside` is today's count outside controlled settings."""

    zero: bool
    days_clear: int
    outside: int
    reasons: tuple[Reason, ...]


def social_face_zero(
    protocol: Protocol, findings: Sequence[DayFindings], as_of: date, *, name: str = "zero", people: PersonCount | None = None
) -> Decision[SocialFace]:
    """Has the social face been at zero for the days in a row that the pack asks for, the last one being `as_of`?

    A day is clear when the infections discovered outside `controlled_settings` are 0, or, for a rule with `below_per_100k`, fewer than
    that per 100,000 people. A day without a report is not clear: no report is not no infection. Several entries for one day are added.
    Raises `RuleMissing`, and `ValueError` when a per-100,000 rule is asked without `people`. Source: rule `social_face.<name>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> days = [DayFindings(date(2022, 9, day), {Setting.CENTRALISED_ISOLATION: 12}) for day in (1, 2, 3)]
    >>> social_face_zero(shipped_library().protocol("cn-covid-9"), days, date(2022, 9, 3)).value.zero
    True
    """
    rule = protocol.get("social_face", name)
    outside = _outside(findings, frozenset(rule.texts("controlled_settings")))
    limit = _limit(rule, people)
    clear = 0
    while (found := outside.get(as_of - timedelta(days=clear))) is not None and (found == 0 or found < limit):
        clear += 1
    broken_on = as_of - timedelta(days=clear)
    needed = rule.whole("days")
    if clear >= needed:
        why = reason(ReasonKey.DAYS_CLEAR, days=clear, needed=needed)
    elif broken_on in outside:
        why = reason(ReasonKey.FOUND_OUTSIDE, day=broken_on, found=outside[broken_on], days=clear, needed=needed)
    else:
        why = reason(ReasonKey.DAY_MISSING, day=broken_on, days=clear, needed=needed)
    return decide(SocialFace(clear >= needed, clear, outside.get(as_of, 0), (why,)), rule.line)


def _outside(findings: Sequence[DayFindings], controlled: frozenset[str]) -> dict[date, int]:
    counts: dict[date, int] = {}
    for finding in findings:
        outside = sum(number for setting, number in finding.found.items() if setting.value not in controlled)
        counts[finding.day] = counts.get(finding.day, 0) + outside
    return counts


def _limit(rule: Rule, people: PersonCount | None) -> float:
    if not rule.has("below_per_100k"):
        return 0.0
    if people is None:
        message = f"'{rule.line.address}' counts per 100,000 people: the number of people is needed"
        raise ValueError(message)
    return rule.number("below_per_100k") * people / 100_000
