"""What is wrong with one pack file, taken by itself: YAML, then the schema, in words and with line numbers?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from epiworks.protocol.findings import Finding, FindingKey, Level
from epiworks.protocol.load import DuplicateKey, PackInvalid, pack_schema, parse_yaml, validator

Step = str | int


@dataclass(frozen=True, slots=True)
class Draft:
    """A pack file as far as it could be read. `content` None: not even YAML. `lines` finds the line of any path inside."""

    file: str
    content: Mapping[str, Any] | None
    lines: Mapping[tuple[Step, ...], int]
    findings: tuple[Finding, ...]

    def line_of(self, *path: Step) -> int:
        """On which line does this path, or its nearest ancestor, stand?"""
        return self.lines[max((known for known in self.lines if path[: len(known)] == known), key=len)]


def read_draft(path: Path) -> Draft:
    """What does this file hold, and what is wrong with it by itself? Raises `OSError` only."""
    try:
        text = path.read_text(encoding="utf-8")
        content = parse_yaml(text)
    except UnicodeDecodeError:
        return _broken(path, FindingKey.YAML_BROKEN, 0, {"problem": "the file is not text in UTF-8"})
    except DuplicateKey as twice:
        return _broken(path, FindingKey.DUPLICATE_KEY, twice.line, {"name": str(twice.key)})
    except yaml.MarkedYAMLError as broken:
        line = 0 if broken.problem_mark is None else broken.problem_mark.line + 1
        return _broken(path, FindingKey.YAML_BROKEN, line, {"problem": str(broken.problem)})
    except (yaml.YAMLError, PackInvalid) as broken:
        return _broken(path, FindingKey.YAML_BROKEN, 0, {"problem": str(broken)})
    node = yaml.compose(text)
    draft = Draft(path.name, content, {} if node is None else dict(_lines(node, ())), ())
    return Draft(draft.file, content, draft.lines, tuple(_schema_findings(draft, content)))


def hint(word: str, known: Iterable[str]) -> str:
    """Which known word was probably meant? Empty when none is near.

    >>> hint("centralized", ["centralised", "community"])
    "; did you mean 'centralised'?"
    """
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _broken(path: Path, key: FindingKey, line: int, params: Mapping[str, str]) -> Draft:
    return Draft(path.name, None, {}, (Finding(Level.ERROR, path.name, line, key, params),))


def _lines(node: yaml.Node, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, str(key.value)))
            yield (*path, str(key.value)), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _lines(value, (*path, position))


def _schema_findings(draft: Draft, content: Mapping[str, Any]) -> Iterator[Finding]:
    for error in sorted(validator().iter_errors(content), key=lambda error: [str(step) for step in error.absolute_path]):
        path = tuple(error.absolute_path)
        for key, params in _explained(error):
            where = ".".join(str(step) for step in path if step != "rules") or "the pack"
            yield Finding(Level.ERROR, draft.file, draft.line_of(*path), key, {"where": where, **params})


def _explained(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    return _EXPLAIN.get(str(error.validator), _other)(error)


def _other(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    return [(FindingKey.SCHEMA_OTHER, {"problem": error.message})]


def _missing(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    # One error is raised for each missing name; the message quotes it first.
    return [(FindingKey.FIELD_MISSING, {"name": error.message.split("'")[1]})]


def _unknown(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    known = {*schema.get("properties", {}), *pack_schema()["$defs"]["provenance"]["properties"]}
    instance = error.instance if isinstance(error.instance, Mapping) else {}
    extra = [str(name) for name in instance if name not in known]
    return [(FindingKey.FIELD_UNKNOWN, {"name": name, "hint": hint(name, known)}) for name in extra]


def _word(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    words = [str(word) for word in error.validator_value] if isinstance(error.validator_value, list) else []
    near = hint(str(error.instance), words) or f"; it has {', '.join(words)}"
    return [(FindingKey.WORD_UNKNOWN, {"name": str(error.instance), "hint": near})]


def _type(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    return [(FindingKey.WRONG_TYPE, {"wanted": str(error.validator_value), "name": repr(error.instance)})]


def _pattern(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    return _date(error) if schema.get("format") == "date" else _other(error)


def _format(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    # What is not even written like a date has been said by its pattern.
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    return _date(error) if re.match(str(schema.get("pattern", "")), str(error.instance)) else []


def _date(error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    return [(FindingKey.NO_DATE, {"name": str(error.instance)})]


def _no_source(_error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    return [(FindingKey.NO_SOURCE, {})]


def _days_or_span(_error: jsonschema.ValidationError) -> list[tuple[FindingKey, dict[str, str]]]:
    return [(FindingKey.DAYS_OR_SPAN, {})]


_EXPLAIN = {
    "required": _missing,
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "enum": _word,
    "type": _type,
    "anyOf": _no_source,
    "oneOf": _days_or_span,
    "pattern": _pattern,
    "format": _format,
}
