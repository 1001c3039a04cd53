"""One rule of a pack, read through typed getters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from epiworks.protocol.lines import Address, PackId, PackLine, Value

PROVENANCE = ("source", "unconfirmed", "note", "tightens", "loosens")
"""Fields that tell where a rule comes from, as against what it says."""


class FieldMissing(Exception):
    """A decision asked a rule for a field that it lacks or that has another type: the schema and the code disagree."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What does the pack say at this address? `fields` is what the rule says, `line` is who says it."""

    name: str
    fields: Mapping[str, Value]
    line: PackLine
    declared: Mapping[str, str]

    def has(self, field: str) -> bool:
        """Does the rule say anything about this field?"""
        return field in self.fields

    def whole(self, field: str) -> int:
        """Which whole number stands here? Raises `FieldMissing`."""
        value = self.fields.get(field)
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldMissing(self._complaint(field, "a whole number"))
        return value

    def whole_or(self, field: str, default: int) -> int:
        """Which whole number stands here, or this default when nothing does?"""
        return self.whole(field) if self.has(field) else default

    def number(self, field: str) -> float:
        """Which number stands here? Raises `FieldMissing`."""
        value = self.fields.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldMissing(self._complaint(field, "a number"))
        return float(value)

    def text(self, field: str) -> str:
        """Which word stands here? Raises `FieldMissing`."""
        value = self.fields.get(field)
        if not isinstance(value, str):
            raise FieldMissing(self._complaint(field, "a word"))
        return value

    def flag(self, field: str) -> bool:
        """Is this said to be so? False when the rule is silent."""
        return self.fields.get(field) is True

    def items(self, field: str) -> Sequence[Value]:
        """Which list stands here? Empty when the rule is silent. Raises `FieldMissing` for anything else."""
        value = self.fields.get(field, ())
        if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
            raise FieldMissing(self._complaint(field, "a list"))
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Which words stand in this list? Empty when the rule is silent."""
        return tuple(str(item) for item in self.items(field))

    def wholes(self, field: str) -> tuple[int, ...]:
        """Which whole numbers stand in this list? Empty when the rule is silent."""
        return tuple(item for item in self.items(field) if isinstance(item, int))

    def parts(self, field: str) -> tuple[Mapping[str, Value], ...]:
        """Which blocks stand in this list? Empty when the rule is silent."""
        return tuple(item for item in self.items(field) if isinstance(item, Mapping))

    def part(self, field: str) -> Mapping[str, Value]:
        """Which block stands here? Empty when the rule is silent. Raises `FieldMissing` for anything else."""
        value = self.fields.get(field, {})
        if not isinstance(value, Mapping):
            raise FieldMissing(self._complaint(field, "a block"))
        return value

    def inner(self, part: Mapping[str, Value], suffix: str) -> "Rule":
        """How is a block inside this rule, with its own source, read as a rule of its own?"""
        return make_rule(pack=self.line.pack, version=self.line.version, address=Address(f"{self.line.address}.{suffix}"), content=part)

    def _complaint(self, field: str, kind: str) -> str:
        return f"{self.line.pack} {self.line.address}: '{field}' should be {kind}"


def make_rule(*, pack: PackId, version: str, address: Address, content: Mapping[str, Value]) -> Rule:
    """How does a block of a pack file become a rule? What it says and where it comes from are parted."""
    fields = {key: value for key, value in content.items() if key not in PROVENANCE}
    sources = content.get("source", ())
    named = tuple(str(key) for key in sources) if isinstance(sources, Sequence) and not isinstance(sources, str) else ()
    unconfirmed = content.get("unconfirmed")
    return Rule(
        name=address.partition(".")[2],
        fields=fields,
        line=PackLine(
            pack=pack,
            version=version,
            address=address,
            text=json.dumps(fields, ensure_ascii=False, sort_keys=True),
            source=named,
            unconfirmed=None if unconfirmed is None else str(unconfirmed),
        ),
        declared={key: str(content[key]) for key in ("tightens", "loosens", "note") if key in content},
    )
