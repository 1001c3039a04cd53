"""A line of a pack as a little table: what the rule names, and what it says of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from outpace.ui.text import colon_text, comma_text, listed_text

NOTHING = "–"
Words = Mapping[str, str | Promise]

_names: dict[str, str | Promise] = {}
_choices: dict[str, Words] = {}


def name_rules(names: Words, choices: Mapping[str, Words]) -> None:
    """Call the parts of rules so from now on, and what may be said under each; called at start."""
    _names.update(names)
    _choices.update(choices)


def rule_rows(text: str) -> tuple[tuple[str, str], ...]:
    """What does this line, kept as JSON, name, and what does it say of each? A list of clauses is one row for each; other text is one row.

    >>> rule_rows('{"of_nobody": 5}')
    (('of nobody', '5'),)
    """
    try:
        said = json.loads(text)
    except ValueError:
        return (("", text),) if text else ()
    if not isinstance(said, dict):
        return (("", _value("", said)),)
    return tuple((_name(name), value) for name, held in said.items() for value in _values(name, held))


def _values(name: str, held: Any) -> Iterator[str]:
    if isinstance(held, list) and any(isinstance(part, dict) for part in held):
        yield from (_value(name, part) for part in held)
    else:
        yield _value(name, held)


def _value(name: str, held: Any) -> str:
    if isinstance(held, dict):
        return comma_text().join(f"{_name(part)}{colon_text()}{_value(part, said)}" for part, said in held.items())
    if isinstance(held, list):
        return listed_text(_value(name, part) for part in held) or NOTHING
    if isinstance(held, bool):
        return gettext("yes") if held else gettext("no")
    return NOTHING if held is None else _said(name, str(held))


def _name(code: str) -> str:
    return str(_names[code]) if code in _names else _plain(code)


def _said(name: str, code: str) -> str:
    words = _choices.get(name, {})
    return str(words[code]) if code in words else _plain(code)


def _plain(code: str) -> str:
    """A code that nobody has named, without the signs that programs write between words."""
    return code.replace("_", " ")
