"""What the log's action codes and the keys of its details are called: codes are for programs and never change, names are for readers.

Wired in outpace.config.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

_names: dict[str, str | Promise] = {}
_details: dict[str, str | Promise] = {}
_choices: dict[str, Mapping[str, str | Promise]] = {}


def name_actions(names: Mapping[str, str | Promise]) -> None:
    """Call these actions so from now on; called at start."""
    _names.update(names)


def action_name(code: str) -> str | Promise:
    """Say what an action is called in the reader's language; one without a name shows its code."""
    return _names.get(code, code)


def named_actions() -> tuple[tuple[str, str | Promise], ...]:
    """Give every action that has a name, by code."""
    return tuple(sorted(_names.items(), key=lambda pair: pair[0]))


def name_details(names: Mapping[str, str | Promise]) -> None:
    """Call these keys of details so from now on; called at start."""
    _details.update(names)


def name_choices(words: Mapping[str, Mapping[str, str | Promise]]) -> None:
    """Call what is said under these keys of details so from now on, where it is one of these codes; called at start."""
    _choices.update(words)


def told(details: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """What do the details of an entry say, in the reader's language: each by its name, with what is said of it, one or several?

    What is said under a name of its own within another is told by both names; a key without a name shows as it is,
    and so does what is said under it when it is no choice that has words.
    """
    said = []
    for key, value in details.items():
        name = str(_details.get(key, key))
        if isinstance(value, Mapping):
            said += [(f"{name} · {inner}", values) for inner, values in told(value)]
        else:
            said.append((name, _values(value, _choices.get(key, {}))))
    return said


def _values(value: object, words: Mapping[str, str | Promise]) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(text for part in value for text in _values(part, words))
    if isinstance(value, bool):
        return (gettext("yes") if value else gettext("no"),)
    return () if value is None else (str(words.get(str(value), value)),)
