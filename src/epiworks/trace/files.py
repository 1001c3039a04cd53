"""The manifest of an index: which files count, with their checksums, and the ids of persons and places by their numbers.

Replaced whole or not at all. Ids are only ever appended, so that an older manifest still fits a longer file.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.sums import checksum, make_folder, settle, settle_folder

Ids = NDArray[np.int64]
MANIFEST = "manifest.json"
VERSION = 2


class Manifest(NamedTuple):
    """What an index is made of: ids of persons and places by number, the checksum of the header of each segment, by its name, and the
    files of a store that have been taken (`storing`).
    """

    persons: Ids
    places: Ids
    segments: dict[str, int]
    taken: frozenset[str]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the index in this folder, an empty one where there is no index.

    Raises `ValueError` naming the file where the index is of another version, or where the ids are not those that were written.
    """
    path = folder / MANIFEST
    if not path.exists():
        return Manifest(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), {}, frozenset())
    content = _content(path)
    persons, places = (_ids(folder / f"{name}.ids", *content[name]) for name in ("persons", "places"))
    return Manifest(persons, places, content["segments"], frozenset(content["taken"]))


def write_manifest(folder: Path, made: Manifest, *, durable: bool) -> None:
    """Append the ids that are new, then put the new manifest in the place of the old. `durable`: all of it is on the disk on return."""
    make_folder(folder, durable=durable)
    path = folder / MANIFEST
    known = _content(path) if path.exists() else {"persons": (0, 0), "places": (0, 0)}
    content: dict[str, Any] = {"version": VERSION}
    for name, ids in (("persons", made.persons), ("places", made.places)):
        content[name] = known[name]
        if ids.size != int(known[name][0]) or not path.exists():
            _append(folder / f"{name}.ids", ids, int(known[name][0]), durable=durable)
            content[name] = (ids.size, checksum(ids))
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        json.dump({**content, "segments": made.segments, "taken": sorted(made.taken)}, file, indent=1)
        file.flush()
        if durable:
            settle(file.fileno())
    partial.replace(path)
    if durable:
        settle_folder(folder)


def sweep(folder: Path, named: Collection[str]) -> None:
    """Remove the segments, whole or half, that neither `named` nor the manifest names: what a writer that was killed left of stays.

    For the writer alone: of two that write at once one would take the other's work for a remainder.
    """
    path = folder / MANIFEST
    counting = {folder / name for name in (*named, *(_content(path)["segments"] if path.exists() else ()))}
    left = [path for ending in ("seg", "partial") for path in folder.glob(f"day=*/*.{ending}") if path not in counting]
    for path in left:
        path.unlink()
    for parent in {path.parent for path in left}:
        settle_folder(parent)


def _content(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = content["version"]
    except (ValueError, TypeError, KeyError) as error:
        message = f"{path} is no manifest of an index: {error}"
        raise ValueError(message) from error
    if version != VERSION:
        message = f"{path} is an index of version {version}, not {VERSION}"
        raise ValueError(message)
    absent = {"persons", "places", "segments", "taken"} - content.keys()
    if absent:
        message = f"{path} does not say {sorted(absent)}"
        raise ValueError(message)
    return content


def _ids(path: Path, number: int, expected: int) -> Ids:
    ids = np.fromfile(path, dtype=np.int64, count=number)
    if ids.size != number or checksum(ids) != expected:
        message = f"{path} does not hold the {number} ids that the manifest speaks of"
        raise ValueError(message)
    return ids


def _append(path: Path, ids: Ids, known: int, *, durable: bool) -> None:
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(8 * known)
        file.write(np.ascontiguousarray(ids[known:]).data)
        file.truncate()
        file.flush()
        if durable:
            settle(file.fileno())
