"""Keep the Chinese catalogues whole, without GNU gettext: `catalogues.py check | compile | missing`.

check    every msgid in the source is in its app's catalogue, translated, not fuzzy, with the same placeholders, and translated alike in
         all apps (Django merges the catalogues: the first app installed wins everywhere; give a second meaning a context); else exit 1
compile  write django.mo beside each django.po that is newer
missing  print what is missing as catalogue entries, to be pasted and translated
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
APPS = ROOT / "src" / "outpace"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")
LANGUAGE = "zh_Hans"


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate: where it stands, its context, and its singular and plural forms."""

    place: str
    context: str | None
    forms: tuple[str, ...]

    @property
    def key(self) -> tuple[str | None, str]:
        """What does gettext look it up by?"""
        return self.context, self.forms[0]


def main() -> int:
    """Run one of the three commands and give the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("check", "compile", "missing"))
    action = parser.parse_args().action
    if action == "compile":
        compile_all()
        return 0
    faults = [fault for app in apps() for fault in (faults_of(app) if action == "check" else missing_of(app))]
    faults += clashes() if action == "check" else ()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    if action == "check":
        sys.stdout.write(f"catalogues: {len(faults)} fault(s)\n" if faults else "catalogues: complete\n")
    return 1 if faults and action == "check" else 0


def apps() -> list[Path]:
    """Which folders are apps?"""
    return sorted(folder for folder in APPS.iterdir() if (folder / "__init__.py").exists())


def compile_all() -> None:
    """Write every compiled catalogue that is older than its source."""
    for source in APPS.glob("*/locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = io.BytesIO()
            write_mo(draft, _catalogue(source))
            target.write_bytes(draft.getvalue())


def messages_of(app: Path) -> dict[tuple[str | None, str], Message]:
    """Which texts of this app are marked for translation?"""
    found: dict[tuple[str | None, str], Message] = {}
    for path in sorted((*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt"))):
        if not {"tests", "migrations", "static"} & set(path.relative_to(app).parts):
            for message in _extracted(path):
                found.setdefault(message.key, message)
    return found


def faults_of(app: Path) -> Iterator[str]:
    """What is wrong with this app's Chinese catalogue?"""
    wanted = messages_of(app)
    path = app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    if not path.exists():
        if wanted:
            yield f"{app.name}: no catalogue, {len(wanted)} text(s)"
        return
    catalogue = _catalogue(path)
    for message in wanted.values():
        entry = catalogue.get(message.forms[0], message.context)
        if entry is None:
            yield f"{message.place}: not in the catalogue: {message.forms[0]!r}"
        elif entry.fuzzy:
            yield f"{message.place}: fuzzy: {message.forms[0]!r}"
        else:
            yield from _faults_in(message, (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",)))


def clashes() -> Iterator[str]:
    """Which texts does one app translate otherwise than another, so that one of the two is shown wrongly?"""
    seen: dict[tuple[str | None, str], tuple[str, object]] = {}
    for app in apps():
        path = app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        catalogue = _catalogue(path) if path.exists() else Catalog(locale=LANGUAGE)
        for key, message in messages_of(app).items():
            entry = catalogue.get(message.forms[0], message.context)
            if entry is not None and seen.setdefault(key, (app.name, entry.string))[1] != entry.string:
                other, text = seen[key]
                yield f"{message.place}: {message.forms[0]!r} is {entry.string!r} here and {text!r} in {other}: one text, or a context"


def missing_of(app: Path) -> Iterator[str]:
    """Which catalogue entries does this app still need?"""
    path = app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    catalogue = _catalogue(path) if path.exists() else Catalog(locale=LANGUAGE)
    for message in messages_of(app).values():
        if catalogue.get(message.forms[0], message.context) is None:
            context = f"msgctxt {_quoted(message.context)}\n" if message.context else ""
            plural = f'\nmsgid_plural {_quoted(message.forms[1])}\nmsgstr[0] ""' if len(message.forms) > 1 else '\nmsgstr ""'
            yield f"#: {message.place}\n{context}msgid {_quoted(message.forms[0])}{plural}\n"


def _faults_in(message: Message, translations: tuple[str, ...]) -> Iterator[str]:
    if not all(translations):
        yield f"{message.place}: untranslated: {message.forms[0]!r}"
        return
    wanted = {match.group() for form in message.forms for match in PLACEHOLDER.finditer(form)}
    for text in translations:
        given = {match.group() for match in PLACEHOLDER.finditer(text)}
        if given - wanted or (wanted - given and len(message.forms) == 1):
            yield f"{message.place}: placeholders differ: {message.forms[0]!r} and {text!r}"


def _extracted(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in source:
            return
        # Django turns a template into text in which only the gettext calls are left; indentation would trouble the tokenizer.
        source = re.sub(r"(?m)^[ \t]+", "", templatize(source))
    place = path.relative_to(ROOT).as_posix()
    for line, text, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        forms = text if isinstance(text, tuple) else (text,)
        if forms[0]:
            yield Message(place=f"{place}:{line}", context=context, forms=tuple(forms))


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle, locale=LANGUAGE, abort_invalid=True)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main())
