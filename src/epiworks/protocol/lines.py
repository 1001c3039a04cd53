"""What does a decision rest on? Pack lines, reasons, and the decision that carries both.

Software recommends and a named human signs (architecture, section 1), and nobody can sign what is not explained. So no function of this
package returns a bare value: it returns a `Decision` with the value and the pack lines behind it, and where people wait for something,
with reasons as message keys and parameters. Text is made above, in the reader's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NewType, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")

PackId = NewType("PackId", str)
"""Name of a pack, such as `cn-covid-9+20`."""

Address = NewType("Address", str)
"""Where a rule stands in a pack: `section.name`, such as `regimen.close`."""

Param: TypeAlias = "str | int | float | bool | date | datetime | tuple[str, ...]"


class ReasonKey(StrEnum):
    """Every message a decision of this package can give; the application must be able to say each of them in both languages."""

    DAYS_LEFT = "days_left"
    DAYS_DONE = "days_done"
    TEST_DUE = "test_due"
    TEST_PENDING = "test_pending"
    TEST_INVALID = "test_invalid"
    TESTS_DONE = "tests_done"
    TESTS_TOO_CLOSE = "tests_too_close"
    POSITIVE_FOUND = "positive_found"
    NO_POSITIVE = "no_positive"
    SYMPTOMS = "symptoms"
    NO_SYMPTOMS = "no_symptoms"
    LINKED_TESTS_MISSING = "linked_tests_missing"
    LINKED_TEST_POSITIVE = "linked_test_positive"
    LINKED_TESTS_NEGATIVE = "linked_tests_negative"
    CT_TOO_LOW = "ct_too_low"
    CT_TOO_FEW = "ct_too_few"
    CT_MET = "ct_met"
    STAY_TOO_SHORT = "stay_too_short"
    NOT_INFECTIOUS_THEN = "not_infectious_then"
    SITUATION_NOT_LISTED = "situation_not_listed"
    WRONG_GENERATION = "wrong_generation"
    PROTECTED = "protected"
    TOO_SHORT = "too_short"
    TOO_FAR = "too_far"
    TOO_LATE_AFTER_CASE_LEFT = "too_late_after_case_left"
    IMMUNITY_DIFFERS = "immunity_differs"
    LINK_NOT_HIGHER_RISK = "link_not_higher_risk"
    CLASS_NOT_JUDGED = "class_not_judged"
    CUMULATIVE_TOO_SHORT = "cumulative_too_short"
    CUMULATIVE_NOT_OVER = "cumulative_not_over"
    SETTING_DRAWS_NO_ZONE = "setting_draws_no_zone"
    NO_CLAUSE_MATCHES = "no_clause_matches"
    ZONE_CLAUSE_MATCHES = "zone_clause_matches"
    ZONE_DAYS_LEFT = "zone_days_left"
    ZONE_DAYS_DONE = "zone_days_done"
    CONTACT_DAYS_LEFT = "contact_days_left"
    CONTACTS_NOT_NEGATIVE = "contacts_not_negative"
    CONTACTS_OUT = "contacts_out"
    FINAL_ROUND_MISSING = "final_round_missing"
    FINAL_ROUND_NEGATIVE = "final_round_negative"
    OTHER_ZONES_OPEN = "other_zones_open"
    OTHER_ZONES_LIFTED = "other_zones_lifted"
    ROUNDS_NOT_CLEAN = "rounds_not_clean"
    GAP_RUNNING = "gap_running"
    ROUNDS_ENOUGH = "rounds_enough"
    DAY_MISSING = "day_missing"
    FOUND_OUTSIDE = "found_outside"
    DAYS_CLEAR = "days_clear"
    IMMUNE_NEEDS_NONE = "immune_needs_none"
    WINDOW_OPEN = "window_open"
    WINDOW_CLOSED = "window_closed"
    SUSPECTS_OPEN = "suspects_open"
    DEPARTURE_BARRED = "departure_barred"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a message key with parameters in fixed order; never text."""

    key: ReasonKey
    params: tuple[tuple[str, Param], ...] = ()

    def get(self, name: str) -> Param:
        """What is this parameter? Raises `KeyError` when the reason has none of that name."""
        return dict(self.params)[name]


def reason(key: ReasonKey, **params: Param) -> Reason:
    """How is a reason made? Parameters keep the order in which they are written.

    >>> reason(ReasonKey.DAYS_LEFT, days=3).get("days")
    3
    """
    return Reason(key, tuple(params.items()))


@dataclass(frozen=True, slots=True)
class PackLine:
    """One rule as a pack states it: what a decision points to when it is asked "says who?".

    `text` is the rule as canonical JSON, `source` the keys into `sources.yaml`, `unconfirmed` why the values are not (fully) confirmed.
    """

    pack: PackId
    version: str
    address: Address
    text: str
    source: tuple[str, ...] = ()
    unconfirmed: str | None = None

    @property
    def confirmed(self) -> bool:
        """Does every value of this line stand in a text that was read?"""
        return self.unconfirmed is None


@dataclass(frozen=True, slots=True)
class Decision(Generic[T_co]):
    """A value and the pack lines it rests on. `because` is never empty: where no rule applies it names the rule that is absent."""

    value: T_co
    because: tuple[PackLine, ...]

    def __post_init__(self) -> None:
        if not self.because:
            message = "a decision names at least one pack line"
            raise ValueError(message)

    @property
    def unconfirmed(self) -> tuple[PackLine, ...]:
        """Which of the lines rest on something not confirmed? Shown beside the recommendation before anyone signs."""
        return tuple(line for line in self.because if not line.confirmed)


def decide(value: U, *lines: PackLine) -> Decision[U]:
    """How is a decision made of a value and its lines? The same line is named once, in order of first use."""
    return Decision(value, distinct(lines))


def distinct(lines: Iterable[PackLine]) -> tuple[PackLine, ...]:
    """Which lines are these, each once, in order of first use?"""
    return tuple(dict.fromkeys(lines))


Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | None"
"""What a field of a rule may hold: JSON."""
