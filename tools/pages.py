"""Write the parts of the guide that repeat the code: `pages.py` writes them anew, a test compares them.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; everything around it is written by hand.
"""

import inspect
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import django

from outpace.config.settings import ENV
from outpace.kernel.events import Event, subscribers
from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("docs/guide/settings.md", "docs/guide/events.md", "docs/guide/roles.md")
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def settings_table() -> str:
    """Which table lists every environment variable the program reads?"""
    rows = [f"| `{found.name}` | {found.accepts} | {found.default} | {found.purpose} |" for found in ENV.declared]
    return _table("| variable | accepts | default | what for |", rows)


def events_table() -> str:
    """Which table lists every event with its publisher and its subscribers? Needs Django to be set up."""
    heard = subscribers()
    rows = []
    for kind in sorted(published(), key=lambda kind: (kind.__module__, kind.__name__)):
        listeners = ", ".join(f"`{name}`" for name in heard.get(kind, ())) or "nobody yet"
        rows.append(f"| `{kind.__name__}` | {_app(kind)} | {_first_line(kind)} | {listeners} |")
    return _table("| event | published by | what happened | heard by |", rows)


def roles_table() -> str:
    """Which table shows what each role permits, one row a permission?"""
    header = "| | " + " | ".join(f"`{code}`" for code in ROLES) + " |"
    kinds = "| given to | " + " | ".join(role.kind.value for role in ROLES.values()) + " |"
    rows = [
        f"| `{permission.value}` | " + " | ".join("x" if permission in role.permissions else " " for role in ROLES.values()) + " |"
        for permission in Permission
    ]
    return _table(header, [kinds, *rows])


def published() -> list[type[Event]]:
    """Which events exist?"""
    # A slotted dataclass is made twice; only the second is what its module calls by that name.
    found = [kind for kind in Event.__subclasses__() if getattr(sys.modules[kind.__module__], kind.__name__, None) is kind]
    return [kind for kind in found if kind.__module__.startswith("outpace.") and ".tests." not in kind.__module__]


def renewed(text: str) -> str:
    """What is this page with every generated part written anew? Raises KeyError for a part nobody generates."""
    return _PART.sub(lambda match: match.group(1) + PARTS[match.group(2)]() + match.group(3), text)


def main() -> int:
    """Write the pages anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outpace.config.settings")
    django.setup()
    for name in PAGES:
        page = ROOT / name
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def _table(header: str, rows: list[str]) -> str:
    rule = "|" + "---|" * (header.count("|") - 1)
    return "\n".join([header, rule, *rows]) + "\n"


def _app(kind: type[Event]) -> str:
    return kind.__module__.split(".")[1]


def _first_line(kind: type[Event]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


PARTS: Mapping[str, Callable[[], str]] = {"settings": settings_table, "events": events_table, "roles": roles_table}

if __name__ == "__main__":
    sys.exit(main())
