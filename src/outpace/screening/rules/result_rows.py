"""Which result does one row of a laboratory's file report, and what is wrong with a row that reports none?"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID, uuid5

from outpace.screening.choices import Outcome
from outpace.screening.data import ResultRecord

NAMESPACE = UUID("5c1f7d0e-0c5b-5b0e-9a53-6f2f3f0d3a11")
"""Under which record ids of result rows are made: the same row of the same laboratory always has the same id."""

CT_RANGE = (0.0, 45.0)
"""Cycle thresholds an assay can print (45 cycles at most)."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""A reading before this is a spreadsheet's idea of a date, not a laboratory's."""

MAX_REASON = 200
_TUBE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}")
_MOMENT = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D{1,3}(\d{1,2})\D(\d{1,2})(?:\D(\d{1,2})\D?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)\D?(\d\d)(\d\d)(\d\d)?")
_SERIAL = re.compile(r"\d{5}\.\d+")
_NO_CT = frozenset(
    {"", "-", "--", "/", "—", "–", "无", "未检出", "阴性", "noct", "no ct", "undet", "undet.", "undetermined", "n/a", "na", "nan"}
)
_YES = frozenset({"1", "y", "yes", "true", "是", "更正", "订正", "correction", "corrected"})
_NO = frozenset({"", "0", "n", "no", "false", "否"})


class Field(StrEnum):
    """What a column of a result file can mean."""

    TUBE = "tube"
    OUTCOME = "outcome"
    TESTED_AT = "tested_at"
    CT_N = "N"
    CT_ORF1AB = "ORF1ab"
    CORRECTS = "corrects"
    REASON = "reason"


REQUIRED = (Field.TUBE, Field.OUTCOME, Field.TESTED_AT)
TARGETS = (Field.CT_N, Field.CT_ORF1AB)

HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.TUBE: (
        "管号",
        "采样管号",
        "试管编号",
        "管条码",
        "条码",
        "条码号",
        "样本编号",
        "样本管号",
        "标本编号",
        "混管号",
        "管码",
        "tube",
        "tubecode",
        "barcode",
        "code",
        "sampleid",
    ),
    Field.OUTCOME: ("结果", "检测结果", "核酸结果", "核酸检测结果", "判定", "结论", "result", "outcome", "interpretation"),
    Field.TESTED_AT: ("检测时间", "检验时间", "检测日期", "报告时间", "出结果时间", "testedat", "testtime", "tested", "testdate", "time"),
    Field.CT_N: ("n基因", "n", "n基因ct", "n基因ct值", "nct", "ctn", "ngene", "ngenect", "n(ct)"),
    Field.CT_ORF1AB: (
        "orf1ab",
        "orf1ab基因",
        "orf1abct",
        "orf1ab基因ct值",
        "orf1abct值",
        "orf",
        "orf1a/b",
        "ctorf1ab",
        "orf1abgene",
        "orf1ab(ct)",
    ),
    Field.CORRECTS: ("更正", "订正", "是否更正", "corrects", "correction", "iscorrection"),
    Field.REASON: ("更正原因", "订正原因", "原因", "备注", "reason", "note", "remark"),
}
"""Headings laboratories use, without spaces and in small letters; the first match wins."""

WORDS: Mapping[str, Outcome] = {
    **dict.fromkeys(("阴性", "阴", "-", "(-)", "neg", "negative", "未检出", "not detected"), Outcome.NEGATIVE),
    **dict.fromkeys(
        ("初筛阳性", "阳性", "阳", "+", "(+)", "pos", "positive", "preliminary positive", "检出", "detected"), Outcome.PRELIMINARY_POSITIVE
    ),
    **dict.fromkeys(("可疑", "灰区", "待复核", "不确定", "inconclusive", "indeterminate", "suspicious", "equivocal"), Outcome.INCONCLUSIVE),
    **dict.fromkeys(("无效", "失败", "检测失败", "标本不合格", "invalid", "failed", "error"), Outcome.INVALID),
}
"""Words laboratories use for outcomes, in small letters."""


class Fault(StrEnum):
    """What can be wrong with one cell, and thereby what is allowed there."""

    MISSING = "missing"
    BAD_TUBE = "bad_tube"
    UNKNOWN_WORD = "unknown_word"
    NOT_A_MOMENT = "not_a_moment"
    TOO_EARLY = "too_early"
    BEFORE_SAMPLING = "before_sampling"
    IN_FUTURE = "in_future"
    NOT_A_CT = "not_a_ct"
    CT_RANGE = "ct_range"
    NOT_YES_OR_NO = "not_yes_or_no"
    NO_REASON = "no_reason"
    TWICE = "twice"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be taken: in which field, what stood there, what is wrong, and where that says to look (a row, a moment)."""

    field: Field
    seen: str
    fault: Fault
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How one laboratory writes its files: which heading means what, which word means which outcome (in small letters)."""

    columns: Mapping[Field, str]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Field, ...]:
        """Which columns that every row needs are not named?"""
        return tuple(name for name in REQUIRED if not self.columns.get(name))

    def outcome_of(self, word: str) -> Outcome | None:
        """Which outcome does this word mean to this laboratory? Its own words come before the usual ones."""
        plain = word.strip().casefold()
        return self.outcomes.get(plain) or WORDS.get(plain)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as read: its number in the spreadsheet, its cells, and either its record, or what is wrong, or neither (a plain repeat)."""

    number: int
    cells: tuple[str, ...]
    record: ResultRecord | None = None
    problems: tuple[Problem, ...] = ()


def guess_columns(headings: Sequence[str]) -> dict[Field, str]:
    """Which heading probably means what? Exact names only, without regard to spaces, case and underscores."""
    plain = {_plain_heading(heading): heading for heading in reversed(headings)}
    found = {name: next((plain[known] for known in HEADINGS[name] if known in plain), None) for name in Field}
    return {name: heading for name, heading in found.items() if heading is not None}


def _plain_heading(heading: str) -> str:
    return re.sub(r"[\s_：:]+", "", heading).casefold().replace("（", "(").replace("）", ")")


def read_rows(
    headings: Sequence[str], rows: Iterable[tuple[int, tuple[str, ...]]], *, plan: ColumnPlan, laboratory: int, zone: tzinfo
) -> Iterator[ReadRow]:
    """What does each row report? Times without a zone are in `zone`. A row that repeats an earlier one is passed over; one that says
    otherwise about the same tube is at fault."""
    places = {name: headings.index(heading) for name, heading in plan.columns.items() if heading in headings}
    first: dict[tuple[str, bool], tuple[int, UUID]] = {}
    for number, cells in rows:
        values = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        record, problems = _record(values, plan=plan, laboratory=laboratory, zone=zone)
        if record is not None:
            earlier = first.setdefault((record.tube, record.corrects), (number, record.id))
            if earlier != (number, record.id):
                same = earlier[1] == record.id
                problems = () if same else (Problem(Field.TUBE, record.tube, Fault.TWICE, str(earlier[0])),)
                record = None
        yield ReadRow(number, cells, record, problems)


def _record(
    values: Mapping[Field, str], *, plan: ColumnPlan, laboratory: int, zone: tzinfo
) -> tuple[ResultRecord | None, tuple[Problem, ...]]:
    problems: list[Problem] = []
    tube = _tube(values.get(Field.TUBE, ""), problems)
    outcome = _outcome(values.get(Field.OUTCOME, ""), plan, problems)
    tested_at = _tested_at(values.get(Field.TESTED_AT, ""), zone, problems)
    ct = _cts(values, problems)
    corrects = _corrects(values.get(Field.CORRECTS, ""), problems)
    reason = values.get(Field.REASON, "").strip()[:MAX_REASON] if corrects else ""
    if corrects and not reason:
        problems.append(Problem(Field.REASON, "", Fault.NO_REASON))
    if problems or outcome is None or tested_at is None:
        return None, tuple(problems)
    number = record_id(laboratory, tube, outcome=outcome, tested_at=tested_at, ct=ct, corrects=corrects)
    return ResultRecord(number, tube, outcome, tested_at, ct, corrects, reason), ()


def record_id(laboratory: int, tube: str, *, outcome: Outcome, tested_at: datetime, ct: Mapping[str, float], corrects: bool) -> UUID:
    """Which id does this reading have? The same facts always give the same id, so that a file sent twice changes nothing."""
    values = ",".join(f"{target}={value:g}" for target, value in sorted(ct.items()))
    return uuid5(NAMESPACE, f"{laboratory}/{tube}/{int(outcome)}/{tested_at.astimezone(UTC).isoformat()}/{values}/{int(corrects)}")


def _tube(seen: str, problems: list[Problem]) -> str:
    code = seen.strip()
    if not _TUBE.fullmatch(code):
        problems.append(Problem(Field.TUBE, seen, Fault.BAD_TUBE if code else Fault.MISSING))
    return code


def _outcome(seen: str, plan: ColumnPlan, problems: list[Problem]) -> Outcome | None:
    found = plan.outcome_of(seen)
    if found is None:
        problems.append(Problem(Field.OUTCOME, seen, Fault.UNKNOWN_WORD if seen.strip() else Fault.MISSING))
    return found


def _tested_at(seen: str, zone: tzinfo, problems: list[Problem]) -> datetime | None:
    if not seen.strip():
        problems.append(Problem(Field.TESTED_AT, seen, Fault.MISSING))
        return None
    moment = read_moment(seen, zone)
    if moment is None or moment < EARLIEST:
        problems.append(Problem(Field.TESTED_AT, seen, Fault.NOT_A_MOMENT if moment is None else Fault.TOO_EARLY))
        return None
    return moment


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """Which moment is written here: ISO, with slashes, in Chinese, without separators, or as a spreadsheet's day number?

    A date alone is none.
    """
    plain = text.strip()
    try:
        found = datetime.fromisoformat(plain) if len(plain) > 10 else None
    except ValueError:
        found = _written_moment(plain)
    if found is None:
        found = _written_moment(plain)
    if found is None:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _written_moment(plain: str) -> datetime | None:
    match = _MOMENT.fullmatch(plain) or _COMPACT.fullmatch(plain)
    try:
        if match:
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        if _SERIAL.fullmatch(plain):
            return datetime.fromisoformat("1899-12-30T00:00:00") + timedelta(seconds=round(float(plain) * 86_400))
    except ValueError:
        return None
    return None


def _cts(values: Mapping[Field, str], problems: list[Problem]) -> dict[str, float]:
    found: dict[str, float] = {}
    for target in TARGETS:
        seen = values.get(target, "").strip()
        if seen.casefold() in _NO_CT:
            continue
        try:
            value = float(seen)
        except ValueError:
            problems.append(Problem(target, seen, Fault.NOT_A_CT))
            continue
        if CT_RANGE[0] <= value <= CT_RANGE[1]:
            found[target.value] = value
        else:
            problems.append(Problem(target, seen, Fault.CT_RANGE))
    return found


def _corrects(seen: str, problems: list[Problem]) -> bool:
    plain = seen.strip().casefold()
    if plain not in _YES and plain not in _NO:
        problems.append(Problem(Field.CORRECTS, seen, Fault.NOT_YES_OR_NO))
    return plain in _YES
