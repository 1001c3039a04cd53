"""May this person be released today, and if not, what is still missing?

The answer recommends; a named human signs. So it always lists every condition, met or not, and the earliest day on which time alone could
end it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from epiworks.protocol.facts import FollowedPerson, TestResult
from epiworks.protocol.lines import Decision, Reason, ReasonKey, distinct, reason
from epiworks.protocol.missed_tests import days_missed, days_owed
from epiworks.protocol.pack import Protocol
from epiworks.protocol.regimen import Regimen, Schedule, Schedules, StageDates, regimen_for
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Condition, Outcome

DEFAULT = "default"
LINKED_TESTS = 2


@dataclass(frozen=True, slots=True)
class ReleaseVerdict:
    """Eligible or not, what is unmet, what is met, and the earliest day that the schedule allows."""

    eligible: bool
    unmet: tuple[Reason, ...]
    met: tuple[Reason, ...]
    earliest: date


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """Regimen and conditions of one group under one protocol: worked out once, used for any number of people."""

    regimen: Decision[Regimen]
    rule: Rule


@dataclass(frozen=True, slots=True)
class _Situation:
    person: FollowedPerson
    plan: Schedule
    as_of: date


def release_rules(protocol: Protocol, group: str) -> ReleaseRules:
    """Which regimen and which conditions bind this group? A group without conditions of its own has those of `release.default`.

    Raises `RuleMissing` when there is no regimen, or neither kind of conditions.
    """
    return ReleaseRules(regimen_for(protocol, group), protocol.find("release", group) or protocol.get("release", DEFAULT))


def release(protocol: Protocol, person: FollowedPerson, as_of: date) -> Decision[ReleaseVerdict]:
    """May this person be released on this day? Raises `RuleMissing` and `AnchorMissing`. Source: rules `regimen.<group>`,
    `release.<group>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> from epiworks.protocol.words import Anchor
    >>> person = FollowedPerson(1, "close", {Anchor.LAST_EXPOSURE: date(2022, 8, 1)})
    >>> verdict = release(shipped_library().protocol("cn-covid-9"), person, date(2022, 8, 8)).value
    >>> verdict.eligible, verdict.earliest, verdict.unmet[0].key.value
    (False, datetime.date(2022, 8, 11), 'days_left')
    """
    return next(release_by(release_rules(protocol, person.group), [person], as_of))


def release_by(rules: ReleaseRules, people: Iterable[FollowedPerson], as_of: date) -> Iterator[Decision[ReleaseVerdict]]:
    """The same question for any number of people of one group, in their order, one decision each. Raises `AnchorMissing`."""
    schedules = Schedules(rules.regimen.value)
    lines = distinct((rules.rule.line, *rules.regimen.because))
    for person in people:
        verdict = _judged(rules.rule, _Situation(person, schedules.of(person.anchors), as_of))
        yield Decision(verdict, lines)


def _judged(rule: Rule, situation: _Situation) -> ReleaseVerdict:
    met: list[Reason] = []
    unmet: list[Reason] = []
    for condition in rule.texts("conditions"):
        fulfilled, reasons = _CONDITIONS[Condition(condition)](situation)
        (met if fulfilled else unmet).extend(reasons)
    return ReleaseVerdict(not unmet, tuple(unmet), tuple(met), situation.plan.free_on)


def _days_completed(situation: _Situation) -> tuple[bool, list[Reason]]:
    left = (situation.plan.free_on - situation.as_of).days
    if left > 0:
        return False, [reason(ReasonKey.DAYS_LEFT, days=left, until=situation.plan.free_on)]
    return True, [reason(ReasonKey.DAYS_DONE, on=situation.plan.free_on)]


def _tests_negative(situation: _Situation) -> tuple[bool, list[Reason]]:
    results = [result for result in situation.person.results if result.day <= situation.as_of]
    taken = [(result.day, result.outcome) for result in results]
    plan = situation.plan.test_dates
    due = days_owed(plan, situation.person.since)
    missing = _day_gaps(due, taken)
    if missing and not _day_gaps(plan, taken):
        # Found late, and tested on all days before anybody asked for it.
        due, missing = plan, []
    missing.extend(gap for stage in situation.plan.stages if stage.tests_needed for gap in _count_gap(stage, results))
    if missing:
        return False, missing
    return True, [reason(ReasonKey.TESTS_DONE, tests=len(due))]


def _day_gaps(due: Sequence[date], taken: Sequence[tuple[date, Outcome]]) -> list[Reason]:
    missed = days_missed(due, [day for day, outcome in taken if outcome is Outcome.NEGATIVE])
    if not missed:
        return []
    # What is at the laboratory is not asked for again: a sample without its result may be the one that makes a day up.
    unsaid = days_missed(due, [day for day, outcome in taken if outcome in {Outcome.NEGATIVE, Outcome.PENDING}])
    return [_day_gap(day, due, taken, waits=day not in unsaid) for day in missed]


def _day_gap(day: date, due: Sequence[date], taken: Sequence[tuple[date, Outcome]], *, waits: bool) -> Reason:
    following = next((other for other in due if other > day), None)
    outcomes = {outcome for taken_on, outcome in taken if day <= taken_on and (following is None or taken_on < following)}
    if waits or Outcome.PENDING in outcomes:
        return reason(ReasonKey.TEST_PENDING, day=day)
    return reason(ReasonKey.TEST_INVALID if Outcome.INVALID in outcomes else ReasonKey.TEST_DUE, day=day)


def _count_gap(stage: StageDates, results: Sequence[TestResult]) -> list[Reason]:
    samples = sorted(result.sampled_at for result in results if result.outcome is Outcome.NEGATIVE and result.day >= stage.first)
    counted = 0
    last = None
    for sampled_at in samples:
        if last is None or sampled_at - last >= timedelta(hours=stage.gap_hours):
            counted, last = counted + 1, sampled_at
    if counted >= stage.tests_needed:
        return []
    key = ReasonKey.TESTS_TOO_CLOSE if len(samples) >= stage.tests_needed else ReasonKey.TEST_DUE
    return [reason(key, day=stage.last, needed=stage.tests_needed, found=counted, gap_hours=stage.gap_hours)]


def _no_positive(situation: _Situation) -> tuple[bool, list[Reason]]:
    positive = [result for result in situation.person.results if result.outcome is Outcome.POSITIVE and result.day <= situation.as_of]
    if positive:
        return False, [reason(ReasonKey.POSITIVE_FOUND, day=max(result.day for result in positive))]
    return True, [reason(ReasonKey.NO_POSITIVE)]


def _no_symptoms(situation: _Situation) -> tuple[bool, list[Reason]]:
    ill = situation.person.symptoms
    return not ill, [reason(ReasonKey.SYMPTOMS if ill else ReasonKey.NO_SYMPTOMS)]


def _linked_negative(situation: _Situation) -> tuple[bool, list[Reason]]:
    known = sorted((r for r in situation.person.linked_results if r.day <= situation.as_of), key=lambda result: result.sampled_at)
    # Any positive of the linked close contact speaks against release, whichever sample it was.
    if any(result.outcome is Outcome.POSITIVE for result in known):
        return False, [reason(ReasonKey.LINKED_TEST_POSITIVE)]
    firsts = [result.outcome for result in known if result.outcome is not Outcome.INVALID][:LINKED_TESTS]
    negative = firsts.count(Outcome.NEGATIVE)
    if negative < LINKED_TESTS:
        return False, [reason(ReasonKey.LINKED_TESTS_MISSING, missing=LINKED_TESTS - negative)]
    return True, [reason(ReasonKey.LINKED_TESTS_NEGATIVE, tests=LINKED_TESTS)]


_CONDITIONS: dict[Condition, Callable[[_Situation], tuple[bool, list[Reason]]]] = {
    Condition.DAYS_COMPLETED: _days_completed,
    Condition.TESTS_NEGATIVE: _tests_negative,
    Condition.NO_POSITIVE: _no_positive,
    Condition.NO_SYMPTOMS: _no_symptoms,
    Condition.LINKED_CLOSE_FIRST_TWO_NEGATIVE: _linked_negative,
}
