"""A file of the index that is cut or changed is refused by its name, never read beyond or believed."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from epiworks.trace.index import TraceIndex, open_index
from epiworks.trace.layout import PAGE, SECTIONS
from epiworks.trace.question import extra_stays, question
from epiworks.trace.sums import checksum
from epiworks.trace.tests.small_worlds import KINDS, crowd


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of one day."""
    index = open_index(tmp_path_factory.mktemp("sound"), KINDS)
    index.add(crowd(3000, (10, 200)), durable=False)
    return index.folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to damage."""
    return Path(shutil.copytree(sound, tmp_path / "index"))


def segment_of(folder: Path) -> Path:
    """Its one segment."""
    return next(folder.rglob("*.seg"))


def flip(path: Path, at: int) -> None:
    """Change one bit of a byte."""
    content = bytearray(path.read_bytes())
    content[at] ^= 4
    path.write_bytes(content)


def opened_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> TraceIndex:
    """The index opened as if its segments were too large to be read through."""
    monkeypatch.setattr("epiworks.trace.layout.SMALL", 0)
    return open_index(folder, KINDS)


def refused(folder: Path, name: str) -> None:
    """Opening the index is refused, and this file named."""
    with pytest.raises(ValueError, match=name):
        open_index(folder, KINDS)


def test_a_segment_that_is_cut_is_refused(folder: Path) -> None:
    segment = segment_of(folder)
    segment.write_bytes(segment.read_bytes()[: 2 * PAGE])
    refused(folder, "0000.seg: its blocks would lie outside")


@pytest.mark.parametrize("length", [0, 10, PAGE - 1])
def test_a_segment_without_a_whole_header_is_refused(folder: Path, length: int) -> None:
    segment = segment_of(folder)
    segment.write_bytes(segment.read_bytes()[:length])
    refused(folder, "0000.seg: it is no segment")


def with_section(folder: Path, name: str, told: tuple[int, int]) -> None:
    """Let the header, and the manifest with it, say that a section lies elsewhere."""
    segment, manifest = segment_of(folder), folder / "manifest.json"
    content = segment.read_bytes()
    header = json.loads(content[:PAGE].rstrip(b"\0"))
    header["sections"][name][:2] = told
    segment.write_bytes(json.dumps(header).encode().ljust(PAGE, b"\0") + content[PAGE:])
    said = json.loads(manifest.read_text())
    said["segments"] = dict.fromkeys(said["segments"], checksum(np.frombuffer(segment.read_bytes()[:PAGE], dtype=np.uint8)))
    manifest.write_text(json.dumps(said))


@pytest.mark.parametrize(
    "told", [(2**40, 188), (0, 188), (-8, 188), (PAGE, -4), (PAGE, 4)], ids=["far", "header", "before", "none", "short"]
)
def test_a_section_elsewhere_than_in_the_file_is_refused(folder: Path, told: tuple[int, int]) -> None:
    with_section(folder, "groups", told)
    refused(folder, "0000.seg: its (groups would lie outside|sections are not as long)")


def test_a_header_that_is_not_that_of_the_manifest_is_refused(folder: Path) -> None:
    flip(segment_of(folder), PAGE - 1)
    refused(folder, "0000.seg: its header")


@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "present"])
def test_a_flipped_bit_in_any_section_is_found(folder: Path, name: str) -> None:
    segment = segment_of(folder)
    at = json.loads(segment.read_bytes()[:PAGE].rstrip(b"\0"))["sections"][name][0]
    flip(segment, at)
    refused(folder, f"0000.seg: its {name} are not what was written")


@pytest.mark.parametrize("name", ["blocks", "lists"])
def test_a_flipped_bit_in_what_a_large_segment_does_not_read_on_opening_is_found_by_verify(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = segment_of(folder)
    at, size, _sum = json.loads(segment.read_bytes()[:PAGE].rstrip(b"\0"))["sections"][name]
    flip(segment, at + size - 1)
    index = opened_large(folder, monkeypatch)
    with pytest.raises(ValueError, match=f"0000.seg: its {name}"):
        index.verify()


@pytest.mark.parametrize(("name", "value"), [("blocks", 0x00), ("blocks", 0x7E), ("blocks", 0xFF), ("lists", 0x00), ("lists", 0x7E)])
def test_positions_in_damaged_blocks_and_lists_are_refused_not_followed(
    folder: Path, name: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = segment_of(folder)
    content = bytearray(segment.read_bytes())
    at, size, _sum = json.loads(content[:PAGE].rstrip(b"\0"))["sections"][name]
    content[at : at + size] = bytes([value]) * size
    segment.write_bytes(content)
    elsewhere = extra_stays(case=[0], place=[71], begin=[0], end=[4000])
    asked = question(person=[5, 2999], begin=[0, 0], end=[4000, 4000], extra=elsewhere)
    with pytest.raises(ValueError, match="damaged"):
        opened_large(folder, monkeypatch).exposures(asked)


@pytest.mark.parametrize("name", ["persons.ids", "places.ids"])
def test_ids_that_are_cut_or_changed_are_refused(folder: Path, name: str) -> None:
    flip(folder / name, 3)
    refused(folder, name)
    (folder / name).write_bytes((folder / name).read_bytes()[:8])
    refused(folder, name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}'])
def test_a_manifest_that_is_none_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    refused(folder, "manifest.json")


def test_a_sound_index_verifies(sound: Path) -> None:
    index = open_index(sound, KINDS, threads=2)
    index.verify()
    assert index.rows == 6000
