"""A line of a pack as a little table: what the rule names, and what it says of it."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from outpace.ui.text import colon_text, comma_text, listed_text

NOTHING = "–"


def rule_rows(text: str) -> tuple[tuple[str, str], ...]:
    """What does this line, kept as JSON, name, and what does it say of each? A list of clauses is one row for each; other text is one row.

    >>> rule_rows('{"clear_days": 5}')
    (('clear days', '5'),)
    """
    try:
        said = json.loads(text)
    except ValueError:
        return (("", text),) if text else ()
    if not isinstance(said, dict):
        return (("", _value(said)),)
    return tuple((_words(name), value) for name, held in said.items() for value in _values(held))


def _values(held: Any) -> Iterator[str]:
    if isinstance(held, list) and any(isinstance(part, dict) for part in held):
        yield from map(_value, held)
    else:
        yield _value(held)


def _value(held: Any) -> str:
    if isinstance(held, dict):
        return comma_text().join(f"{_words(name)}{colon_text()}{_value(part)}" for name, part in held.items())
    if isinstance(held, list):
        return listed_text(_value(part) for part in held) or NOTHING
    if isinstance(held, bool):
        return gettext("yes") if held else gettext("no")
    return NOTHING if held is None else _words(str(held))


def _words(name: str) -> str:
    """A name of the packs without the signs that programs write between words."""
    return name.replace("_", " ")
