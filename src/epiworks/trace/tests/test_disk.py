"""What is said to be on the disk is there, and what may have to be read from it is asked for, as far as each system goes."""

import errno
import fcntl
import os
import sys
from pathlib import Path

import pytest

from epiworks.trace import sums
from epiworks.trace.fetching import disk_reads
from epiworks.trace.index import TraceIndex, open_index
from epiworks.trace.question import question
from epiworks.trace.stays import stays
from epiworks.trace.tests.small_worlds import KINDS

FULLY = 51
"""The number that macOS gives F_FULLFSYNC."""


class System:
    """A system that keeps a list of what it is asked for, and may refuse to have its disk write."""

    def __init__(self, refusal: int | None = None) -> None:
        self.refusal = refusal
        self.asked: list[str] = []

    def fcntl(self, _descriptor: int, command: int) -> int:
        self.asked.append("fully" if command == FULLY else "?")
        if self.refusal is not None:
            raise OSError(self.refusal, os.strerror(self.refusal))
        return 0

    def fsync(self, _descriptor: int) -> None:
        self.asked.append("fsync")


def on_macos(monkeypatch: pytest.MonkeyPatch, refusal: int | None = None) -> System:
    system = System(refusal)
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULLY, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", system.fcntl)
    monkeypatch.setattr(os, "fsync", system.fsync)
    return system


def answered_twice(folder: Path) -> TraceIndex:
    index = open_index(folder, KINDS)
    index.add(stays(person=[1, 2], place=[70, 70], begin=[0, 5], end=[90, 60]))
    for _ in range(2):
        index.exposures(question(person=[1], begin=[0], end=[1440]))
    return index


def test_macos_has_the_disk_itself_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    system = on_macos(monkeypatch)
    sums.settle_folder(tmp_path)
    assert system.asked == ["fully"]


def test_a_file_system_that_cannot_have_its_disk_write_is_asked_to_sync(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    system = on_macos(monkeypatch, errno.ENOTSUP)
    sums.settle_folder(tmp_path)
    assert system.asked == ["fully", "fsync"]


def test_a_disk_that_fails_to_write_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_macos(monkeypatch, errno.EIO)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sums.settle_folder(tmp_path)


def test_where_the_system_does_not_tell_of_reads_files_are_asked_for_before_every_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert disk_reads() is None
    assert answered_twice(tmp_path)._may_wait
