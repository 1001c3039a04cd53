"""What the log's action codes are called: codes are for programs and never change, names are for readers (wired in outpace.config)."""

from collections.abc import Mapping

from django.utils.functional import Promise

_names: dict[str, str | Promise] = {}


def name_actions(names: Mapping[str, str | Promise]) -> None:
    """Call these actions so from now on; called at start."""
    _names.update(names)


def action_name(code: str) -> str | Promise:
    """Say what an action is called in the reader's language; one without a name shows its code."""
    return _names.get(code, code)


def named_actions() -> tuple[tuple[str, str | Promise], ...]:
    """Give every action that has a name, by code."""
    return tuple(sorted(_names.items(), key=lambda pair: pair[0]))
