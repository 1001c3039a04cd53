"""Typed settings from the environment: a value is understood exactly, or the program does not start.

Every variable is declared where it is read, with its bounds and one sentence of help; the declarations are kept so that
docs/guide/settings.md can be compared with the code by a test.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


class SettingRefused(Exception):
    """A setting has a value the program will not guess about; the message names the variable and what is accepted."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One variable the program reads: its name, what it accepts, its default as shown to people, and what it is for."""

    name: str
    accepts: str
    default: str
    purpose: str


_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class Environment:
    """Reads typed values out of a mapping of strings and remembers what was declared."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values
        self._declared: dict[str, Declaration] = {}

    @property
    def declared(self) -> tuple[Declaration, ...]:
        """Which variables has the program asked for so far, by name?"""
        return tuple(self._declared[name] for name in sorted(self._declared))

    def text(self, name: str, *, default: str, purpose: str) -> str:
        """What free text does this variable hold? Empty text counts as unset."""
        return self._read(Declaration(name, "text", default or "(empty)", purpose)) or default

    def integer(self, name: str, *, default: int, between: tuple[int, int], purpose: str) -> int:
        """What whole number does this variable hold? Raises SettingRefused outside `between` (both ends included)."""
        low, high = between
        accepts = f"a whole number from {low} to {high}"
        raw = self._read(Declaration(name, accepts, str(default), purpose))
        if raw is None:
            return default
        if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
            raise _refusal(name, raw, accepts)
        return int(raw)

    def flag(self, name: str, *, default: bool, purpose: str, shown_default: str = "") -> bool:
        """Is this switch on? Raises SettingRefused for anything but a plain yes or no."""
        accepts = "yes or no"
        raw = self._read(Declaration(name, accepts, shown_default or ("yes" if default else "no"), purpose))
        if raw is None:
            return default
        if raw.lower() not in _TRUE | _FALSE:
            raise _refusal(name, raw, accepts)
        return raw.lower() in _TRUE

    def choice(self, name: str, *, default: str, among: tuple[str, ...], purpose: str) -> str:
        """Which of the named alternatives was chosen? Raises SettingRefused for any other word."""
        accepts = "one of " + ", ".join(among)
        raw = self._read(Declaration(name, accepts, default, purpose))
        if raw is None:
            return default
        if raw not in among:
            raise _refusal(name, raw, accepts)
        return raw

    def names(self, name: str, *, default: tuple[str, ...], purpose: str) -> list[str]:
        """Which comma-separated words does this variable hold? Raises SettingRefused for an empty word between commas."""
        accepts = "words separated by commas"
        raw = self._read(Declaration(name, accepts, ",".join(default) or "(empty)", purpose))
        if raw is None:
            return list(default)
        words = [word.strip() for word in raw.split(",")]
        if not all(words):
            raise _refusal(name, raw, accepts)
        return words

    def folder(self, name: str, *, default: Path, shown_default: str, purpose: str) -> Path:
        """Which folder does this variable name? Raises SettingRefused for a relative path or one that is a file."""
        accepts = "an absolute path of a folder"
        raw = self._read(Declaration(name, accepts, shown_default, purpose))
        if raw is None:
            return default
        path = Path(raw)
        if not path.is_absolute() or path.is_file():
            raise _refusal(name, raw, accepts)
        return path

    def url(self, name: str, *, schemes: tuple[str, ...], purpose: str) -> SplitResult | None:
        """Which URL does this variable hold, if any? Raises SettingRefused without naming the value, which may hold a password."""
        accepts = "a URL that starts with " + " or ".join(f"{scheme}://" for scheme in schemes)
        raw = self._read(Declaration(name, accepts, "(unset)", purpose))
        if raw is None:
            return None
        parts = urlsplit(raw)
        if parts.scheme not in schemes or not parts.path.strip("/"):
            raise SettingRefused(f"{name} must be {accepts} and names a database at its end")
        return parts

    def secret(self, name: str, *, home: Path, make: Callable[[], str] | None = None, purpose: str) -> str:
        """What is this secret: the variable, the file NAME_FILE names, or one generated once into `home`/secrets?

        Raises SettingRefused when both are set, the file cannot be read, or the secret is empty.
        """
        direct = self._read(Declaration(name, "text, or " + name + "_FILE names a file that holds it", "generated once", purpose))
        file_name = self._values.get(name + "_FILE") or None
        if direct is not None and file_name is not None:
            raise SettingRefused(f"{name} and {name}_FILE are both set; keep one")
        if direct is not None:
            return direct
        if file_name is not None:
            return _secret_in(name, Path(file_name))
        path = home / "secrets" / name.lower()
        if not path.exists():
            _keep_secret(path, (make or _random_secret)())
        return _secret_in(name, path)

    def _read(self, declaration: Declaration) -> str | None:
        self._declared[declaration.name] = declaration
        return self._values.get(declaration.name, "").strip() or None


def _refusal(name: str, raw: str, accepts: str) -> SettingRefused:
    return SettingRefused(f"{name} is {raw!r}; it must be {accepts}")


def _random_secret() -> str:
    return secrets.token_urlsafe(48)


def _secret_in(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingRefused(f"the file that holds {name} cannot be read: {error}") from error
    if not value:
        raise SettingRefused(f"the file that holds {name} is empty")
    return value


def _keep_secret(path: Path, value: str) -> None:
    """Write a new secret so that two processes starting at once end with the same one: the first link wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as draft:  # created with mode 0600
        draft.write(value + "\n")
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return
