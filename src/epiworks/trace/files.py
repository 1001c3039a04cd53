"""The manifest of an index: which files count, and the ids of persons and places by their numbers. Replaced whole or not at all."""

import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
MANIFEST = "manifest.json"
VERSION = 1


def read_manifest(folder: Path) -> tuple[Ids, Ids, list[str]]:
    """The ids of persons and of places, and the names of the segments; nothing where there is no index.

    Raises `ValueError` where the index is of another version.
    """
    path = folder / MANIFEST
    if not path.exists():
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), []
    content = json.loads(path.read_text(encoding="utf-8"))
    if content["version"] != VERSION:
        message = f"{path} is an index of version {content['version']}, not {VERSION}"
        raise ValueError(message)
    persons, places = (np.fromfile(folder / f"{name}.ids", dtype=np.int64, count=content[name]) for name in ("persons", "places"))
    return persons, places, content["segments"]


def write_manifest(folder: Path, segments: list[str], *, persons: Ids, places: Ids, durable: bool) -> None:
    """Append the ids that are new, then put the new manifest in the place of the old. `durable`: all of it is on the disk on return."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {"persons": 0, "places": 0}
    path = folder / MANIFEST
    if path.exists():
        known = json.loads(path.read_text(encoding="utf-8"))
    for name, ids in (("persons", persons), ("places", places)):
        _append(folder / f"{name}.ids", ids, int(known[name]), durable=durable)
    content = {"version": VERSION, "persons": persons.size, "places": places.size, "segments": segments}
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        _settle(file.fileno(), durable=durable)
    partial.replace(path)


def _append(path: Path, ids: Ids, known: int, *, durable: bool) -> None:
    if path.exists() and known == ids.size:
        return
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(8 * known)
        file.write(ids[known:].data)
        file.truncate()
        _settle(file.fileno(), durable=durable)


def _settle(file: int, *, durable: bool) -> None:
    if durable:
        os.fsync(file)
