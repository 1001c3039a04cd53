"""What can a check of published or imported figures say? Message keys with parameters; the text is made above, in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Param: TypeAlias = "str | int | float | tuple[str, ...]"


class Severity(StrEnum):
    """What follows? `REJECT`: the figure cannot be right. `QUERY`: ask before use. `EXPLAIN`: right, but it needs a sentence."""

    REJECT = "reject"
    QUERY = "query"
    EXPLAIN = "explain"


class RemarkKey(StrEnum):
    """Every remark the checks can make."""

    NEGATIVE_COUNT = "negative_count"
    TESTED_ABOVE_SAMPLED = "tested_above_sampled"
    UPLOADED_ABOVE_TESTED = "uploaded_above_tested"
    STAGE_BACKLOG = "stage_backlog"
    SUM_DIFFERS = "sum_differs"
    CUMULATIVE_DIFFERS = "cumulative_differs"
    CHILD_ABOVE_PARENT = "child_above_parent"
    BASIS_DIFFERS = "basis_differs"
    WINDOW_DIFFERS = "window_differs"
    WINDOW_MISSING = "window_missing"
    LATER_ROUND_LARGER = "later_round_larger"
    DENOMINATOR_GREW = "denominator_grew"
    DENOMINATOR_UNKNOWN = "denominator_unknown"
    ROUND_ABOVE_DENOMINATOR = "round_above_denominator"
    FIRST_ROUND_MISSED = "first_round_missed"
    ROUND_IS_SEVERAL_PASSES = "round_is_several_passes"
    PASSES_NOT_MULTIPLE = "passes_not_multiple"
    RATIO_OUT_OF_BOUNDS = "ratio_out_of_bounds"
    PROBABLY_TENFOLD = "probably_tenfold"
    SHARE_TOO_LARGE = "share_too_large"
    ZONE_NAMED_TWICE = "zone_named_twice"
    SUPPLY_SHORT = "supply_short"
    ITEMS_MIXED = "items_mixed"
    ASYMPTOMATIC_CALLED_CASE = "asymptomatic_called_case"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a figure. Parameters stand in fixed order."""

    key: RemarkKey
    severity: Severity
    params: tuple[tuple[str, Param], ...] = ()

    def get(self, name: str) -> Param:
        """What is this parameter? Raises `KeyError` when there is none of that name."""
        return dict(self.params)[name]


def reject(key: RemarkKey, **params: Param) -> Remark:
    """How is "this cannot be right" said?

    >>> reject(RemarkKey.SUM_DIFFERS, total=506, sum=507).severity.value
    'reject'
    """
    return Remark(key, Severity.REJECT, tuple(params.items()))


def query(key: RemarkKey, **params: Param) -> Remark:
    """How is "ask before use" said?

    >>> query(RemarkKey.ITEMS_MIXED, items=("a", "b")).get("items")
    ('a', 'b')
    """
    return Remark(key, Severity.QUERY, tuple(params.items()))


def explain(key: RemarkKey, **params: Param) -> Remark:
    """How is "right, but say why" said?

    >>> explain(RemarkKey.STAGE_BACKLOG, open=3).key.value
    'stage_backlog'
    """
    return Remark(key, Severity.EXPLAIN, tuple(params.items()))
