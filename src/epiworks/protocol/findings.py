"""What can the linter say about a pack file? Keys, levels and English explanations that tell the writer what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How bad is it? Errors stop a pack from being used; warnings need a human's eye; notes are good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKey(StrEnum):
    """Which mistake, or which thing worth knowing?"""

    YAML_BROKEN = "yaml_broken"
    DUPLICATE_KEY = "duplicate_key"
    NO_SOURCE = "no_source"
    FIELD_MISSING = "field_missing"
    FIELD_UNKNOWN = "field_unknown"
    WORD_UNKNOWN = "word_unknown"
    WRONG_TYPE = "wrong_type"
    NO_DATE = "no_date"
    DAYS_OR_SPAN = "days_or_span"
    SCHEMA_OTHER = "schema_other"
    FILE_NAME = "file_name"
    NAME_TWICE = "name_twice"
    SOURCE_UNKNOWN = "source_unknown"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_CIRCLE = "parent_circle"
    REMOVES_NOTHING = "removes_nothing"
    REMOVAL_UNEXPLAINED = "removal_unexplained"
    DATES_REVERSED = "dates_reversed"
    BEFORE_PARENT = "before_parent"
    AFTER_PARENT = "after_parent"
    BESIDE_PARENT = "beside_parent"
    EDITIONS_OVERLAP = "editions_overlap"
    TEST_DAY_OUTSIDE = "test_day_outside"
    TEST_DAYS_ORDER = "test_days_order"
    CLASS_UNKNOWN = "class_unknown"
    VEHICLE_UNKNOWN = "vehicle_unknown"
    ZONE_UNKNOWN = "zone_unknown"
    ZONE_NOT_DOWN = "zone_not_down"
    RECLASSIFY_TWICE = "reclassify_twice"
    OVERLAY_UNDECLARED = "overlay_undeclared"
    OVERLAY_MISDECLARED = "overlay_misdeclared"
    OVERLAY_WITHOUT_PARENT = "overlay_without_parent"
    MUST_NOT = "must_not"
    UNCONFIRMED = "unconfirmed"


EXPLANATIONS: Mapping[FindingKey, str] = {
    FindingKey.YAML_BROKEN: "this is not YAML: {problem}",
    FindingKey.DUPLICATE_KEY: "'{name}' stands twice in this block; plain YAML would silently drop the first. Delete one",
    FindingKey.NO_SOURCE: "{where} names no source. Write `source: [key]` (keys stand in sources.yaml), or `unconfirmed: why`",
    FindingKey.FIELD_MISSING: "{where} lacks '{name}'",
    FindingKey.FIELD_UNKNOWN: "{where} has '{name}', which no decision reads{hint}",
    FindingKey.WORD_UNKNOWN: "{where}: '{name}' is not in the vocabulary{hint}",
    FindingKey.WRONG_TYPE: "{where} should be of type {wanted}, found {name}",
    FindingKey.NO_DATE: "{where}: '{name}' is no day of the calendar; write it like 2022-06-28",
    FindingKey.DAYS_OR_SPAN: "{where}: a stage has either `days`, or a `span` between two anchors; not both, not neither",
    FindingKey.SCHEMA_OTHER: "{where}: {problem}",
    FindingKey.FILE_NAME: "the file should be called '{wanted}.yaml', after its pack",
    FindingKey.NAME_TWICE: "another file already holds a pack called '{name}'",
    FindingKey.SOURCE_UNKNOWN: "{where} names the source '{name}', which sources.yaml does not know{hint}",
    FindingKey.PARENT_UNKNOWN: "inherits from '{name}', but there is no such pack{hint}",
    FindingKey.PARENT_CIRCLE: "inherits from itself, by way of its ancestors",
    FindingKey.REMOVES_NOTHING: "removes '{name}', which the parent does not have{hint}",
    FindingKey.REMOVAL_UNEXPLAINED: "removes rules without a `removal_reason`",
    FindingKey.DATES_REVERSED: "holds until {until}, before it starts on {start}",
    FindingKey.BEFORE_PARENT: "takes effect on {start}, before its parent '{name}' does on {parent_start}",
    FindingKey.AFTER_PARENT: "holds until {until}, but what it lies over, '{name}', ends on {parent_until}",
    FindingKey.BESIDE_PARENT: "is about {found}, but its parent '{name}' about {wanted}: inherit within one disease and one place",
    FindingKey.EDITIONS_OVERLAP: "from {start} until {until} the edition '{name}' holds beside it, and fills what this one leaves open; "
    "end one with `until`, or let this one inherit from it",
    FindingKey.TEST_DAY_OUTSIDE: "{where}: test day {day} lies after the last day ({days}) of its stage; each stage counts from 1",
    FindingKey.TEST_DAYS_ORDER: "{where}: test days should rise",
    FindingKey.CLASS_UNKNOWN: "{where} names the class '{name}', which this pack does not know{hint}",
    FindingKey.VEHICLE_UNKNOWN: "{where} tells far seats from near ones, but no rule `vehicles.{name}` says which are near",
    FindingKey.ZONE_UNKNOWN: "{where} names the zone '{name}', which this pack does not know{hint}",
    FindingKey.ZONE_NOT_DOWN: "{where} steps to '{name}', which does not rank below it",
    FindingKey.RECLASSIFY_TWICE: "{where} and {other} both answer '{group}' on '{news}': which one holds?",
    FindingKey.OVERLAY_UNDECLARED: "{where} is {direction} than the parent ({fields}); an overlay says so: `{wanted}: what and why`",
    FindingKey.OVERLAY_MISDECLARED: "{where} says `{said}`, but computed against the parent it is {direction}",
    FindingKey.OVERLAY_WITHOUT_PARENT: "an overlay inherits from the pack that it overlays",
    FindingKey.MUST_NOT: "{where} is stricter than the parent where the must-not '{name}' watches; someone must answer for it by name",
    FindingKey.UNCONFIRMED: "{where} is not confirmed: {why}",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one file. `line` 0: on the file as a whole."""

    level: Level
    file: str
    line: int
    key: FindingKey
    params: Mapping[str, str] = field(default_factory=dict)

    def explain(self) -> str:
        """What is to be done, in one English line that editors can jump to?"""
        text = EXPLANATIONS[self.key].format_map({"hint": "", **self.params})
        return f"{self.file}:{self.line}: {self.level}: {text} [{self.key}]"
