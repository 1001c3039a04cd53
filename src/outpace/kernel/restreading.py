"""What did not fit in a request, in words: which field, what is expected there, and what was sent.

The kinds are pydantic's (https://docs.pydantic.dev/latest/errors/validation_errors/); a kind not listed is told in its own words.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

MOST: Final = 40
"""Letters of what was sent that an answer repeats."""
SECRET: Final = ("password", "token", "secret")
NOTHING: Final[Mapping[str, object]] = {}

_FORMS: Mapping[str, str | Promise] = {
    "string": _("a text"),
    "int": _("a whole number"),
    "float": _("a number"),
    "decimal": _("a number"),
    "bool": _("true or false"),
    "list": _("a list"),
    "tuple": _("a list"),
    "set": _("a list"),
    "dict": _("an object"),
    "model": _("an object"),
    "dataclass": _("an object"),
    "uuid": _("an id of the form 0190f0a0-6f00-7000-8000-000000000001"),
    "date": _("a day of the form 2026-11-27"),
    "datetime": _("a time of the form 2026-11-27T08:00:00+08:00"),
    "timezone": _("a time of the form 2026-11-27T08:00:00+08:00"),
    "time": _("a time of day of the form 08:00"),
    "finite": _("a number"),
}
"""What a field must be, by the first word of the kind of mistake."""

_BOUNDS: Mapping[str, tuple[str | Promise, str]] = {
    "greater_than_equal": (_("at least %(bound)s"), "ge"),
    "greater_than": (_("more than %(bound)s"), "gt"),
    "less_than_equal": (_("at most %(bound)s"), "le"),
    "less_than": (_("less than %(bound)s"), "lt"),
    "enum": (_("one of %(bound)s"), "expected"),
    "literal_error": (_("one of %(bound)s"), "expected"),
}
"""Between what it must lie, and under which name pydantic tells the bound."""

_LENGTHS: Mapping[str, tuple[str, Callable[[int], str]]] = {
    "string_too_long": ("max_length", lambda most: ngettext("at most %(count)d letter", "at most %(count)d letters", most)),
    "string_too_short": ("min_length", lambda least: ngettext("at least %(count)d letter", "at least %(count)d letters", least)),
    "too_long": ("max_length", lambda most: ngettext("at most %(count)d entry", "at most %(count)d entries", most)),
    "too_short": ("min_length", lambda least: ngettext("at least %(count)d entry", "at least %(count)d entries", least)),
}


def told(kind: str, *, field: str, words: str, bounds: Mapping[str, Any] = NOTHING, sent: object = None) -> str:
    """Which field does not fit, what is expected, and what was sent, in the reader's language? `words`: pydantic's own, for other kinds."""
    name = field or gettext("The body")
    if kind == "missing":
        return gettext("%(field)s is missing.") % {"field": name}
    if kind == "extra_forbidden":
        return gettext("There is no field %(field)s here.") % {"field": name}
    if kind == "value_error":
        return gettext("%(field)s cannot be so: %(why)s.") % {"field": name, "why": str(bounds.get("error", words)).rstrip(".")}
    wanted = _wanted(kind, bounds)
    if not wanted:
        return gettext("%(field)s cannot be so: %(why)s.") % {"field": name, "why": words}
    if kind in _LENGTHS:
        return gettext("%(field)s must have %(wanted)s.") % {"field": name, "wanted": wanted}
    if any(word in field.lower() for word in SECRET):
        return gettext("%(field)s must be %(wanted)s.") % {"field": name, "wanted": wanted}
    return gettext("%(field)s must be %(wanted)s; %(sent)s was sent.") % {"field": name, "wanted": wanted, "sent": _shown(sent)}


def _wanted(kind: str, bounds: Mapping[str, Any]) -> str:
    if kind in _LENGTHS and _LENGTHS[kind][0] in bounds:
        name, words = _LENGTHS[kind]
        return words(int(bounds[name])) % {"count": int(bounds[name])}
    if kind in _BOUNDS and _BOUNDS[kind][1] in bounds:
        text, name = _BOUNDS[kind]
        return str(text) % {"bound": str(bounds[name]).replace(" or ", ", ")}
    if kind == "string_pattern_mismatch":
        return gettext("of the form %(pattern)s") % {"pattern": bounds.get("pattern", "")}
    return str(_FORMS.get(kind.partition("_")[0], ""))


def _shown(sent: object) -> str:
    if isinstance(sent, Mapping):
        return gettext("an object")
    if isinstance(sent, list | tuple):
        return gettext("a list")
    if isinstance(sent, bool):
        return "true" if sent else "false"
    if sent is None:
        return "null"
    text = str(sent)
    return f'"{text[:MOST]}{"…" if len(text) > MOST else ""}"' if isinstance(sent, str) else text[:MOST]
