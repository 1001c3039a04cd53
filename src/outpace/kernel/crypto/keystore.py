"""Where the key ring lives: the environment, or keys.json (mode 0600) in the installation's home, made on first use."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from outpace.kernel.crypto.keyring import KeyRing, KeysUnreadable, fresh_ring, from_json, to_json

FILE_NAME = "keys.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A ring with its ciphers ready, and the stamp of the source it was read from."""

    stamp: tuple[str, int, int]
    ring: KeyRing
    ciphers: dict[int, AESGCM]


class _Cache:
    loaded: Loaded | None = None


def keys_path() -> Path:
    """Say where keys.json is or would be."""
    return Path(settings.HOME) / FILE_NAME


def from_environment() -> bool:
    """Say whether the ring comes from the environment, where the program cannot change it."""
    return bool(settings.FIELD_KEYS)


def current() -> Loaded:
    """Give the ring in force. A changed file is seen at the next call, so that a rotation reaches running processes at once.

    Raises KeysUnreadable.
    """
    stamp = _stamp()
    loaded = _Cache.loaded
    if loaded is None or loaded.stamp != stamp:
        ring = from_json(settings.FIELD_KEYS) if from_environment() else from_json(_read(keys_path()))
        loaded = Loaded(stamp=stamp, ring=ring, ciphers={number: AESGCM(key) for number, key in ring.keys.items()})
        _Cache.loaded = loaded
    return loaded


def replace_ring(ring: KeyRing) -> None:
    """Put a changed ring in force, atomically; raises KeysUnreadable when the ring comes from the environment."""
    if from_environment():
        raise KeysUnreadable("the key ring comes from OUTPACE_FIELD_KEYS; change it there")
    draft = _draft(ring)
    draft.replace(keys_path())


def _stamp() -> tuple[str, int, int]:
    """Say which source holds the ring, changed when: a file replaced twice within one clock tick still differs by its number."""
    if from_environment():
        return ("", hash(settings.FIELD_KEYS), 0)
    path = keys_path()
    try:
        found = path.stat()
    except FileNotFoundError:
        _create()
        found = path.stat()
    return (str(path), found.st_mtime_ns, found.st_ino)


def _create() -> None:
    """Make the first ring; of two processes starting at once the first link wins and both read the same keys."""
    draft = _draft(fresh_ring())
    try:
        os.link(draft, keys_path())
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _draft(ring: KeyRing) -> Path:
    home = keys_path().parent
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=home, prefix="keys.", delete=False, encoding="utf-8") as draft:  # made with mode 0600
        draft.write(to_json(ring))
        draft.flush()
        os.fsync(draft.fileno())
    return Path(draft.name)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnreadable(f"{FILE_NAME} cannot be read") from error
